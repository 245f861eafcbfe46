"""VAT: how it is rounded, and the periodic return that moves it to the current account with the tax office.

VAT is rounded once per document, to the minor unit, half up: a document has one rate, so its VAT line is the rate of
the sum of its other lines but the one on the customer or supplier.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from ..book import Entry, Line
from .country import Country
from .history import History

RETURN_LINES = 8  # at most six in the return, two in its payment
MISC_JOURNAL, BANK_JOURNAL = "MISC", "BNK1"
DAYS_TO_PAY, DAYS_TO_REFUND = 20, 90


def vat(base: int, rate: int) -> int:
    """Return the VAT on `base` in minor units, not negative, at `rate` thousandths."""
    return (base * rate + 500) // 1000


def rate_label(country: Country, rate: int) -> str:
    """Return what VAT lines are called, e.g. `VAT 21%` or `TVA 5.5%`."""
    return f"{country.tax_name} {rate // 10}%" if rate % 10 == 0 else f"{country.tax_name} {rate / 10}%"


def file_return(history: History, country: Country, tax_office: str, last_day: date) -> None:
    """Close the VAT accounts on `last_day` of a period; what is due is paid in a month, a refund comes in three."""
    label = f"{country.tax_name} return {last_day:%m/%Y}"
    closed: Counter[str] = Counter()
    for code in country.vat_accounts:
        closed[code] -= history.balances[code]
    net = -closed.total()
    if not any(closed.values()):
        return
    current = country.accounts["vat_to_receive" if net > 0 else "vat_to_pay"]
    closed[current] += net
    lines = [Line(code, amount, label, tax_office if code == current else None) for code, amount in closed.items()]
    filed = Entry(MISC_JOURNAL, last_day, tuple(line for line in lines if line.amount), label)
    if filed.lines and not history.post_if_fits(filed):
        return
    if net:
        payday = last_day + timedelta(days=DAYS_TO_REFUND if net > 0 else DAYS_TO_PAY)
        bank = country.accounts["bank"]
        payment = (Line(bank, net, label, tax_office), Line(current, -net, label, tax_office))
        history.plan(Entry(BANK_JOURNAL, payday, payment, label))
