"""What can happen in the life of a connector, drawn by Hypothesis: the steps of its story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from twinledger.books import strategies
from twinledger.books.amounts import plain
from twinledger.books.book import Entry
from twinledger.books.book import Line as BookedLine
from twinledger.judge.exploring.faults import MODEL, Kind
from twinledger.stories.breaks import Break
from twinledger.stories.doings import Enter
from twinledger.stories.parts import Line

# What a connector is sure to ask for, if it does what it is there for.
CALLS: Mapping[str, list[dict[str, str]]] = {
    "silverfin": [{"operation": "submit"}, {"operation": "reset"}, {"operation": "settings"}],
    "odoo": [{"model": "account.move.line"}],
}
MOST_REQUESTS = 16  # a fault strikes at one of the first so many requests to a system
LARGEST_ANSWER = 4_000  # bytes
QUICK = tuple(kind for kind in MODEL if "seconds" not in kind.given and not kind.lasts)


def story_lines(lines: Iterable[BookedLine]) -> tuple[Line, ...]:
    """Return journal items as a story has them; items without an amount say nothing there and are left out."""
    return tuple(_line(line) for line in lines if line.amount)


def _line(line: BookedLine) -> Line:
    side = "debit" if line.amount > 0 else "credit"
    amount: Any = plain(abs(line.amount))
    return Line(account=line.account, label=line.label, **{side: amount})


def entered(name: str, entry: Entry, *, late: bool = False, draft: bool = False) -> Enter:
    """Return the step in which an entry is entered under a name."""
    lines = story_lines(entry.lines)
    return Enter(do="enter", entry=name, date=entry.date, lines=lines, journal=entry.journal, late=late, draft=draft)


def entries() -> SearchStrategy[Entry]:
    """Draw entries of two and more items that have an amount."""
    drawn = st.one_of(strategies.simple_entries(), strategies.entries())
    return drawn.filter(lambda entry: len(story_lines(entry.lines)) > 1)


@st.composite
def breaks(draw: st.DrawFn, kinds: tuple[Kind, ...] = QUICK) -> tuple[Break, ...]:
    """Draw what breaks in a run: a fault of the model at some request."""
    kind = draw(st.sampled_from(kinds))
    where: dict[str, Any] = {"system": draw(st.sampled_from(("silverfin", "odoo")))}
    if draw(st.booleans()):
        where["call"] = draw(st.sampled_from(CALLS[where["system"]]))
    else:
        where["nth"] = draw(st.integers(1, MOST_REQUESTS))
    return kind.breaks(where, draw(st.integers(1, LARGEST_ANSWER)))
