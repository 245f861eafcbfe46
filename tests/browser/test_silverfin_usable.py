"""Every page of Silverfin on a phone, and judged by axe, in light and in dark."""

from __future__ import annotations

import pytest

from mock_silverfin.ledger import accounts, lines, years
from mock_silverfin.workpapers import records
from mock_silverfin.workpapers.records import Kind
from twinledger.world import World

from .accountants import inputs, judged, signs_in
from .conftest import FILE
from .person import Person
from .test_usable import PHONE


@pytest.fixture
def pages(world: World) -> list[str]:
    """The address of every page, with a connection and figures to look at."""
    runner, firm = world.silverfin.runner, f"/f/{world.firm.id}"
    file = next(file for file in world.silverfin.files() if file.name == FILE)
    connection = runner.host.connect(world.firm.id, world.accountant.id, inputs(world))
    runner.host.link(world.firm.id, connection.id, file.id, "acme:1", None)
    runner.start(world.firm.id, connection.id, file.id, world.silverfin.url)
    runner.settle()
    books, home = file.books, f"{firm}/{file.id}"
    period = years.periods_of(books, file.id)[-3].id
    last = years.periods_of(books, file.id)[0].id
    records.add(
        books, Kind.ADJUSTMENT, {"transactions": [{"account": "400000", "value": "12345678.90"}]}, file.id, last
    )
    account = next(one.id for one in accounts.all_of(books, file.id) if one.number == "400000")
    line = lines.all_of(books, file.id)[-1].id
    free = world.firm.add_company("Nobody's").id
    of_firm = ("", "/syncs", "/webhooks", "/syncs/new", "/syncs/new/accounting", "/syncs/new/administration")
    of_file = (
        "", "/ledgers", f"/ledgers/{period}?zeros=1", f"/ledgers/{last}", f"/ledgers/{period}/accounts/{account}",
        f"/entry?line={line}", "/accounts", "/periods", "/sync", "/sync?switch=transfer", "/upload",
        "/changes", "/changes/2",
    )  # fmt: skip
    return [
        "/", *(firm + path for path in of_firm), f"{firm}/syncs/new/accounting/odoo", f"{firm}/syncs/{connection.id}",
        *(home + path for path in of_file), f"{firm}/{free}/sync?type={connection.id}", f"{firm}/{free}/periods",
        f"{firm}/{free}/upload",
        f"{firm}/7", *(f"{firm}{path}?sources=1" for path in ("", "/syncs")),
    ]  # fmt: skip


def test_a_phone_shows_every_page_without_scrolling_sideways(accountant: Person, pages: list[str]) -> None:
    """Nothing is wider than the screen of a phone, in any language, with the marks of the sources, too."""
    signs_in(accountant)
    accountant.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        for path in pages:
            accountant.opens(path)
            wide = accountant.browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], path
    finally:
        accountant.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(accountant: Person, pages: list[str], scheme: str) -> None:
    """Contrast, names, roles and order of every page, and of the form to sign in."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    accountant.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    accountant.opens("/sign_in")
    found = {"/sign_in": judged(accountant)}
    signs_in(accountant)
    for path in pages:
        accountant.opens(path)
        found[path] = judged(accountant)
    accountant.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_axe_sees_what_is_wrong(accountant: Person) -> None:
    """A field without a name and grey on grey are found: whoever finds nothing elsewhere has looked."""
    accountant.opens("/sign_in")
    accountant.browser.execute_script(
        "document.querySelector('label[for=email]').remove();"
        "document.querySelector('label[for=password]').style.color = '#ddd'"
    )
    assert {wrong.partition(":")[0] for wrong in judged(accountant)} == {"label", "color-contrast"}
