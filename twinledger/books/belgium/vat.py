"""VAT: how it is rounded, and the periodic return that moves it to the current account with the tax office.

VAT is rounded once per document, to the cent, half up: a document has one rate, so its VAT line is the rate of the sum
of its other lines but the one on the customer or supplier. The rates are those of the Belgian VAT Code: 21, 12, 6, 0 %.
"""

from __future__ import annotations

from datetime import date, timedelta

from ..book import Entry, Line
from .codes import (
    BANK,
    BANK_JOURNAL,
    MISC_JOURNAL,
    VAT_DEDUCTIBLE,
    VAT_DUE,
    VAT_DUE_INTRA_COMMUNITY,
    VAT_PAYMENT,
    VAT_REFUND,
)
from .history import History

RETURN_LINES = 6  # at most four in the return, two in its payment


def vat(base: int, rate: int) -> int:
    """Return the VAT on `base`, both in cents and not negative, at `rate` percent."""
    return (base * rate + 50) // 100


def file_return(history: History, tax_office: str, last_day: date) -> None:
    """Close the VAT accounts on `last_day` of a period; what is due is paid in a month, a refund comes in three."""
    accounts = (VAT_DUE, VAT_DUE_INTRA_COMMUNITY, VAT_DEDUCTIBLE)
    label = f"VAT return {last_day:%m/%Y}"
    closed = [Line(code, -history.balances[code], label) for code in accounts if history.balances[code]]
    net = -sum(line.amount for line in closed)
    if not net:
        return
    current = VAT_REFUND if net > 0 else VAT_PAYMENT
    lines = (*closed, Line(current, net, label, tax_office))
    if history.post_if_fits(Entry(MISC_JOURNAL, last_day, lines, label)):
        payday = last_day + timedelta(days=90 if net > 0 else 20)
        payment = (Line(BANK, net, label, tax_office), Line(current, -net, label, tax_office))
        history.plan(Entry(BANK_JOURNAL, payday, payment, label))
