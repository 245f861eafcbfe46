"""Turnover: what was debited and credited on each account, kept by month so that a balance needs few rows."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mock_silverfin.ledger.books import Books

ADD = """ON CONFLICT (company_id, month, account_number) DO UPDATE
    SET debit = debit + excluded.debit, credit = credit + excluded.credit, lines = lines + excluded.lines"""


class Entry(Protocol):
    """What counts of a line."""

    @property
    def account_number(self) -> str:
        """The account."""

    @property
    def counts_on(self) -> date:
        """The day on which it counts."""

    @property
    def value(self) -> int:
        """Minor units, debit positive."""


@dataclass(frozen=True)
class Turnover:
    """What was debited and credited, in minor units, neither below zero."""

    debit: int
    credit: int


def add(books: Books, company_id: int, lines: Iterable[Entry]) -> None:
    """Count lines that came."""
    values: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for line in lines:
        day = line.counts_on
        values[day.year, day.month, line.account_number].append(line.value)
    rows = [
        (company_id, f"{year:04}-{month:02}", number, *_sides(found), len(found))
        for (year, month, number), found in values.items()
    ]
    books.store.execute_many(f"INSERT INTO turnover VALUES (?, ?, ?, ?, ?, ?) {ADD}", rows)


def _sides(values: Sequence[int]) -> tuple[int, int]:
    return sum(value for value in values if value > 0), -sum(value for value in values if value < 0)


def take(books: Books, where: str, parameters: Sequence[object]) -> None:
    """Count lines that go, while they are still there: those of which an SQL condition is true."""
    query = f"""INSERT INTO turnover SELECT company_id, substr(counts_on, 1, 7), account_number,
            -SUM(MAX(value, 0)), -SUM(MAX(-value, 0)), -COUNT(*)
        FROM line WHERE {where} GROUP BY 1, 2, 3 {ADD}"""
    books.store.execute(query, parameters)


def between(books: Books, company_id: int, start: date, end: date) -> dict[str, Turnover]:
    """Return the turnover of each account that has lines that count between two days, both included, by number."""
    parts, parameters = [], []
    for query, days in _parts(start, end):
        parts.append(query)
        parameters += [company_id, *days]
    whole = f"SELECT account_number, SUM(debit), SUM(credit) FROM ({' UNION ALL '.join(parts)}) GROUP BY 1"
    return {number: Turnover(debit, credit) for number, debit, credit in books.store.all(whole, parameters)}


def _parts(start: date, end: date) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the whole months between two days, and what lies before and after them, each as a query with its bounds."""
    first, after = _number(start) + (start.day > 1), _number(end) + _is_last(end)
    by_day = """SELECT account_number, MAX(value, 0) AS debit, MAX(-value, 0) AS credit FROM line
        WHERE company_id = ? AND counts_on BETWEEN ? AND ?"""
    if first >= after:
        yield by_day, (start.isoformat(), end.isoformat())
        return
    yield (
        """SELECT account_number, debit, credit FROM turnover
        WHERE company_id = ? AND month BETWEEN ? AND ? AND lines > 0""",
        (_month(first), _month(after - 1)),
    )
    if start.day > 1:
        yield by_day, (start.isoformat(), f"{_month(first - 1)}-31")
    if not _is_last(end):
        yield by_day, (f"{_month(after)}-01", end.isoformat())


def _number(day: date) -> int:
    """Return which month it is, counted on from year 0: there is one after the last day that a date can be."""
    return day.year * 12 + day.month - 1


def _month(number: int) -> str:
    """Return YYYY-MM."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _is_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
