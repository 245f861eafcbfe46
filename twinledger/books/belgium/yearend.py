"""The end of a period: depreciation of what the company owns, income tax, and the appropriation of the result."""

from __future__ import annotations

from datetime import date, timedelta

from ..book import Entry, Line
from .codes import (
    BANK,
    BANK_JOURNAL,
    DEPRECIATION,
    FURNITURE,
    FURNITURE_DEPRECIATED,
    INCOME_TAX,
    INCOME_TAX_COST,
    LEGAL_RESERVE,
    LOSS_CARRIED_FORWARD,
    LOSS_TO_CARRY_FORWARD,
    MISC_JOURNAL,
    PROFIT_CARRIED_FORWARD,
    PROFIT_TO_CARRY_FORWARD,
    TO_LEGAL_RESERVE,
    VEHICLES,
    VEHICLES_DEPRECIATED,
)
from .history import History

FIXED_ASSETS = ((FURNITURE, FURNITURE_DEPRECIATED, 10), (VEHICLES, VEHICLES_DEPRECIATED, 5))  # years of use
DEPRECIATION_LINES = 3
CLOSING_LINES = 8  # the tax and its payment, two each; the appropriation, at most four


def depreciate(history: History, period_end: date, months: int) -> None:
    """Write off `months` of what each fixed asset cost, in equal parts over its years of use."""
    label = f"Amortissements {period_end:%m/%Y}"
    written_off = [
        Line(depreciated, -(history.balances[asset] * months // (12 * years)), label)
        for asset, depreciated, years in FIXED_ASSETS
        if history.balances[asset]
    ]
    total = -sum(line.amount for line in written_off)
    history.post_if_fits(Entry(MISC_JOURNAL, period_end, (Line(DEPRECIATION, total, label), *written_off), label))


def close(history: History, tax_office: str, last_day: date) -> None:
    """Close the financial year that ends on `last_day`: income tax, then the appropriation (classes 69 and 79).

    The income and expense accounts keep their balances, as in Odoo; the entry moves only the result.
    """
    tax = max(0, _profit(history)) * 25 // 100
    if tax and _book_income_tax(history, tax_office, last_day, tax):
        payday = last_day + timedelta(days=200)
        payment = (Line(INCOME_TAX, tax, "Income tax", tax_office), Line(BANK, -tax, "Income tax", tax_office))
        history.plan(Entry(BANK_JOURNAL, payday, payment, f"Income tax {last_day.year}"))
    lines = _appropriation(_profit(history))
    history.post_if_fits(Entry(MISC_JOURNAL, last_day, lines, f"Appropriation {last_day.year}"))


def _book_income_tax(history: History, tax_office: str, last_day: date, tax: int) -> bool:
    label = f"Estimated income tax {last_day.year}"
    lines = (Line(INCOME_TAX_COST, tax, label), Line(INCOME_TAX, -tax, label, tax_office))
    return history.post_if_fits(Entry(MISC_JOURNAL, last_day, lines, label))


def _profit(history: History) -> int:
    """Return the profit to date, in cents: income less expense, before any appropriation."""
    return -sum(
        amount
        for code, amount in history.balances.items()
        if code.startswith(("6", "7")) and not code.startswith(("69", "79"))
    )


def _appropriation(profit: int) -> tuple[Line, ...]:
    """Return the lines that carry `profit` forward, a twentieth of it to the legal reserve, or else the loss."""
    if profit < 0:
        return (Line(LOSS_CARRIED_FORWARD, -profit), Line(LOSS_TO_CARRY_FORWARD, profit))
    reserved = profit // 20
    return (
        Line(TO_LEGAL_RESERVE, reserved),
        Line(LEGAL_RESERVE, -reserved),
        Line(PROFIT_TO_CARRY_FORWARD, profit - reserved),
        Line(PROFIT_CARRIED_FORWARD, -(profit - reserved)),
    )
