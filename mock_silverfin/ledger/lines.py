"""Ledger lines: what bookkeeping sent, one line per action."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from mock_kit.store import Row
from mock_silverfin.ledger import turnover
from mock_silverfin.ledger.books import Books

Day = date  # in a class whose members include a `date`
OpenCategory = Literal["payable", "receivable"]

COLUMNS = """id, account_number, date, value, description, document_number, journal, partner, open_value, open_category,
    analytical_dimensions, extra_fields, counts_on"""


NO_DIMENSIONS: Mapping[str, str] = MappingProxyType({})


class LedgerLine(NamedTuple):
    """One line of the ledger; its `id` is the sender's. Amounts are minor units of the file's currency.

    `value` is positive for debit, negative for credit. `open_value` is what is still unpaid, always positive;
    `open_category` tells who owes it. Text that was not sent is empty. `booking_period` is a day of the period that the
    line counts in, None if that is the period of its date (documented: support article 101000584467, it is the booking
    period that decides).
    """

    id: str
    account_number: str
    date: date
    value: int
    description: str = ""
    document_number: str = ""
    journal: str = ""
    partner: str = ""
    open_value: int | None = None
    open_category: OpenCategory | None = None
    analytical_dimensions: Mapping[str, str] = NO_DIMENSIONS
    extra_fields: tuple[str, ...] = ()
    booking_period: Day | None = None

    @property
    def counts_on(self) -> Day:
        """The day from which on it is in balances."""
        return self.booking_period or self.date


def put(books: Books, company_id: int, lines: Sequence[LedgerLine], change: int) -> None:
    """Add lines, or replace those whose id is known, with a change of that number."""
    remove(books, company_id, [line.id for line in lines], change)
    marks = ", ".join("?" * 15)
    rows = [(*_row(line), company_id, change) for line in lines]
    books.store.execute_many(f"INSERT INTO line ({COLUMNS}, company_id, change) VALUES ({marks})", rows)
    turnover.add(books, company_id, lines)


def remove(books: Books, company_id: int, ids: Sequence[str], change: int) -> None:
    """Remove lines; ids that are not known are passed over."""
    if ids:
        _retire(books, company_id, "id IN (SELECT value FROM json_each(?))", json.dumps(ids), change)


def remove_from(books: Books, company_id: int, day: str, change: int) -> None:
    """Remove every line dated `day` (YYYY-MM-DD) or later."""
    _retire(books, company_id, "date >= ?", day, change)


def _retire(books: Books, company_id: int, where: str, what: str, change: int) -> None:
    """Move lines to those that are gone; what they added to the turnover goes with them."""
    which = f"company_id = ? AND {where}"
    keep = f"""INSERT INTO gone_line ({COLUMNS}, company_id, change, gone)
        SELECT {COLUMNS}, company_id, change, ? FROM line WHERE {which}"""
    if books.store.change(keep, [change, company_id, what]):
        turnover.take(books, which, [company_id, what])
        books.store.execute(f"DELETE FROM line WHERE {which}", [company_id, what])


def brought(books: Books, change: int) -> list[LedgerLine]:
    """Return the lines that a change brought, as it brought them, those that have gone since included, by id."""
    query = f"""SELECT {COLUMNS} FROM line WHERE change = ?
        UNION ALL SELECT {COLUMNS} FROM gone_line WHERE change = ? ORDER BY id"""
    return [_line(row) for row in books.store.all(query, [change, change])]


def taken(books: Books, change: int) -> list[LedgerLine]:
    """Return the lines that a change removed or replaced, as they were before, by id."""
    query = f"SELECT {COLUMNS} FROM gone_line WHERE gone = ? ORDER BY id"
    return [_line(row) for row in books.store.all(query, [change])]


def all_of(books: Books, company_id: int, where: str = "true") -> list[LedgerLine]:
    """Return a file's lines, or those of which an SQL condition is true, by date, then by id."""
    query = f"SELECT {COLUMNS} FROM line WHERE company_id = ? AND {where} ORDER BY date, id"
    return [_line(row) for row in books.store.all(query, [company_id])]


