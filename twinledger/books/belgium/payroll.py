"""Payroll: one entry a month for the whole staff, and the payments that follow it.

The rates are round ones near those of the Belgian private sector: 13.07 % of gross from the employee and 25 % from the
employer for social security (NSSO), and 25 % withholding tax on what is left of gross after the employee's share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..book import Entry, Line
from .codes import (
    BANK,
    BANK_JOURNAL,
    EMPLOYER_SOCIAL_SECURITY,
    GROSS_PAY,
    MISC_JOURNAL,
    NET_PAY,
    PAYROLL_TAX,
    SOCIAL_SECURITY,
)
from .history import History


@dataclass(frozen=True, slots=True)
class Payslip:
    """What one employee earns in a month, in cents."""

    employee: str
    gross: int

    @property
    def social_security(self) -> int:
        """The employee's share, withheld."""
        return self.gross * 1307 // 10_000

    @property
    def tax(self) -> int:
        """The withholding tax."""
        return (self.gross - self.social_security) * 25 // 100

    @property
    def net(self) -> int:
        """What is paid out."""
        return self.gross - self.social_security - self.tax


@dataclass(frozen=True, slots=True)
class Payroll:
    """The staff and the offices that get their share of it; `lines` is how many a month takes with its payments."""

    staff: Sequence[Payslip]
    nsso: str
    tax_office: str

    @property
    def lines(self) -> int:
        """How many lines a month takes: the entry, the net pay, social security, withholding tax."""
        return (4 + len(self.staff)) + (1 + len(self.staff)) + 2 + 2

    def pay(self, history: History, month_end: date) -> None:
        """Post the payroll of the month that ends on `month_end` and plan its payments in the next."""
        label = f"Payroll {month_end:%m/%Y}"
        gross = sum(slip.gross for slip in self.staff)
        employer = gross * 25 // 100
        contributions = employer + sum(slip.social_security for slip in self.staff)
        tax = sum(slip.tax for slip in self.staff)
        lines = (
            Line(GROSS_PAY, gross, label),
            Line(EMPLOYER_SOCIAL_SECURITY, employer, label, self.nsso),
            Line(SOCIAL_SECURITY, -contributions, label, self.nsso),
            Line(PAYROLL_TAX, -tax, label, self.tax_office),
            *(Line(NET_PAY, -slip.net, label, slip.employee) for slip in self.staff),
        )
        if history.post_if_fits(Entry(MISC_JOURNAL, month_end, lines, label)):
            _plan_transfer(history, month_end + timedelta(days=1), lines[4:], label)
            _plan_transfer(history, month_end + timedelta(days=5), lines[2:3], label)
            _plan_transfer(history, month_end + timedelta(days=15), lines[3:4], label)


def _plan_transfer(history: History, day: date, debts: Sequence[Line], label: str) -> None:
    """Plan one bank transfer that pays all `debts`."""
    paid = (Line(debt.account, -debt.amount, label, debt.partner) for debt in debts)
    total = sum(debt.amount for debt in debts)
    history.plan(Entry(BANK_JOURNAL, day, (*paid, Line(BANK, total, label)), label))
