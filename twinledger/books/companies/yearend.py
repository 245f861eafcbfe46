"""The end of a period: depreciation of what the company owns, income tax, and the appropriation of the result."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from ..book import Entry, Line
from .country import Country
from .history import History

MISC_JOURNAL, BANK_JOURNAL = "MISC", "BNK1"
FIXED_ASSETS = (("furniture", 10), ("vehicles", 5))  # years of use
DEPRECIATION_LINES = 3
CLOSING_LINES = 8  # the tax and its payment, two each; the appropriation, at most four
OF_THE_RESULT = ("income", "expense")
DAYS_TO_PAY_TAX = 200


def depreciate(history: History, country: Country, period_end: date, months: int) -> None:
    """Write off `months` of what each fixed asset cost, in equal parts over its years of use."""
    accounts, label = country.accounts, f"Depreciation {period_end:%m/%Y}"
    written_off: Counter[str] = Counter()
    for asset, years in FIXED_ASSETS:
        amount = max(history.balances[accounts[asset]], 0) * months // (12 * years)
        written_off[accounts[f"{asset}_depreciated"]] -= amount
    total = -written_off.total()
    if total:
        lines = [Line(code, amount, label) for code, amount in written_off.items() if amount]
        cost = Line(accounts["depreciation"], total, label)
        history.post_if_fits(Entry(MISC_JOURNAL, period_end, (cost, *lines), label))


def close(history: History, country: Country, tax_office: str, last_day: date) -> None:
    """Close the financial year that ends on `last_day`: income tax, then the appropriation of the result.

    The income and expense accounts keep their balances, as in Odoo; the entry moves only the result.
    """
    tax = max(0, _profit(history, country)) * country.result.income_tax // 100
    if tax and _book_income_tax(history, country, tax_office, last_day, tax):
        payday, said = last_day + timedelta(days=DAYS_TO_PAY_TAX), "Income tax"
        owed, bank = country.accounts["income_tax"], country.accounts["bank"]
        payment = (Line(owed, tax, said, tax_office), Line(bank, -tax, said, tax_office))
        history.plan(Entry(BANK_JOURNAL, payday, payment, f"{said} {last_day.year}"))
    lines = _appropriation(country, _profit(history, country))
    if lines:
        history.post_if_fits(Entry(MISC_JOURNAL, last_day, lines, f"Appropriation {last_day.year}"))


def _book_income_tax(history: History, country: Country, tax_office: str, last_day: date, tax: int) -> bool:
    label = f"Estimated income tax {last_day.year}"
    cost, owed = country.accounts["income_tax_cost"], country.accounts["income_tax"]
    lines = (Line(cost, tax, label), Line(owed, -tax, label, tax_office))
    return history.post_if_fits(Entry(MISC_JOURNAL, last_day, lines, label))


def _profit(history: History, country: Country) -> int:
    """Return the profit so far: income less expense."""
    kinds = {account.code: account.type for account in country.chart.accounts}
    return -sum(amount for code, amount in history.balances.items() if kinds[code].startswith(OF_THE_RESULT))


def _appropriation(country: Country, profit: int) -> tuple[Line, ...]:
    """Return the lines that carry a profit forward, some of it to the legal reserve, or a loss; none for neither."""
    accounts, result = country.accounts, country.result
    if profit < 0:
        return (Line(accounts["loss_forward"], -profit), Line(result.loss_to, profit))
    reserved = profit * result.reserve // 100
    to_reserve = (Line(result.reserve_from, reserved), Line(accounts["legal_reserve"], -reserved)) if reserved else ()
    kept = profit - reserved
    forward = (Line(result.profit_from, kept), Line(accounts["profit_forward"], -kept)) if kept else ()
    return (*to_reserve, *forward)
