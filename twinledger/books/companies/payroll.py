"""Payroll: one entry a month for the whole staff, and the payments that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..book import Entry, Line
from .country import Country, Pay
from .history import History

MISC_JOURNAL, BANK_JOURNAL = "MISC", "BNK1"
WHOLE = 10_000  # what shares of pay are parts of


@dataclass(frozen=True, slots=True)
class Payslip:
    """What one employee earns in a month, in minor units."""

    employee: str
    gross: int
    pay: Pay

    @property
    def social_security(self) -> int:
        """The employee's share, withheld."""
        return self.gross * self.pay.employee // WHOLE

    @property
    def tax(self) -> int:
        """The withholding tax."""
        return (self.gross - self.social_security) * self.pay.tax // WHOLE

    @property
    def net(self) -> int:
        """What is paid out."""
        return self.gross - self.social_security - self.tax


@dataclass(frozen=True, slots=True)
class Payroll:
    """The staff and the offices that get their share of it; `lines` is how many a month takes with its payments."""

    country: Country
    staff: Sequence[Payslip]
    social_security: str
    tax_office: str

    @property
    def lines(self) -> int:
        """How many lines a month takes: the entry, the net pay, social security, withholding tax."""
        return (4 + len(self.staff)) + (1 + len(self.staff)) + 2 + 2

    def pay(self, history: History, month_end: date) -> None:
        """Post the payroll of the month that ends on `month_end` and plan its payments in the next."""
        accounts, label = self.country.accounts, f"Payroll {month_end:%m/%Y}"
        gross = sum(slip.gross for slip in self.staff)
        employer = gross * self.country.pay.employer // WHOLE
        contributions = employer + sum(slip.social_security for slip in self.staff)
        tax = sum(slip.tax for slip in self.staff)
        lines = (
            Line(accounts["gross_pay"], gross, label),
            Line(accounts["employer_social_security"], employer, label, self.social_security),
            Line(accounts["social_security"], -contributions, label, self.social_security),
            Line(accounts["wage_tax"], -tax, label, self.tax_office),
            *(Line(accounts["net_pay"], -slip.net, label, slip.employee) for slip in self.staff),
        )
        if history.post_if_fits(Entry(MISC_JOURNAL, month_end, lines, label)):
            self._plan_transfer(history, month_end + timedelta(days=1), lines[4:], label)
            self._plan_transfer(history, month_end + timedelta(days=5), lines[2:3], label)
            self._plan_transfer(history, month_end + timedelta(days=15), lines[3:4], label)

    def _plan_transfer(self, history: History, day: date, debts: Sequence[Line], label: str) -> None:
        """Plan one bank transfer that pays all `debts`."""
        paid = (Line(debt.account, -debt.amount, label, debt.partner) for debt in debts)
        total = sum(debt.amount for debt in debts)
        history.plan(Entry(BANK_JOURNAL, day, (*paid, Line(self.country.accounts["bank"], total, label)), label))
