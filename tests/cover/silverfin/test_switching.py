"""The three documented ways to switch a sync, and what becomes of the figures that were there."""

from __future__ import annotations

import io
from datetime import date

import pytest

from mock_odoo import MockOdoo
from mock_silverfin.face import ClientFile
from mock_silverfin.ledger import years
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync import links
from twinledger.books.book import Entry, Line
from twinledger.books.bookkeeper import Bookkeeper

from .person import Person
from .support import World
from .test_pages_syncs import connects, sets_up, waits

FIGURES = b"""Date;Account number;Account name;Account type;Amount
31/12/2025;100000;Capital;equity;-500,00
31/12/2025;550000;Bank;asset;700,00
31/12/2025;700000;Sales;income;-200,00
"""


@pytest.fixture
def admin(world: World, inputs: dict[str, str]) -> Person:
    """An admin of a firm that has connected Odoo."""
    return connects(Person(world.silverfin).signs_in().goes(f"/f/{world.firm.id}/syncs"), inputs)


@pytest.fixture
def uploaded(world: World, admin: Person, free_file: ClientFile) -> ClientFile:
    """A client file by hand, with the totals of 2025."""
    years.replace(free_file.books, free_file.id, [Year(date(2025, 1, 1), date(2025, 12, 31), True, True)])
    admin.goes(f"/f/{world.firm.id}/{free_file.id}/upload").fills_in("/upload", file=(io.BytesIO(FIGURES), "2025.csv"))
    assert len(free_file.lines()) == 3
    return free_file


def test_another_source_from_a_date_on(world: World, admin: Person, uploaded: ClientFile) -> None:
    """Earlier figures stay; the first synchronised year carries nothing forward, for its opening comes with it."""
    waits(sets_up(admin, uploaded, scenario="transfer", start="2026-01-01"))
    assert "Up to date" in admin.text
    assert uploaded.trial_balance(date(2025, 12, 31)) == {"100000": -50000, "550000": 70000, "700000": -20000}
    assert uploaded.trial_balance(date(2026, 12, 31)) == {"400000": 12100, "700000": -12100}
    assert [(year.start_date.year, year.compute_opening_balances) for year in uploaded.years()] == [
        (2025, True), (2026, False),
    ]  # fmt: skip


def test_what_was_there_before_the_start_outlives_every_run(
    world: World, admin: Person, odoo: MockOdoo, uploaded: ClientFile
) -> None:
    """Linked again to the same company, the connector begins with a reset: it takes its own lines alone."""
    for _ in range(2):
        waits(sets_up(admin, uploaded, scenario="transfer", start="2026-01-01"))
        uploaded.unlink()
    waits(sets_up(admin, uploaded, scenario="transfer", start="2026-01-01"))
    lines = (Line("400000", 900), Line("700000", -900))
    Bookkeeper(odoo.database("books")).enter(Entry("MISC", date(2026, 2, 1), lines))
    waits(admin.fills_in("/run"))
    assert uploaded.trial_balance(date(2025, 12, 31))["550000"] == 70000
    assert uploaded.trial_balance(date(2026, 12, 31)) == {"400000": 13000, "700000": -13000}


def test_back_to_manual_import(world: World, admin: Person, free_file: ClientFile) -> None:
    """The figures stay, nothing comes at night, and uploads go on from there."""
    waits(sets_up(admin, free_file))
    admin.fills_in("/manual")
    assert "Manual import" in admin.text
    rows = FIGURES.replace(b"2025", b"2026")
    admin.goes(f"/f/{world.firm.id}/{free_file.id}/upload").fills_in("/upload", file=(io.BytesIO(rows), "2026.csv"))
    assert free_file.trial_balance(date(2026, 12, 31)) == {"100000": -50000, "550000": 70000, "700000": -20000}
    assert free_file.trial_balance(date(2026, 1, 31)) == {"400000": 12100, "700000": -12100}


def test_established_anew_completely(world: World, admin: Person, uploaded: ClientFile) -> None:
    """Everything goes, uploads too, and what Odoo has comes in."""
    waits(sets_up(admin, uploaded, scenario="transfer", start="2026-01-01"))
    there = f"/f/{world.firm.id}/{uploaded.id}"
    assert "Re-establish the sync completely" in admin.text
    admin.goes(f"{there}/sync?switch=replace")
    waits(admin.fills_in("/sync", reference="books:1"))
    assert uploaded.trial_balance() == {"400000": 12100, "700000": -12100}
    assert uploaded.trial_balance(date(2025, 12, 31)) == {}
    uploaded.unlink()
    assert "2025.csv" not in admin.goes(f"{there}/upload").text


def test_a_start_within_a_financial_year_is_refused(world: World, admin: Person, uploaded: ClientFile) -> None:
    """By the years of the company in Odoo, which are told; nothing is linked."""
    sets_up(admin, uploaded, scenario="transfer", start="2026-02-01")
    assert admin.page.status_code == 422
    assert "the one that holds it is Jan 1, 2026 to Dec 31, 2026." in admin.text
    assert (uploaded.trial_balance()["550000"], "Manual import" in admin.text) == (70000, True)


def test_a_broken_financial_year_is_respected(
    world: World, admin: Person, odoo: MockOdoo, uploaded: ClientFile
) -> None:
    """A year that ends in June begins in July."""
    company = odoo.database("books").environment().model("res.company", (1,))
    company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
    sets_up(admin, uploaded, scenario="transfer", start="2026-01-01")
    assert "the one that holds it is Jul 1, 2025 to Jun 30, 2026." in admin.text


def test_locked_figures_are_not_taken_away(world: World, admin: Person, uploaded: ClientFile) -> None:
    """A switch that would remove them is refused; one that leaves them alone is not."""
    uploaded.lock_until(date(2025, 12, 31))
    sets_up(admin, uploaded)
    assert (admin.page.status_code, "Unlock it under Periods first." in admin.text) == (409, True)
    assert "Up to date" in waits(sets_up(admin, uploaded, scenario="transfer", start="2026-01-01")).text


def test_a_removed_key_is_told_where_years_are_asked_for(
    world: World, admin: Person, odoo: MockOdoo, inputs: dict[str, str], uploaded: ClientFile
) -> None:
    """The start cannot be checked without Odoo."""
    odoo.remove_api_key(inputs["api_key"])
    sets_up(admin, uploaded, scenario="transfer", start="2026-01-01")
    assert (admin.page.status_code, uploaded.sync_point) == (422, None)
    assert "refuses this API key" in admin.text
    assert "Make a new key there and reconnect." in admin.text


def test_an_application_that_pushes_leaves_earlier_figures_alone_too(world: World, year: World) -> None:
    """Its reset and its years are for what lies from the start on."""
    year.submit({"upsert": {"id": "1", "account_number": "400000", "date": "2026-01-05", "value": 5}})
    year.file.unlink()
    links.link(year.file.books, year.file.id, year.application.id, "acme:1", date(2027, 1, 1), keeps_earlier=True)
    assert year.settings(("2027-01-01", "2027-12-31", True, True)).status == 200
    year.submit({"upsert": {"id": "2", "account_number": "400000", "date": "2027-01-05", "value": 7}})
    assert year.sync("DELETE", "reset").status == 200
    assert [line.id for line in year.file.lines()] == ["1"]
    assert [one.start_date.year for one in year.file.years()] == [2026, 2027]
    assert (
        year.settings(("2026-01-01", "2026-12-31", True, True), ("2027-01-01", "2027-12-31", True, True)).status == 200
    )
    assert [one.start_date.year for one in year.file.years()] == [2026, 2027]
