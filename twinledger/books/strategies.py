"""Hypothesis strategies for small ledgers and their histories; what they draw shrinks to what a person can read."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from twinledger.books.book import Entry, Line
from twinledger.books.tale import Edit, EditKind, Tale

FIRST_DAY, LAST_DAY = dt.date(2025, 1, 1), dt.date(2026, 2, 28)
CODES = ("400000", "440000", "550001", "570000", "604000", "612000", "700000", "451000", "100000")
# Cents that binary fractions get wrong, and sums that leave the range in which floats are exact to the cent.
AWKWARD = (1, 7, 29, 57, 115, 1005, 1990, 4350, 113_900, 99_999_999_999, 123_456_789_012)
LABELS = ("", "Invoice", "Café & Zn", "Überweisung", "発注", "<b>3 > 2</b>")


def days() -> SearchStrategy[dt.date]:
    """Draw a day in the books' time."""
    return st.dates(FIRST_DAY, LAST_DAY)


def amounts() -> SearchStrategy[int]:
    """Draw a positive amount in minor units, awkward ones often."""
    return st.one_of(st.integers(1, 10_000), st.sampled_from(AWKWARD), st.integers(1, 10**11))


@st.composite
def lines(draw: st.DrawFn, most: int = 4) -> tuple[Line, ...]:
    """Draw lines that balance: some of any sign and a last one that makes up for them."""
    count = draw(st.integers(1, most - 1))
    drawn = [
        Line(
            draw(st.sampled_from(CODES)),
            draw(amounts()) * draw(st.sampled_from((1, -1))),
            draw(st.sampled_from(LABELS)),
        )
        for _ in range(count)
    ]
    rest = -sum(line.amount for line in drawn)
    return (*drawn, Line(draw(st.sampled_from(CODES)), rest))


@st.composite
def entries(draw: st.DrawFn, state: str = "posted", most: int = 4) -> Entry:
    """Draw an entry in a state, sometimes with a document of another date."""
    day = draw(days())
    document = draw(st.one_of(st.none(), days()))
    return Entry("MISC", day, draw(lines(most)), state=state, invoice_date=document)  # type: ignore[arg-type]


@st.composite
def simple_entries(draw: st.DrawFn) -> Entry:
    """Draw a posted entry of two lines, whose amount can be changed in place."""
    amount = draw(amounts())
    debit, credit = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
    return Entry("MISC", draw(days()), (Line(debit, amount), Line(credit, -amount)))


def ledgers(least: int = 1, most: int = 5) -> SearchStrategy[Tale]:
    """Draw a ledger of posted entries."""
    return st.lists(entries(), min_size=least, max_size=most).map(lambda drawn: Tale(tuple(drawn)))


@st.composite
def ledgers_with(draw: st.DrawFn, state: str) -> Tale:
    """Draw a ledger of posted entries with at least one in another state among them."""
    posted = draw(st.lists(entries(), min_size=1, max_size=3))
    others = draw(st.lists(entries(state), min_size=1, max_size=3))
    return Tale(tuple(draw(st.permutations([*posted, *others]))))


@st.composite
def ledgers_with_remarks(draw: st.DrawFn) -> Tale:
    """Draw a ledger in which sections and notes stand between the lines that count."""
    drawn = draw(st.lists(entries(), min_size=1, max_size=3))
    kinds = draw(st.lists(st.sampled_from(("line_section", "line_subsection", "line_note")), min_size=1, max_size=3))
    remarks = tuple(Line("", 0, f"remark {number}", display_type=kind) for number, kind in enumerate(kinds, 1))
    first = drawn[0]
    remarked = Entry(first.journal, first.date, (*remarks, *first.lines), invoice_date=first.invoice_date)
    return Tale((remarked, *drawn[1:]))


@st.composite
def ledgers_with_documents(draw: st.DrawFn) -> Tale:
    """Draw a ledger whose entries have documents of another month than their accounting date."""
    drawn = draw(st.lists(entries(), min_size=1, max_size=3))
    later = [
        Entry(entry.journal, entry.date, entry.lines, invoice_date=entry.date + draw(st.sampled_from((-1, 1))) * MONTH)
        for entry in drawn
    ]
    return Tale(tuple(later))


MONTH = dt.timedelta(days=31)


@st.composite
def growing(draw: st.DrawFn) -> Tale:
    """Draw a ledger to which entries are added."""
    first = draw(st.lists(entries(), min_size=1, max_size=3))
    later = draw(st.lists(entries(), min_size=1, max_size=3))
    return Tale(tuple(first), tuple(Edit("enter", entry=entry) for entry in later))


@st.composite
def corrected(draw: st.DrawFn) -> Tale:
    """Draw a ledger in which amounts are changed."""
    first = draw(st.lists(simple_entries(), min_size=1, max_size=3))
    changes = draw(st.lists(st.tuples(st.integers(0, 2), amounts()), min_size=1, max_size=3))
    return Tale(tuple(first), tuple(Edit("change amount", number, amount=amount) for number, amount in changes))


@st.composite
def altered(draw: st.DrawFn, *kinds: EditKind) -> Tale:
    """Draw a ledger to whose entries things of these kinds happen, as often as not to one that was changed before."""
    first = draw(st.lists(entries(), min_size=1, max_size=4))
    edits = st.builds(Edit, st.sampled_from(kinds), st.integers(0, 3), day=days(), amount=amounts())
    return Tale(tuple(first), tuple(draw(st.lists(edits, min_size=1, max_size=3))))
