"""Payment terms: when which part of an invoice is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm.arguments import arithmetic

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class TermLine:
    """One line of payment terms: a percentage or a fixed amount, signed; due some days after a day or a month's end."""

    value: str
    amount: Decimal
    delay: str
    days: int
    day_of_month: int


@dataclass(frozen=True)
class Discount:
    """A discount for who pays early, reckoned of the total (`included`) or else of the untaxed amount."""

    percentage: Decimal
    days: int
    computation: str


@dataclass(frozen=True)
class Sums:
    """The amounts of a document in one currency, with their signs."""

    untaxed: Decimal
    tax: Decimal
    digits: int

    @property
    def total(self) -> Decimal:
        """All that is owed."""
        return self.untaxed + self.tax


@dataclass(frozen=True)
class Due:
    """A part that is due on a day, if on any, in the document's currency and in the company's."""

    day: date | None
    amount_currency: Decimal
    balance: Decimal
    discount_date: date | None = None
    discount_amount_currency: Decimal = Decimal(0)
    discount_balance: Decimal = Decimal(0)


@arithmetic()
def dues(
    lines: Sequence[TermLine],
    discount: Discount | None,
    start: date,
    sums: Sums,
    company_sums: Sums,
    rate: Decimal | None,
) -> list[Due]:
    """Return the parts that terms make of a document dated `start`; the last takes what rounding leaves (observed).

    What is due on the same day is one part; without a `rate` a fixed amount is nothing in the company's currency.
    Raises OverflowError, as the real server lets it out, for days beyond any.
    """
    in_currency = _parts(lines, sums, Decimal(1))
    in_company = _parts(lines, company_sums, rate)
    found: dict[date, Due] = {}
    for line, amount, balance in zip(lines, in_currency, in_company, strict=True):
        day = due_day(line, start)
        before = found.get(day, Due(day, Decimal(0), Decimal(0)))
        due = Due(day, before.amount_currency + amount, before.balance + balance)
        found[day] = _discounted(due, discount, start, sums, company_sums) if discount else due
    return list(found.values())


def due_day(line: TermLine, start: date) -> date:
    """Return the day on which a line of terms that begin at `start` is due."""
    later = timedelta(days=line.days)
    if line.delay == "days_after_end_of_month":
        return _month_end(start) + later
    if line.delay == "days_after_end_of_next_month":
        return _month_end(_month_end(start) + timedelta(days=1)) + later
    if line.delay == "days_end_of_month_on_the":
        return _on_the(start + later, line.day_of_month)
    return start + later


def _on_the(day: date, number: int) -> date:
    """Return that day of the next month, or the end of this one if it is none."""
    if not 1 <= number <= 31:
        return _month_end(day)
    first = _month_end(day) + timedelta(days=1)
    return first.replace(day=min(number, _month_end(first).day))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _parts(lines: Sequence[TermLine], sums: Sums, rate: Decimal | None) -> list[Decimal]:
    parts: list[Decimal] = []
    for line in lines[:-1]:
        if line.value == "fixed":
            parts.append(rounded(line.amount / rate, sums.digits) if rate else Decimal(0))
        else:
            parts.append(rounded(sums.total * line.amount / HUNDRED, sums.digits))
    return [*parts, sums.total - sum(parts)] if lines else []


def _discounted(due: Due, discount: Discount, start: date, sums: Sums, company_sums: Sums) -> Due:
    return Due(
        due.day,
        due.amount_currency,
        due.balance,
        start + timedelta(days=discount.days),
        _reduced(sums, discount),
        _reduced(company_sums, discount),
    )


def _reduced(sums: Sums, discount: Discount) -> Decimal:
    part = sums.total if discount.computation == "included" else sums.untaxed
    return rounded(sums.total - part * discount.percentage / HUNDRED, sums.digits)
