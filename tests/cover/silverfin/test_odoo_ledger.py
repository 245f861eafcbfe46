"""The ledger of an Odoo company as the built-in integration reads it: at one moment, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mock_kit.faults import Altered, Fault, Status, Trigger
from mock_odoo import MockOdoo
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import OdooInputs
from mock_silverfin.integrations.odoo.json2 import Json2Source
from mock_silverfin.integrations.odoo.ledger import AnalyticAccount, read_ledger
from twinledger.books.book import Entry, Line
from twinledger.books.bookkeeper import Bookkeeper

DAY = date(2026, 2, 3)


class Source(Json2Source):
    """A source beside which something happens whenever it has read the accounts."""

    def __init__(self, inputs: OdooInputs) -> None:
        super().__init__(inputs)
        self.meanwhile: Callable[[], object] = lambda: None

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Call, and let happen what happens."""
        found = super().call(model, method, **arguments)
        if model == "account.account":
            self.meanwhile()
        return found


@pytest.fixture
def source(inputs: dict[str, str]) -> Iterator[Source]:
    """Give a test a source that is signed in."""
    with closing(Source(OdooInputs(**inputs))) as source:
        source.sign_in()
        yield source


@pytest.fixture
def books(odoo: MockOdoo) -> Bookkeeper:
    """Give a test somebody who keeps the books that the source reads."""
    return Bookkeeper(odoo.database("books"))


def sale(account: str = "700000") -> Entry:
    """Return an entry of a sale to a client."""
    return Entry("MISC", DAY, (Line("400000", 500), Line(account, -500)))


def test_what_is_off_the_balance_sheet_is_left_out(source: Source, books: Bookkeeper) -> None:
    """Neither the account nor what is booked on it is there."""
    for code in ("090000", "091000"):
        books.add_account(code, "Guarantees", "off_balance")
    books.enter(Entry("MISC", DAY, (Line("090000", 500), Line("091000", -500))))
    ledger = read_ledger(source, 1, "en_US")
    assert [(line.account.code, line.amount) for line in ledger.lines] == [
        ("400000", Decimal(121)),
        ("700000", Decimal(-121)),
    ]
    assert not {"090000", "091000"} & {account.code for account in ledger.accounts}


def test_shares_are_read_with_the_analytic_accounts(source: Source, books: Bookkeeper) -> None:
    """One of two plans at once and one of a plan alone; an account without a code is known by its name."""
    sites, works = (books.create("account.analytic.plan", {"name": name}) for name in ("Sites", "Works"))
    north = books.create("account.analytic.account", {"name": "North", "code": "N", "plan_id": sites})
    roof = books.create("account.analytic.account", {"name": "Roof", "plan_id": works})
    [sold] = books.find("account.move.line", ("account_id.code", "=", "700000"))
    spread = {f"{north},{roof}": 75, str(north): 25}
    books.write("account.move.line", sold, {"analytic_distribution": spread})
    ledger = read_ledger(source, 1, "en_US")
    assert ledger.analytic == {north: AnalyticAccount(sites, "N"), roof: AnalyticAccount(works, "Roof")}
    assert [sorted(line.shares) for line in ledger.lines] == [
        [],
        [((north,), Decimal(25)), ((north, roof), Decimal(75))],
    ]


def test_an_account_that_came_meanwhile_is_read_too(source: Source, books: Bookkeeper) -> None:
    """An item on an account that nobody has read yet makes the reading begin again."""

    def happen() -> None:
        source.meanwhile = lambda: None
        books.add_account("701000", "More sales", "income")
        books.enter(sale("701000"))

    source.meanwhile = happen
    ledger = read_ledger(source, 1, "en_US")
    assert [line.account.code for line in ledger.lines] == ["400000", "700000", "400000", "701000"]


def test_books_that_never_stand_still_are_not_read(source: Source, books: Bookkeeper) -> None:
    """No two readings agree where something is booked during each, so none is the ledger of one moment."""
    source.meanwhile = lambda: books.enter(sale())
    with pytest.raises(SyncFailure, match="The books change faster than they can be read") as failed:
        read_ledger(source, 1, "en_US")
    assert failed.value.reason is Reason.SOURCE


def test_a_company_that_nobody_has_is_refused(source: Source) -> None:
    """In Odoo's own words."""
    with pytest.raises(SyncFailure, match="Access to unauthorized or invalid companies") as failed:
        read_ledger(source, 9, "en_US")
    assert failed.value.reason is Reason.AUTHENTICATION


def test_a_company_that_a_rule_hides_is_named(odoo: MockOdoo, source: Source) -> None:
    """Where Odoo finds nothing, whoever chose the company learns which number it was."""
    nothing = Status(200, [("Content-Type", "application/json")], b"[]")
    odoo.faults.arm(Fault(nothing, Trigger(path="/json/2/res.company/search_read")))
    with pytest.raises(SyncFailure, match="cannot see a company 1 in Odoo") as failed:
        read_ledger(source, 1, "en_US")
    assert failed.value.reason is Reason.CONFIGURATION


def test_an_item_on_an_account_without_a_code_is_named(odoo: MockOdoo, source: Source, books: Bookkeeper) -> None:
    """Silverfin knows accounts by their numbers, so nothing is read of a company in which one has none."""
    [sold] = books.find("account.move.line", ("account_id.code", "=", "700000"))
    nameless = Altered(lambda body: body.replace(b'"700000"', b"false"))
    odoo.faults.arm(Fault(nameless, Trigger(path="/json/2/account.account/search_read")))
    with pytest.raises(SyncFailure, match=f"The journal item {sold} is on an account that has no code") as failed:
        read_ledger(source, 1, "en_US")
    assert failed.value.reason is Reason.SOURCE
