"""Loading in bulk gives the very rows that entering the entries one by one would have given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from mock_kit.clock import Clock
from mock_odoo.database import Database
from mock_odoo.errors import NotInFake
from mock_odoo.server import MockOdoo
from twinledger.books import Book, Entry, Line, bare_company, bulk, company_book, strategies
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.books.founding import found
from twinledger.books.loading import load
from twinledger.books.moments import entered
from twinledger.books.names import COUNTRIES
from twinledger.books.tale import Tale

TODAY = dt.date(2026, 3, 2)
BOOK = company_book(300, seed=7, today=TODAY)
REMARKS = (Line("", 0, "Goods", display_type="line_section"), Line("", 0, "", display_type="line_note"))


def _database(version: str, book: Book) -> Iterator[Database]:
    """Give a database with the company of a book."""
    odoo = MockOdoo(version, clock=Clock())
    found(book.company, odoo, "acme", login="admin", password="admin")
    yield odoo.database("acme")
    odoo.close()


def _content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    tables = [name for (name,) in database.store.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: sorted(database.store.all(f'SELECT * FROM "{table}"'), key=repr) for table in tables}


def _in_bulk(version: str, book: Book) -> dict[str, list[tuple[object, ...]]]:
    for database in _database(version, book):
        load(book, database)
        return _content(database)
    raise AssertionError


def _one_by_one(version: str, book: Book) -> dict[str, list[tuple[object, ...]]]:
    for database in _database(version, book):
        load(replace(book, entries=()), database)
        keeper = Bookkeeper(database)
        for code in {line.currency for entry in book.entries for line in entry.lines if line.currency}:
            keeper.database.store.execute("UPDATE res_currency SET active = 1 WHERE name = ?", (code,))
        for entry, moment in zip(book.entries, entered(book.entries, database.clock.now()), strict=True):
            keeper.at(moment).enter(entry)
        return _content(database)
    raise AssertionError


def _same(version: str, book: Book) -> None:
    quick, slow = _in_bulk(version, book), _one_by_one(version, book)
    assert quick.keys() == slow.keys()
    for table, rows in slow.items():
        assert quick[table] == rows, table


@pytest.mark.parametrize("version", ["19.0", "18.0", "17.0"])
def test_a_company_is_the_same_row_by_row(version: str) -> None:
    """Two years of a Belgian company, drafts and cancelled entries included: every column of every table."""
    _same(version, BOOK)


@pytest.mark.parametrize("place", COUNTRIES)
def test_every_country_is_the_same_row_by_row(place: str) -> None:
    """Other currencies, decimals, years and charts; sales abroad with their rates and exchange differences."""
    book = company_book(900, seed=7, today=TODAY, country_name=place)
    first = [entry for entry in book.entries if any(line.currency for line in entry.lines)]
    _same("19.0", replace(book, entries=(*book.entries[:40], *first)))


@pytest.mark.parametrize("version", ["19.0", "17.0"])
def test_awkward_entries_are_the_same_row_by_row(version: str) -> None:
    """Sections and notes, zeros, other currencies, a partner twice in an entry, drafts that come first in a period."""
    partner = replace(BOOK.partners[0], name="Peeters", rank="customer")
    foreign = (Line("400000", 92_50, "à l'étranger", "Peeters", "product", "USD", 100_00), Line("700000", -92_50))
    dong = (Line("440000", -1, currency="VND", foreign=-26_000), Line("604000", 1, currency="VND", foreign=26_000))
    twice = (Line("400000", 5, "", "Peeters"), Line("400000", 6, "", "Peeters"), Line("700000", -11))
    entries = (
        Entry("MISC", dt.date(2025, 1, 3), twice, "first", "draft"),
        Entry("MISC", dt.date(2025, 1, 4), (*REMARKS, *twice), "O'Hara"),
        Entry("INV", dt.date(2025, 1, 4), foreign, invoice_date=dt.date(2024, 12, 30)),
        Entry("BILL", dt.date(2025, 2, 4), dong, state="cancel"),
        Entry("BILL", dt.date(2025, 2, 4), dong),
        Entry("BNK1", dt.date(2025, 2, 5), (Line("550001", 0), Line("400000", 0, "nothing", "Peeters"))),
        Entry("CSH1", dt.date(2027, 1, 5), (Line("570000", 10**13), Line("550001", -(10**13)))),
    )
    _same(version, replace(BOOK, partners=(partner,), entries=entries))


@pytest.mark.parametrize("version", ["19.0", "17.0"])
def test_years_of_their_own_are_the_same_row_by_row(version: str) -> None:
    """A financial year that ends in August is in the names of entries."""
    company = replace(BOOK.company, fiscal_year_last_month=8, fiscal_year_last_day=31)
    _same(version, replace(BOOK, company=company, entries=BOOK.entries[:60]))


@settings(max_examples=10, deadline=None)
@given(tale=strategies.ledgers())
def test_any_ledger_is_the_same_row_by_row(tale: Tale) -> None:
    """Whatever is drawn, by date as books have it."""
    entries = sorted(tale.entries, key=lambda entry: entry.date)
    _same("19.0", replace(bare_company(), entries=tuple(entries)))


def test_many_entries_leave_the_indexes_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the indexes are made at the end, content and indexes are those of loading with them."""
    indexes = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    with_indexes = _in_bulk("19.0", BOOK)
    monkeypatch.setattr(bulk, "MANY", 10)
    assert _in_bulk("19.0", BOOK) == with_indexes
    for database in _database("19.0", BOOK):
        before = database.store.all(indexes)
        load(BOOK, database)
        assert database.store.all(indexes) == before


def test_an_amount_that_no_database_holds_is_refused() -> None:
    """As it would be if it were entered by itself."""
    lines = (Line("550001", 10**16), Line("100000", -(10**16)))
    book = replace(bare_company(), entries=(Entry("MISC", TODAY, lines),))
    with pytest.raises(NotInFake, match="an amount as large as 100000000000000"):
        _in_bulk("19.0", book)


def test_into_books_that_are_kept_many_are_entered_like_one_after_the_other() -> None:
    """The rows are the same, whichever way was taken."""
    ways = []
    for enter in (lambda keeper, entries: [keeper.enter(entry) for entry in entries], Bookkeeper.enter_many):
        for database in _database("19.0", BOOK):
            load(replace(BOOK, entries=()), database)
            keeper = Bookkeeper(database)
            keeper.enter(BOOK.entries[0])
            enter(keeper, BOOK.entries[1:40])
            ways.append(_content(database))
    one_by_one, many = ways
    for table, rows in one_by_one.items():
        assert many[table] == rows, table
