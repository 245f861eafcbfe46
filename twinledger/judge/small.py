"""Small ledgers that everybody can read: the fixed examples of the clauses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from twinledger.books.book import Entry, Line, State
from twinledger.books.tale import Edit, Tale

JANUARY, FEBRUARY = dt.date(2026, 1, 15), dt.date(2026, 2, 3)
SALE = Entry("INV", JANUARY, (Line("400000", 12_100, "Invoice 1"), Line("700000", -10_000), Line("451000", -2_100)))
PURCHASE = Entry("BILL", FEBRUARY, (Line("604000", 115), Line("411000", 24), Line("440000", -139, "Café & Zn")))
OPENING = Entry("MISC", dt.date(2024, 12, 31), (Line("550001", 99_999_999_999), Line("100000", -99_999_999_999)))
EQUAL_LINES = Entry("MISC", JANUARY, (Line("612000", 29), Line("612000", 29), Line("570000", -29), Line("570000", -29)))
LEDGER = Tale((OPENING, SALE, PURCHASE))
TALES = (LEDGER, Tale((EQUAL_LINES,)))

ANOTHER = Entry("MISC", FEBRUARY, (Line("612000", 4_350), Line("550001", -4_350)))
BACKDATED = Entry("MISC", dt.date(2025, 3, 31), (Line("613000", 1), Line("550001", -1)))
LATECOMERS = (ANOTHER, BACKDATED, SALE)

REMARKS = (Line("", 0, "Goods", display_type="line_section"), Line("", 0, "as agreed", display_type="line_note"))
WITH_REMARKS = Tale((replace(SALE, lines=(*REMARKS, *SALE.lines)), PURCHASE))
WITH_DOCUMENTS = Tale(
    (replace(SALE, invoice_date=dt.date(2025, 12, 20)), replace(PURCHASE, invoice_date=dt.date(2026, 3, 1)))
)
GROWING = Tale((SALE, PURCHASE), (Edit("enter", entry=BACKDATED), Edit("enter", entry=ANOTHER)))
CORRECTED = Tale((ANOTHER, BACKDATED), (Edit("change amount", 0, amount=4_351), Edit("change amount", 1, amount=2)))


def in_state(state: State) -> Entry:
    """Return an entry that is not posted."""
    return replace(ANOTHER, state=state)
