"""Rules: what a file of figures must keep to before anything of it is booked; the package says where they are from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mock_kit.pages.words import noted
from mock_silverfin.ledger.accounts import AccountType
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.years import Year
from mock_silverfin.sheets.reading import Row, Value
from mock_silverfin.uploads.cells import CellError, day_of, minor_of
from mock_silverfin.uploads.columns import Columns, recognised, type_of
from mock_silverfin.uploads.problems import Problem

EMPTY = noted("The file is empty. Its first row holds the headings, every other row an account or a booking line.")
NOTHING = noted("There are headings and nothing below them.")
BLANK = noted("This row is blank. Remove it.")
NO_NUMBER = noted("There is no account number. If this is a subtotal, remove the row.")
OUTSIDE = noted("{day} is in no financial year of this client file. Add the year under Periods, or correct the date.")
LOCKED = noted("{day} is in a locked period. Unlock it under Periods, or leave the row out.")
UNKNOWN_TYPE = noted("“{value}” is no type of account. It is one of: asset, liability, equity, income, expense.")
NO_TYPE = noted("Account {number} is new. Give its type: asset, liability, equity, income or expense.")
NO_NAME = noted("Account {number} is new. Give its name.")
TWO_TYPES = noted("Account {number} is of type {first} in an earlier row and of type {second} here. Keep one.")
NEGATIVE = noted("A debit or a credit is never negative. Put {value} into the other column, without its sign.")
TWICE = noted(
    "Account {number} stands in row {first}, too. Totals have each account once; if these are booking lines, say so."
)
TWO_DAYS = noted("Totals are all of one day, and row {first} is of {day}. Bring each day in a file of its own.")
NOT_ZERO = noted(
    "The rows add up to {amount}. They have to add up to zero: look for an account that is missing or in twice."
)


class Kind(StrEnum):
    """What the rows of a file are: totals per account or booking lines, never both (documented)."""

    TOTALS = "totals"
    LINES = "lines"


@dataclass(frozen=True)
class Item:
    """A row that was read: `value` is in minor units, positive for debit; `type` and `name` only if they are told."""

    row: int
    day: date
    number: str
    value: int
    name: str = ""
    type: AccountType | None = None
    description: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Book:
    """What a client file knows that the rows of a file have to agree with."""

    file: Company
    years: Sequence[Year]
    types: Mapping[str, AccountType]


@dataclass(frozen=True)
class Statement:
    """A file that was read: what its rows say, and the headings that were passed over."""

    kind: Kind
    items: Sequence[Item]
    passed_over: Sequence[str]


def check(rows: Sequence[Row], kind: Kind, book: Book) -> tuple[Statement, list[Problem]]:
    """Return what a file says and everything that is wrong with it, by row; only without a problem it can be booked."""
    if not rows:
        return Statement(kind, (), ()), [Problem(0, "", EMPTY)]
    columns, problems = recognised(rows[0].values)
    if problems:
        return Statement(kind, (), columns.passed_over), problems
    items: list[Item] = []
    for row in rows[1:]:
        item, wrong = _Reader(columns, book).read(row)
        problems += wrong
        items += [item] if item is not None else []
    problems += _in_all(items, kind, book) if len(rows) > 1 else [Problem(0, "", NOTHING)]
    total = sum(item.value for item in items)
    if total and len(items) == len(rows) - 1:  # as long as a row could not be read it may be the one that is missing
        problems.append(Problem(0, "", NOT_ZERO, {"amount": str(total)}))
    problems.sort(key=lambda problem: problem.row or len(rows) + 1)
    return Statement(kind, tuple(items), tuple(columns.passed_over)), problems


@dataclass(frozen=True)
class _Reader:
    columns: Columns
    book: Book

    def read(self, row: Row) -> tuple[Item | None, list[Problem]]:
        """Return what a row says, None if it does not say enough, and what is wrong with it."""
        if row.is_blank:
            return None, [Problem(row.number, "", BLANK)]
        number = self._text(row, "number")
        if not number:
            return None, [Problem(row.number, self.columns.heading("number"), NO_NUMBER)]
        problems: list[Problem] = []
        day, value = self._day(row, problems), self._amount(row, problems)
        type_ = self._type(row, problems)
        if day is None or value is None:
            return None, problems
        texts = {name: self._text(row, name) for name in ("name", "description", "reference")}
        return Item(row.number, day, number, value, type=type_, **texts), problems

    def _day(self, row: Row, problems: list[Problem]) -> date | None:
        heading = self.columns.heading("date")
        try:
            day = day_of(self.columns.value(row.values, "date"))
        except CellError as error:
            problems.append(Problem(row.number, heading, error.text, error.facts))
            return None
        told = {"day": day.isoformat()}
        if not any(day in year for year in self.book.years):
            problems.append(Problem(row.number, heading, OUTSIDE, told))
        elif self.book.file.locked_until is not None and day <= self.book.file.locked_until:
            problems.append(Problem(row.number, heading, LOCKED, told))
        return day

    def _amount(self, row: Row, problems: list[Problem]) -> int | None:
        """Return the amount, or what debit has more than credit; an empty one of these two is nothing."""
        if "amount" in self.columns.places:
            return self._minor(row, "amount", problems)
        debit, credit = (self._side(row, name, problems) for name in ("debit", "credit"))
        if debit is None or credit is None:
            return None
        if not any(self._text(row, name) for name in ("debit", "credit")):
            return self._minor(row, "debit", problems)  # neither is there: as if the amount were missing
        return debit - credit

    def _side(self, row: Row, name: str, problems: list[Problem]) -> int | None:
        if not self._text(row, name):
            return 0
        value = self._minor(row, name, problems)
        if value is not None and value < 0:
            told = {"value": self._text(row, name)}
            problems.append(Problem(row.number, self.columns.heading(name), NEGATIVE, told))
        return value

    def _minor(self, row: Row, name: str, problems: list[Problem]) -> int | None:
        file = self.book.file
        try:
            return minor_of(self.columns.value(row.values, name), file.currency, file.decimals)
        except CellError as error:
            problems.append(Problem(row.number, self.columns.heading(name), error.text, error.facts))
            return None

    def _type(self, row: Row, problems: list[Problem]) -> AccountType | None:
        word = self._text(row, "type")
        type_ = type_of(word) if word else None
        if word and type_ is None:
            problems.append(Problem(row.number, self.columns.heading("type"), UNKNOWN_TYPE, {"value": word}))
        return type_

    def _text(self, row: Row, name: str) -> str:
        """Return a cell as text; a number without decimals is written without a point."""
        value: Value = self.columns.value(row.values, name)
        return "" if value is None else str(value)


def _in_all(items: Sequence[Item], kind: Kind, book: Book) -> Iterator[Problem]:
    """Yield what is wrong with the rows beside each other."""
    yield from _accounts(items, book)
    if kind is Kind.TOTALS:
        yield from _totals(items)


def _accounts(items: Sequence[Item], book: Book) -> Iterator[Problem]:
    """Every account has one type, and a new one a name, too; told at its first row."""
    types: dict[str, AccountType] = {}
    seen: set[str] = set()
    named = {item.number for item in items if item.name}
    typed = {item.number for item in items if item.type}
    for item in items:
        told = {"number": item.number}
        if item.number not in seen and item.number not in book.types:
            if item.number not in typed:
                yield Problem(item.row, "", NO_TYPE, told)
            if item.number not in named:
                yield Problem(item.row, "", NO_NAME, told)
        seen.add(item.number)
        if item.type is not None and types.setdefault(item.number, item.type) != item.type:
            yield Problem(item.row, "", TWO_TYPES, {**told, "first": types[item.number], "second": item.type})


def _totals(items: Sequence[Item]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    days = Counter(item.day for item in items)
    usual = days.most_common(1)[0][0] if days else None
    for item in items:
        if item.number in first:
            yield Problem(item.row, "", TWICE, {"number": item.number, "first": str(first[item.number])})
        first.setdefault(item.number, item.row)
        if item.day != usual:
            row = next(other.row for other in items if other.day == usual)
            yield Problem(item.row, "", TWO_DAYS, {"first": str(row), "day": str(usual)})
