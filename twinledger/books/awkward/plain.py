"""Plain entries, out of which awkward books are made: two lines, on accounts that every Belgian chart has."""

from __future__ import annotations

from datetime import date

from twinledger.books.book import Entry, Line, State

CUSTOMERS, SUPPLIERS = "400000", "440000"
BANK, CASH = "550001", "570000"
SALES, SERVICES = "700000", "700100"
GOODS, RENT, UTILITIES, FEES = "604000", "610000", "612000", "613000"
JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 3)


def entry(
    debit: str = RENT,
    credit: str = BANK,
    cents: int = 1_250_00,
    *,
    day: date = JANUARY,
    label: str = "",
    state: State = "posted",
    journal: str = "MISC",
    ref: str = "",
) -> Entry:
    """Return an entry of two lines."""
    return Entry(journal, day, (Line(debit, cents, label), Line(credit, -cents, label)), ref, state)


def sale(cents: int = 100_00, *, day: date = JANUARY, label: str = "") -> Entry:
    """Return a sale with 21 % VAT, of three lines."""
    tax = (cents * 21 + 50) // 100
    lines = (Line(CUSTOMERS, cents + tax, label), Line(SALES, -cents, label), Line("451000", -tax, label))
    return Entry("INV", day, lines)