def of_account(
    books: Books, company_id: int, number: str, span: tuple[date, date], page: slice = slice(None)
) -> list[LedgerLine]:
    """Return the lines of an account that count within a span, by date and id; those of a page, if one is given."""
    first, most = page.start or 0, -1 if page.stop is None else page.stop - (page.start or 0)
    query = f"""SELECT {COLUMNS} FROM line WHERE company_id = ? AND account_number = ? AND counts_on BETWEEN ? AND ?
        ORDER BY date, id LIMIT ? OFFSET ?"""
    start, end = (day.isoformat() for day in span)
    return [_line(row) for row in books.store.all(query, [company_id, number, start, end, most, first])]


def sum_of_account(books: Books, company_id: int, number: str, span: tuple[date, date], most: int) -> tuple[int, int]:
    """Return how many lines `of_account` has, and what the first `most` of them add up to."""
    query = """SELECT COUNT(*), COALESCE(SUM(value) FILTER (WHERE place <= ?), 0) FROM
        (SELECT value, ROW_NUMBER() OVER (ORDER BY date, id) AS place FROM line
        WHERE company_id = ? AND account_number = ? AND counts_on BETWEEN ? AND ?)"""
    start, end = (day.isoformat() for day in span)
    [(count, value)] = books.store.all(query, [most, company_id, number, start, end])
    return count, value


def of_entry(books: Books, company_id: int, line_id: str) -> list[LedgerLine]:
    """Return the lines that belong to one entry, by id: those of one day, journal and document number (assumed).

    A line without a document number stands alone; an id that is not known has no lines.
    """
    row = books.store.one(f"SELECT {COLUMNS} FROM line WHERE company_id = ? AND id = ?", [company_id, line_id])
    if row is None:
        return []
    line = _line(row)
    if not line.document_number:
        return [line]
    query = f"""SELECT {COLUMNS} FROM line INDEXED BY line_by_date
        WHERE company_id = ? AND date = ? AND journal = ? AND document_number = ? ORDER BY id"""
    same = [company_id, line.date.isoformat(), line.journal, line.document_number]
    return [_line(row) for row in books.store.all(query, same)]


def days_of(books: Books, company_id: int, ids: Sequence[str]) -> list[str]:
    """Return the days (YYYY-MM-DD) on which the lines with these ids count; ids that are not known have none."""
    query = "SELECT counts_on FROM line WHERE company_id = ? AND id IN (SELECT value FROM json_each(?))"
    return [day for (day,) in books.store.all(query, [company_id, json.dumps(ids)])]


def days_from(books: Books, company_id: int, day: str = "") -> list[str]:
    """Return the distinct days (YYYY-MM-DD), oldest first, on which lines count that are dated `day` or later."""
    query = "SELECT DISTINCT counts_on FROM line WHERE company_id = ? AND date >= ? ORDER BY counts_on"
    return [found for (found,) in books.store.all(query, [company_id, day])]


def _row(line: LedgerLine) -> Row:
    """Return what COLUMNS hold of a line: its members, in their order, as SQLite keeps them."""
    dimensions = json.dumps(line.analytical_dimensions) if line.analytical_dimensions else "{}"
    extra_fields = json.dumps(line.extra_fields) if line.extra_fields else "[]"
    day = line.date.isoformat()
    counts_on = day if line.booking_period is None else line.booking_period.isoformat()
    return (*line[:2], day, *line[3:10], dimensions, extra_fields, counts_on)


def _line(row: Row) -> LedgerLine:
    id_, account_number, day, value, description, document_number, journal, partner, *unpaid = row[:10]
    dimensions, extra, counts_on = row[10:]
    open_value, open_category = unpaid
    return LedgerLine(
        id=id_,
        account_number=account_number,
        date=date.fromisoformat(day),
        value=value,
        description=description,
        document_number=document_number,
        journal=journal,
        partner=partner,
        open_value=open_value,
        open_category=open_category,
        analytical_dimensions=json.loads(dimensions),
        extra_fields=tuple(json.loads(extra)),
        booking_period=None if counts_on == day else date.fromisoformat(counts_on),
    )
