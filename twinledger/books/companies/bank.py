"""Bank and cash: how invoices and bills get paid, charges, interest, a loan, and cash brought to the bank."""

from __future__ import annotations

import random
from datetime import date, timedelta

from ..book import Entry, Line
from .country import Country
from .history import History
from .money import Exchange

BANK_JOURNAL, CASH_JOURNAL, EXCHANGE_JOURNAL = "BNK1", "CSH1", "EXCH"
TERMS = (0, 8, 15, 30, 30, 30, 45, 60)  # days
CASH_LIMIT = 500_00  # cents of euros; in Belgium the law stops at 3,000 EUR
CASH_KEPT = 400_00  # cents of euros left in the till when the rest goes to the bank
CHARGE_LINES = 2
DEPOSIT_LINES = 4
LOAN_LINES = 3
LOAN_MONTHS, LOAN_INTEREST = 60, 4  # months to pay it back in, per cent a year


class Bank:
    """The company's bank account and its till."""

    def __init__(self, history: History, country: Country, rng: random.Random) -> None:
        self._history = history
        self._country = country
        self._accounts = country.accounts
        self._rng = rng
        self._cash_limit = country.units(CASH_LIMIT)

    def plan_payment(self, item: Line, day: date, exchange: Exchange | None = None) -> None:
        """Plan how the open `item` of `day`, a customer's or a supplier's, is paid.

        One in twenty-five is never paid, as many are paid in two parts, and some small sales are paid in cash.
        """
        fate, terms = self._rng.random(), self._rng.random()
        due = day + timedelta(days=TERMS[int(terms * 8)] + 1 + int(self._rng.random() * 11))
        if fate < 0.04:
            return
        if exchange is not None:
            self._plan_foreign(item, due, exchange)
        elif fate < 0.08:
            half = item.amount // 2
            self._plan(item, half, due)
            self._plan(item, item.amount - half, due + timedelta(days=30))
        else:
            self._plan(item, item.amount, due, in_cash=fate > 0.8 and 0 < item.amount <= self._cash_limit)

    def _plan(self, item: Line, amount: int, day: date, *, in_cash: bool = False) -> None:
        journal, account = (CASH_JOURNAL, "cash") if in_cash else (BANK_JOURNAL, "bank")
        lines = (
            Line(self._accounts[account], amount, item.label, item.partner),
            Line(item.account, -amount, item.label, item.partner),
        )
        self._history.plan(Entry(journal, day, lines, item.label))

    def _plan_foreign(self, item: Line, day: date, exchange: Exchange) -> None:
        """Let a foreign amount come in at that day's rate, and book what is won or lost by it."""
        if day > self._history.last_day:
            return
        came_in = exchange.own(item.foreign, day)
        currency, label, partner = exchange.currency, item.label, item.partner
        paid = (
            Line(self._accounts["bank"], came_in, label, partner, "product", currency, item.foreign),
            Line(item.account, -came_in, label, partner, "product", currency, -item.foreign),
        )
        self._history.plan(Entry(BANK_JOURNAL, day, paid, label))
        lost = item.amount - came_in
        if lost:
            account = self._accounts["exchange_loss" if lost > 0 else "exchange_gain"]
            said = "Currency exchange rate difference"
            difference = (
                Line(item.account, -lost, said, partner, "product", currency, 0),
                Line(account, lost, said, partner, "product", currency, 0),
            )
            self._history.plan(Entry(EXCHANGE_JOURNAL, day, difference, label))

    def charge(self, period_end: date) -> None:
        """Let the bank take its charges for the period on the day after it."""
        amount = self._country.units(self._rng.randrange(4_00, 19_00))
        label = f"Bank charges {period_end:%m/%Y}"
        lines = (Line(self._accounts["bank_charges"], amount, label), Line(self._accounts["bank"], -amount, label))
        self._history.plan(Entry(BANK_JOURNAL, period_end + timedelta(days=1), lines))

    def interest(self, day: date, size: int) -> Entry:
        """Return an entry of two lines, interest received, or of three, with what the bank withholds of it or takes."""
        accounts = self._accounts
        gross = self._country.units(self._rng.randrange(3_00, 90_00))
        kept = gross * 30 // 100 if size == 3 else 0
        withheld = (Line(accounts.get("interest_tax", accounts["bank_charges"]), kept, "Withheld 30%"),) if kept else ()
        bank, earned = Line(accounts["bank"], gross - kept, "Interest"), accounts["interest_received"]
        return Entry(BANK_JOURNAL, day, (bank, *withheld, Line(earned, -gross, "Interest")))

    def repay(self, period_end: date, months: int) -> None:
        """Pay `months` of the loan back on the day after the period, with interest on what is left of it."""
        accounts = self._accounts
        owed = -self._history.balances[accounts["loan"]]
        principal, interest = owed * months // LOAN_MONTHS, owed * LOAN_INTEREST * months // 1200
        if principal <= 0 or interest <= 0:
            return
        label = f"Loan {period_end:%m/%Y}"
        lines = (
            Line(accounts["loan"], principal, label),
            Line(accounts["interest_paid"], interest, label),
            Line(accounts["bank"], -(principal + interest), label),
        )
        self._history.plan(Entry(BANK_JOURNAL, period_end + timedelta(days=1), lines, label))

    def deposit(self, period_end: date) -> None:
        """Bring the cash that is not needed to the bank on the day after the period, through the transfer account."""
        cash, transfers, bank = (self._accounts[name] for name in ("cash", "transfers", "bank"))
        amount = self._history.balances[cash] - self._country.units(CASH_KEPT)
        if amount <= 0:
            return
        out, into = (Line(transfers, amount), Line(cash, -amount)), (Line(bank, amount), Line(transfers, -amount))
        for days, journal, lines in ((1, CASH_JOURNAL, out), (2, BANK_JOURNAL, into)):
            self._history.plan(Entry(journal, period_end + timedelta(days=days), lines, "Cash to the bank"))
