"""Financial years, and the months they are divided into."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mock_kit.store import Row
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger.books import Books


@dataclass(frozen=True)
class Year:
    """A financial year, both days included, and whether Silverfin computes what it opens with."""

    start_date: date
    end_date: date
    compute_opening_balances: bool
    compute_retained_earnings: bool

    def __contains__(self, day: date) -> bool:
        return self.start_date <= day <= self.end_date

    def overlaps(self, other: Year) -> bool:
        """Tell whether the two have a day in common."""
        return self.start_date <= other.end_date and other.start_date <= self.end_date


@dataclass(frozen=True)
class Period:
    """A part of a financial year; it ends on `end_date` and its figures count from the year's start."""

    id: int
    end_date: date
    year: Year
    is_public: bool = False


def replace(books: Books, company_id: int, years: Sequence[Year]) -> None:
    """Make `years`, which do not overlap, the financial years of a file.

    Periods that go on ending on the same day keep their id.
    """
    ends = [end.isoformat() for year in years for end in period_ends(year)]
    with books.store.transaction():
        books.store.execute("DELETE FROM year WHERE company_id = ?", [company_id])
        books.store.execute_many("INSERT INTO year VALUES (?, ?, ?, ?, ?)", [_row(company_id, year) for year in years])
        _replace_periods(books, company_id, ends)


def add(books: Books, company_id: int, year: Year) -> bool:
    """Add a financial year; return False if it overlaps one that is there."""
    with books.store.transaction():
        known = all_of(books, company_id)
        if any(map(year.overlaps, known)):
            return False
        replace(books, company_id, sorted([*known, year], key=lambda one: one.start_date))
    return True


def all_of(books: Books, company_id: int) -> list[Year]:
    """Return a file's financial years, oldest first."""
    query = """SELECT start_date, end_date, compute_opening_balances, compute_retained_earnings FROM year
        WHERE company_id = ? ORDER BY start_date"""
    return [
        Year(date.fromisoformat(start), date.fromisoformat(end), bool(opening), bool(retained))
        for start, end, opening, retained in books.store.all(query, [company_id])
    ]


def periods_of(books: Books, company_id: int) -> list[Period]:
    """Return a file's periods, the one that ends last first (client: a script relies on the order)."""
    years = all_of(books, company_id)
    query = "SELECT id, end_date, public FROM period WHERE company_id = ? ORDER BY end_date DESC"
    found = [(id_, date.fromisoformat(end), bool(open_)) for id_, end, open_ in books.store.all(query, [company_id])]
    return [Period(id_, end, year, is_public) for id_, end, is_public in found for year in years if end in year]


def period_of(books: Books, company_id: int, period_id: int) -> Period:
    """Return a period of a file; raise NotFoundError if it has none of that id."""
    found = [period for period in periods_of(books, company_id) if period.id == period_id]
    if not found:
        raise NotFoundError
    return found[0]


def publish(books: Books, company_id: int, period: Period, *, public: bool) -> None:
    """Make a period and all earlier ones public (documented: the flag call), or one alone private again (assumed)."""
    which = "end_date <= ?" if public else "end_date = ?"
    query = f"UPDATE period SET public = ? WHERE company_id = ? AND {which}"
    books.store.execute(query, [public, company_id, period.end_date.isoformat()])


def period_ends(year: Year) -> Iterator[date]:
    """Yield the last day of every month inside the year, and the year's own last day (assumed: monthly periods)."""
    first = year.start_date
    while (end := _end_of_month(first)) < year.end_date:
        yield end
        first = end + timedelta(days=1)
    yield year.end_date


def _row(company_id: int, year: Year) -> Row:
    flags = year.compute_opening_balances, year.compute_retained_earnings
    return (company_id, year.start_date.isoformat(), year.end_date.isoformat(), *flags)


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _replace_periods(books: Books, company_id: int, ends: Sequence[str]) -> None:
    known = {end for (end,) in books.store.all("SELECT end_date FROM period WHERE company_id = ?", [company_id])}
    gone = [(company_id, end) for end in known.difference(ends)]
    books.store.execute_many("DELETE FROM period WHERE company_id = ? AND end_date = ?", gone)
    new = [end for end in ends if end not in known]
    rows = [(id_, company_id, end) for id_, end in zip(books.ids.take(len(new)), new, strict=True)]
    books.store.execute_many("INSERT INTO period (id, company_id, end_date) VALUES (?, ?, ?)", rows)
