"""Hypothesis strategies for small ledgers and their histories; what they draw shrinks to what a person can read.

Everything is a plain value: `Teller` tells a tale in somebody's books, `load` loads a book.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from twinledger.books.bare import bare_company
from twinledger.books.book import Book, Entry, Line, State
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
    """Draw a positive amount in minor units, awkward and small ones often."""
    return st.one_of(st.integers(1, 10**11), st.sampled_from(AWKWARD), st.integers(1, 10_000))


def labels() -> SearchStrategy[str]:
    """Draw a label: nothing, a usual one, one that breaks things, or any text of up to 40 characters."""
    anything = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
    return st.one_of(st.sampled_from(LABELS), anything)


def accounts() -> SearchStrategy[str]:
    """Draw the code of an account that every Belgian chart has."""
    return st.sampled_from(CODES)


@st.composite
def lines(draw: st.DrawFn, most: int = 4) -> tuple[Line, ...]:
    """Draw lines that balance: some of any sign and a last one that makes up for them."""
    signed = st.builds(lambda amount, sign: amount * sign, amounts(), st.sampled_from((1, -1)))
    parts = st.tuples(accounts(), signed, labels())
    drawn = [Line(*part) for part in draw(st.lists(parts, min_size=1, max_size=most - 1))]
    rest = -sum(line.amount for line in drawn)
    return (*drawn, Line(draw(accounts()), rest))


def entries(state: State = "posted", most: int = 4) -> SearchStrategy[Entry]:
    """Draw an entry of up to `most` lines in a state, sometimes with a document of another date."""
    document = st.one_of(st.none(), days())
    return st.builds(Entry, st.just("MISC"), days(), lines(most), state=st.just(state), invoice_date=document)


@st.composite
def simple_entries(draw: st.DrawFn) -> Entry:
    """Draw a posted entry of two lines, one the other turned around."""
    amount = draw(amounts())
    debit, credit = draw(accounts()), draw(accounts())
    return Entry("MISC", draw(days()), (Line(debit, amount), Line(credit, -amount)))


def ledgers(least: int = 1, most: int = 5) -> SearchStrategy[Tale]:
    """Draw a ledger of posted entries."""
    return st.lists(entries(), min_size=least, max_size=most).map(lambda drawn: Tale(tuple(drawn)))


@st.composite
def ledgers_with(draw: st.DrawFn, state: State) -> Tale:
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


def edits(*kinds: EditKind) -> SearchStrategy[Edit]:
    """Draw something that happens to a ledger, of one of these kinds or, if none is named, of any."""
    return st.one_of([_EDITS[kind] for kind in kinds or _EDITS])


@st.composite
def altered(draw: st.DrawFn, *kinds: EditKind) -> Tale:
    """Draw a ledger to whose entries things of these kinds happen, as often as not to one that was changed before."""
    first = draw(st.lists(entries(), min_size=1, max_size=4))
    return Tale(tuple(first), tuple(draw(st.lists(edits(*kinds), min_size=1, max_size=3))))


@st.composite
def histories(draw: st.DrawFn, most: int = 8) -> Tale:
    """Draw a ledger of posted entries and drafts, and up to `most` things of any kind that happen afterwards."""
    first = draw(st.lists(st.one_of(entries(), entries("draft")), min_size=0, max_size=4))
    return Tale(tuple(first), tuple(draw(st.lists(edits(), min_size=1, max_size=most))))


@st.composite
def books(draw: st.DrawFn, most: int = 8) -> Book:
    """Draw the book of a Belgian company, with up to `most` entries in any state by date, as `load` takes it."""
    any_state = st.one_of(entries(), entries("draft"), entries("cancel"))
    drawn = draw(st.lists(any_state, max_size=most))
    return replace(bare_company(), entries=tuple(sorted(drawn, key=lambda entry: entry.date)))


def _of_entries(kind: EditKind, **how: SearchStrategy[Any]) -> SearchStrategy[Edit]:
    return st.builds(Edit, st.just(kind), st.integers(0, 3), **how)


def _of_accounts(kind: EditKind, texts: SearchStrategy[str]) -> SearchStrategy[Edit]:
    return st.builds(Edit, st.just(kind), account=accounts(), text=texts)


# What happens to entries comes first: what is drawn shrinks towards it.
_EDITS: dict[EditKind, SearchStrategy[Edit]] = {
    "change amount": _of_entries("change amount", amount=amounts()),
    "change date": _of_entries("change date", day=days()),
    "to draft": _of_entries("to draft"),
    "cancel": _of_entries("cancel"),
    "delete": _of_entries("delete"),
    "post": _of_entries("post"),
    "refer": _of_entries("refer", text=labels()),
    "renumber": _of_entries("renumber", amount=st.integers(0, 5)),
    "rewrite": _of_entries("rewrite", entry=entries()),
    "enter": st.builds(Edit, st.just("enter"), entry=entries()),
    "rename account": _of_accounts("rename account", st.sampled_from(("Other name", "Kosten & co", "610000 Rent"))),
    "renumber account": _of_accounts("renumber account", st.sampled_from(("610900", "0001", "4A.1", "610E2"))),
    "wait": st.builds(Edit, st.just("wait"), amount=st.integers(1, 3600)),
}
