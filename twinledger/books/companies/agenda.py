"""The agenda: what has to be done when a month ends, as much of it as a book of a given size has room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from . import vat, yearend
from .bank import CHARGE_LINES, DEPOSIT_LINES, LOAN_LINES, Bank
from .country import Country
from .history import History
from .payroll import Payroll

MONTHLY_FROM = 3_000  # lines: busier companies file VAT, depreciate and pay charges each month, others each quarter


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do first thing after `on`; `size` is how many lines it takes at most, payments included."""

    on: date
    size: int
    run: Callable[[], None]


def agenda(
    history: History, country: Country, bank: Bank, payroll: Payroll, year_end: date, months: Sequence[date], lines: int
) -> list[Chore]:
    """Return the chores of a book of `lines` lines, in order; `months` are the last days of its months.

    Each kind of chore may take a share of the lines and is done for as many of the latest periods as that holds: so
    the smallest books have none, small ones pay their first salary late, and from about 1,600 lines all is done.
    """
    months_each = 1 if lines >= MONTHLY_FROM else 3
    periods = [month for month in months if month.month % months_each == 0]
    closing = [month for month in months if month == year_end]
    office = payroll.tax_office
    kinds: tuple[tuple[Sequence[date], int, int, Callable[[date], None]], ...] = (  # when, lines, percent of all, what
        (periods, vat.RETURN_LINES, 15, lambda on: vat.file_return(history, country, office, on)),
        (months, payroll.lines, 20, lambda on: payroll.pay(history, on)),
        (periods, yearend.DEPRECIATION_LINES, 5, lambda on: yearend.depreciate(history, country, on, months_each)),
        (periods, LOAN_LINES, 5, lambda on: bank.repay(on, months_each)),
        (periods, CHARGE_LINES, 4, bank.charge),
        (periods, DEPOSIT_LINES, 4, bank.deposit),
        (closing, yearend.CLOSING_LINES, 6, lambda on: yearend.close(history, country, office, on)),
    )
    chores = (
        Chore(on, size, partial(run, on))
        for days, size, percent, run in kinds
        for on in _latest(days, size, lines * percent // 100)
    )
    return sorted(chores, key=lambda chore: chore.on)


def _latest(days: Sequence[date], size: int, allowance: int) -> Sequence[date]:
    """Return as many of the latest `days` as `allowance` lines hold, at `size` lines each."""
    return days[max(0, len(days) - allowance // size) :]
