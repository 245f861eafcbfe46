"""Sequence patterns: what the name of an entry says about its year, month and number, and how the next one looks.

A journal goes on in the shape of its last name: `MISC/2026/03/0001` begins anew every month, `GJ-2026-007` every year,
`X0099` never, `S2/26-27/0001` with every financial year that does not follow the calendar
(observed).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from mock_odoo.errors import no_attribute
from mock_odoo.orm import arguments

UNNAMED = (False, None, "", "/")
MONTHLY, YEARLY, NEVER = "month", "year", "never"
SPECIFIC = {NEVER: 0, YEARLY: 1, MONTHLY: 2}

_YEAR = r"(?P<year>(?<!\d)(?:(?:19|20|21)\d{2}|\d{2}(?=\D)))"
_YEAR_END = r"(?P<gap>\D)(?P<year_end>(?:19|20|21)?\d{2})"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_REST = r"(?P<rest>\D++(?=\d)|\D(?=\D*$))"  # up to the number if there is one; looked through only once
_END = r"(?P<end>\D*?)$"
_NUMBER = rf"(?P<number>\d{{0,9}}){_END}"
# Shapes, the most specific first. A name has one of the last two, or none at all: where a line ends before its number.
SHAPES = tuple(
    (reset, re.compile(shape))
    for reset, shape in (
        (MONTHLY, rf"^(?P<start>.*?){_YEAR}{_YEAR_END}(?P<middle>\D+?){_MONTH}{_REST}{_NUMBER}"),
        (MONTHLY, rf"^(?P<start>.*?){_YEAR}(?P<middle>\D*?){_MONTH}{_REST}{_NUMBER}"),
        (YEARLY, rf"^(?P<start>.*?){_YEAR}{_YEAR_END}{_REST}{_NUMBER}"),
        (YEARLY, rf"^(?P<start>.*?){_YEAR}{_REST}{_NUMBER}"),
        (NEVER, rf"^(?P<start>.*?)(?P<number>\d{{1,9}}){_END}"),
        (NEVER, rf"^(?P<start>)(?P<number>){_END}"),
    )
)


@dataclass(frozen=True)
class FinancialYear:
    """Month and day on which the financial year of a company ends."""

    month: int = 12
    day: int = 31

    @property
    def follows_the_calendar(self) -> bool:
        """Whether it ends with December."""
        return (self.month, self.day) == (12, 31)

    def around(self, day: date) -> tuple[date, date]:
        """Return the first and the last day of the financial year of a day."""
        last = self._end(day.year) if day <= self._end(day.year) else self._end(day.year + 1)
        before = self._end(last.year - 1)
        return date.fromordinal(before.toordinal() + 1), last

    def _end(self, year: int) -> date:
        with arguments.arithmetic():
            return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


@dataclass(frozen=True)
class Pattern:
    """A name taken to pieces; those of years and months that it has not are empty."""

    reset: str
    start: str
    year: str
    gap: str
    year_end: str
    middle: str
    month: str
    rest: str
    number: str
    end: str

    @property
    def spans_years(self) -> bool:
        """Whether it names a financial year by the two years that it lies in."""
        return bool(self.year_end)

    @property
    def prefix(self) -> str:
        """What stands before the number."""
        return f"{self.start}{self.year}{self.gap}{self.year_end}{self.middle}{self.month}{self.rest}"

    def period(self, day: date, years: FinancialYear) -> tuple[date, date]:
        """Return the first and the last day of the period of a day in which numbers do not begin anew."""
        if self.reset == MONTHLY:
            return month(day)
        if self.reset == NEVER:
            return date.min, date.max
        return years.around(day) if self.spans_years else (date(day.year, 1, 1), date(day.year, 12, 31))

    def on(self, day: date, number: int, years: FinancialYear) -> str:
        """Return the name of that number in the period of a day."""
        return self.moved(day, years).numbered(number)

    def moved(self, day: date, years: FinancialYear) -> Pattern:
        """Return the shape with year and month of a day."""
        year, year_end, month = self._said(day, years)
        return replace(self, year=year, year_end=year_end, month=month)

    def numbered(self, number: int) -> str:
        """Return the name of that number."""
        return f"{self.prefix}{number:0{len(self.number)}d}{self.end}"

    def fits(self, day: date, years: FinancialYear) -> bool:
        """Tell whether year and month in the name are those of a day."""
        return self._said(day, years) == (self.year, self.year_end, self.month)

    def _said(self, day: date, years: FinancialYear) -> tuple[str, str, str]:
        """Return year, end of the year and month of a day, as the name would say them."""
        first, last = years.around(day) if self.spans_years else (day, day)
        return _digits(first.year, self.year), _digits(last.year, self.year_end), _digits(day.month, self.month)


def month(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of a day."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def pattern(name: str) -> Pattern:
    """Return what a name consists of; raise what the real server raises for one that has no shape (observed)."""
    if not any(shape.match(name) for reset, shape in SHAPES if reset == NEVER):
        raise no_attribute(None, "start")
    return next(found for reset, shape in SHAPES if (found := _read(reset, shape.match(name))) is not None)


def _read(reset: str, found: re.Match[str] | None) -> Pattern | None:
    """Return what a shape makes of a name, None if it is not of that shape."""
    if found is None:
        return None
    parts = dict.fromkeys(("year", "gap", "year_end", "middle", "month", "rest"), "") | found.groupdict()
    if reset == NEVER and not parts["number"]:  # a word: the next one gets a number behind it
        parts |= {"start": parts["end"], "end": ""}
    is_so = not parts["year_end"] or _follows(parts["year"], parts["year_end"])
    return Pattern(reset, **parts) if is_so else None


def _follows(year: str, year_end: str) -> bool:
    """Tell whether the second of two years comes after the first."""
    return (int(year) + 1) % 100 == int(year_end) % 100


def _digits(value: int, like: str) -> str:
    """Write a year or a month with as many digits as there were."""
    return f"{value % 10 ** len(like):0{len(like)}d}" if like else ""
