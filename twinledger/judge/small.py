"""Small ledgers that everybody can read: the fixed examples of the clauses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from twinledger.books.book import Entry, Line, State
from twinledger.books.tale import Edit, EditKind, Tale

JANUARY, FEBRUARY = dt.date(2026, 1, 15), dt.date(2026, 2, 3)
SALE = Entry("INV", JANUARY, (Line("400000", 12_100, "Invoice 1"), Line("700000", -10_000), Line("451000", -2_100)))
PURCHASE = Entry("BILL", FEBRUARY, (Line("604000", 115), Line("411000", 24), Line("440000", -139, "Café & Zn")))
OPENING = Entry("MISC", dt.date(2024, 12, 31), (Line("550001", 99_999_999_999), Line("100000", -99_999_999_999)))
EQUAL_LINES = Entry("MISC", JANUARY, (Line("612000", 29), Line("612000", 29), Line("570000", -29), Line("570000", -29)))
BILLIONS = Entry("MISC", JANUARY, (Line("550001", 1_234_567_890_123), Line("100000", -1_234_567_890_123)))
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

# A profit of 500.00, a tenth of which goes to the legal reserve; in the new year, business goes on.
APPROPRIATED = Tale(
    (
        Entry("INV", dt.date(2025, 6, 30), (Line("400000", 90_000), Line("700000", -90_000))),
        Entry("BILL", dt.date(2025, 9, 30), (Line("604000", 40_000), Line("440000", -40_000))),
        Entry(
            "MISC",
            dt.date(2025, 12, 31),
            (Line("692000", 5_000), Line("693000", 45_000), Line("130000", -5_000), Line("140000", -45_000)),
        ),
        SALE,
    )
)


def after(kind: EditKind, number: int, **how: Any) -> Tale:
    """Return a ledger of three entries, one of which something happens to."""
    return Tale((SALE, ANOTHER, BACKDATED), (Edit(kind, number, **how),))


def in_state(state: State) -> Entry:
    """Return an entry that is not posted."""
    return replace(ANOTHER, state=state)
