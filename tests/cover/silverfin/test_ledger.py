"""The ledger: how accounts stand, what is unbalanced, and the audit of every change with its request."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_silverfin.core import Core
from mock_silverfin.ledger import companies, lines, turnover
from mock_silverfin.ledger.audit import NOBODY
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.lines import LedgerLine

from .support import World, account, upsert

SALE = {"account_number": "700000"}
BOTH = [account(), account("700000", "income")]


def test_books_in_a_file_are_found_there_again(tmp_path: Path) -> None:
    """What was kept is there, ids and time are those of whoever opens it, and the bell rings at theirs."""
    rung: list[str] = []
    path, first, then = tmp_path / "firm", Core(Clock(), Dice()), Core(Clock(), Dice())
    first_books = Books.opened(first.directory.ids, first.clock, path=path)
    company_id = companies.add(first_books, "Acme", "EUR", 2)
    first_books.store.close()
    again = Books.opened(then.directory.ids, then.clock, lambda: rung.append("here"), path)
    assert [found.id for found in companies.all_of(again)] == [company_id]
    assert (again.ids, again.clock) == (then.directory.ids, then.clock)
    again.something_waits()
    assert rung == ["here"]


@pytest.fixture
def two_years(world: World) -> World:
    """Give a test the years 2025 and 2026 and a sale in the first."""
    world.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, True))
    world.submit(upsert("1", "100.00", "2025-06-15"), upsert("2", "-100.00", "2025-06-15", **SALE), accounts=BOTH)
    return world


def test_accounts_stand_with_opening_debit_and_credit(two_years: World) -> None:
    """What the year opened with, computed or not, and what was booked since; the balance is their sum."""
    two_years.submit(upsert("3", "5.00", "2026-02-10"), upsert("4", "-7.00", "2026-02-20"))
    assert two_years.file.standing(date(2026, 2, 15)) == {
        "140000": Standing(-10000, 0, 0),
        "400000": Standing(10000, 500, 0),
    }
    assert two_years.file.standing(date(2026, 3, 1))["400000"] == Standing(10000, 500, 700)
    assert two_years.file.standing(date(2026, 3, 1))["400000"].balance == 9800
    assert two_years.file.standing(date(2024, 12, 31)) == {}


def test_an_account_is_there_from_its_first_line_on(two_years: World) -> None:
    """Sent with a chart it stands nowhere; with its first line it does, even at zero."""
    assert "700000" not in two_years.file.standing(date(2025, 6, 14))
    two_years.submit(upsert("3", "0.00", "2026-01-05", **SALE))
    assert two_years.file.standing(date(2026, 1, 5))["700000"] == Standing(0, 0, 0)
    two_years.submit({"delete": {"id": "3"}})
    assert "700000" not in two_years.file.standing(date(2026, 1, 5))


def test_what_is_unbalanced_is_shown_by_how_much(two_years: World) -> None:
    """A lonely line, or a year that follows without the last one's result."""
    assert two_years.file.off_by() == 0
    two_years.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, False))
    assert (two_years.file.off_by(date(2025, 12, 31)), two_years.file.off_by()) == (0, 10000)


def test_every_change_is_kept_with_its_request(two_years: World) -> None:
    """Operation, time, application, person and request; lines as they came, and as they were before they went."""
    two_years.submit(upsert("1", "50.00", "2025-06-15"), {"delete": {"id": "2"}}, {"delete": {"id": "nothing"}})
    request = two_years.silverfin.journal.exchanges()[-1]
    two_years.sync("DELETE", "reset", after_date="2025-01-01")
    two_years.file.unlink()
    linked, settings_, first, second, reset, unlinked = two_years.file.changes()
    operations = [change.operation for change in two_years.file.changes()]
    assert operations == ["link", "settings", "submit", "submit", "reset", "unlink"]
    assert (linked.author, unlinked.author) == (NOBODY, NOBODY)
    assert settings_.details == {"years": ["2025-01-01", "2026-01-01"]}
    assert (second.author.exchange, second.author.user_id) == (request.number, two_years.admin.id)
    assert second.author.application_id == two_years.application.id
    assert second.at == two_years.silverfin.clock.now()
    assert [line.value for line in two_years.file.lines_brought(first)] == [10000, -10000]
    assert [(line.id, line.value) for line in two_years.file.lines_taken(second)] == [("1", 10000), ("2", -10000)]
    assert [(line.id, line.value) for line in two_years.file.lines_brought(second)] == [("1", 5000)]
    assert [line.value for line in two_years.file.lines_taken(reset)] == [5000]
    assert two_years.file.lines_brought(reset) == []


def test_a_refused_request_changes_nothing(two_years: World) -> None:
    """It is not in the audit, either."""
    before = two_years.file.changes()
    assert two_years.submit(upsert(account_number="nowhere")).status == 422
    assert two_years.file.changes() == before


DAYS = st.integers(0, 500).map(lambda after: date(2025, 1, 10) + timedelta(after))
LINES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["400", "700"]), DAYS, st.integers(-99, 99)))


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(LINES, max_size=4), start=DAYS, length=st.integers(0, 400), cut=st.none() | DAYS)
def test_turnover_is_what_the_lines_say(
    batches: list[list[tuple[str, str, date, int]]], start: date, length: int, cut: date | None
) -> None:
    """Between any two days, however lines came, were replaced and went."""
    core = Core(Clock(), Dice())
    books = core.books(core.add_firm("Firm"))
    company = companies.add(books, "Company", "EUR", 2)
    for number, batch in enumerate(batches):
        wanted = {id_: LedgerLine(id_, number_, day, value) for id_, number_, day, value in batch}
        lines.put(books, company, list(wanted.values()), number)
    if cut is not None:
        lines.remove_from(books, company, cut.isoformat(), len(batches))
    end = start + timedelta(length)
    debit: Counter[str] = Counter()
    credit: Counter[str] = Counter()
    for line in lines.all_of(books, company):
        if start <= line.date <= end:
            (debit if line.value > 0 else credit)[line.account_number] += abs(line.value)
    found = turnover.between(books, company, start, end)
    assert {number: one.debit for number, one in found.items() if one.debit} == {n: v for n, v in debit.items() if v}
    assert {number: one.credit for number, one in found.items() if one.credit} == {n: v for n, v in credit.items() if v}
    core.close()
