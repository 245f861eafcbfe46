"""Bank and cash: how invoices and bills get paid, charges, interest, and cash brought to the bank."""

from __future__ import annotations

import random
from datetime import date, timedelta

from ..book import Entry, Line
from .codes import (
    BANK,
    BANK_CHARGES,
    BANK_JOURNAL,
    CASH,
    CASH_JOURNAL,
    INTEREST_RECEIVED,
    INTEREST_TAX,
    TRANSFERS,
)
from .history import History

TERMS = (0, 8, 15, 30, 30, 30, 45, 60)  # days
CASH_LIMIT = 500_00  # cents; the law stops at 3,000 EUR
CASH_KEPT = 400_00  # cents left in the till when the rest goes to the bank
CHARGE_LINES = 2
DEPOSIT_LINES = 4


def plan_payment(history: History, rng: random.Random, item: Line, day: date) -> None:
    """Plan how the open `item` of `day`, a customer's or a supplier's, is paid.

    One in twenty-five is never paid, as many are paid in two parts, and some small sales are paid in cash.
    """
    fate = rng.random()
    due = day + timedelta(days=rng.choice(TERMS) + rng.randrange(1, 12))
    if fate < 0.04:
        return
    if fate < 0.08:
        half = item.amount // 2
        history.plan(_payment(item, half, due))
        history.plan(_payment(item, item.amount - half, due + timedelta(days=30)))
    else:
        in_cash = fate > 0.8 and 0 < item.amount <= CASH_LIMIT
        history.plan(_payment(item, item.amount, due, in_cash=in_cash))


def _payment(item: Line, amount: int, day: date, *, in_cash: bool = False) -> Entry:
    journal, account = (CASH_JOURNAL, CASH) if in_cash else (BANK_JOURNAL, BANK)
    lines = (Line(account, amount, item.label, item.partner), Line(item.account, -amount, item.label, item.partner))
    return Entry(journal, day, lines, item.label)


def charge(history: History, rng: random.Random, period_end: date) -> None:
    """Let the bank take its charges for the period on the day after it."""
    amount = rng.randrange(4_00, 19_00)
    label = f"Frais de gestion {period_end:%m/%Y}"
    lines = (Line(BANK_CHARGES, amount, label), Line(BANK, -amount, label))
    history.plan(Entry(BANK_JOURNAL, period_end + timedelta(days=1), lines))


def interest(rng: random.Random, day: date, size: int) -> Entry:
    """Return an entry of two lines, interest received, or of three, with the 30 % that the bank withholds from it."""
    gross = rng.randrange(3_00, 90_00)
    tax = gross * 30 // 100 if size == 3 else 0
    withheld = (Line(INTEREST_TAX, tax, "Roerende voorheffing 30%"),) if tax else ()
    lines = (Line(BANK, gross - tax, "Creditrente"), *withheld, Line(INTEREST_RECEIVED, -gross, "Creditrente"))
    return Entry(BANK_JOURNAL, day, lines)


def deposit(history: History, period_end: date) -> None:
    """Bring the cash that is not needed to the bank on the day after the period, through the transfer account."""
    amount = history.balances[CASH] - CASH_KEPT
    if amount <= 0:
        return
    out, into = period_end + timedelta(days=1), period_end + timedelta(days=2)
    history.plan(Entry(CASH_JOURNAL, out, (Line(TRANSFERS, amount), Line(CASH, -amount)), "Versement espèces"))
    history.plan(Entry(BANK_JOURNAL, into, (Line(BANK, amount), Line(TRANSFERS, -amount)), "Versement espèces"))
