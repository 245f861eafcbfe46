"""What the strategies draw shrinks: for every planted fault the smallest ledger or history is one a person can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, settings

from twinledger.books import Book, Entry, Line, strategies
from twinledger.books.strategies import FIRST_DAY
from twinledger.books.tale import Edit, EditKind, Tale

FEW = settings(max_examples=500, derandomize=True, database=None, phases=(Phase.generate, Phase.shrink))
SECOND_DAY, NEW_YEAR = dt.date(2025, 1, 2), dt.date(2026, 1, 1)
CODE = strategies.CODES[0]
Faulty = Callable[[Tale], bool]


def _plain(*amounts: int, day: dt.date = FIRST_DAY) -> Entry:
    """Return an entry with nothing in it that does not have to be there."""
    return Entry("MISC", day, tuple(Line(CODE, amount) for amount in amounts))


def _lines(tale: Tale) -> list[Line]:
    return [line for entry in tale.entries for line in entry.lines]


# By fault: which ledgers show it, and the smallest that does.
ON_LEDGERS: dict[str, tuple[Faulty, Entry]] = {
    "loses everything": (lambda tale: bool(_lines(tale)), _plain(1, -1)),
    "loses third lines": (lambda tale: any(len(entry.lines) > 2 for entry in tale.entries), _plain(1, 1, -2)),
    "loses cents": (lambda tale: any(line.amount % 100 for line in _lines(tale)), _plain(1, -1)),
    "has 32 bits": (lambda tale: any(line.amount >= 2**31 for line in _lines(tale)), _plain(2**31, -(2**31))),
    "loses credits that come first": (lambda tale: any(e.lines[0].amount < 0 for e in tale.entries), _plain(-1, 1)),
    "mixes up days": (
        lambda tale: any(e.date != FIRST_DAY for e in tale.entries),
        _plain(1, -1, day=dt.date(2025, 1, 2)),
    ),
    "loses the year": (
        lambda tale: any(e.date.year > 2025 for e in tale.entries),
        _plain(1, -1, day=dt.date(2026, 1, 1)),
    ),
}


@pytest.mark.parametrize("fault", ON_LEDGERS)
def test_the_smallest_ledger(fault: str) -> None:
    """One entry, as small as it can be, on the first day and the first account, without a word."""
    shows, smallest = ON_LEDGERS[fault]
    assert find(strategies.ledgers(), shows, settings=FEW) == Tale((smallest,))


def test_the_smallest_label() -> None:
    """A fault with a sign is shown on that sign alone."""
    found = find(strategies.ledgers(), lambda tale: any("é" in line.label for line in _lines(tale)), settings=FEW)
    [entry] = found.entries
    assert entry.lines == (Line(CODE, 1, entry.lines[0].label), Line(CODE, -1))
    assert entry.lines[0].label in ("é", "Café & Zn")


def test_the_smallest_pair() -> None:
    """What takes two entries is shown on two, and nothing else."""

    def shows(tale: Tale) -> bool:
        totals = [tuple(line.amount for line in entry.lines) for entry in tale.entries]
        return len(totals) > len(set(totals))

    assert find(strategies.ledgers(), shows, settings=FEW) == Tale((_plain(1, -1), _plain(1, -1)))


def _happens(kind: EditKind) -> Faulty:
    return lambda tale: any(edit.kind == kind for edit in tale.edits) and bool(tale.entries)


# By fault of a connector that runs again: which histories show it, and the only edit of the smallest that does.
ON_HISTORIES: dict[str, tuple[Faulty, Edit]] = {
    "never looks back": (_happens("change amount"), Edit("change amount", amount=1)),
    "knows no deletions": (_happens("delete"), Edit("delete")),
    "takes drafts": (_happens("to draft"), Edit("to draft")),
    "takes cancelled": (_happens("cancel"), Edit("cancel")),
    "remembers names": (_happens("renumber"), Edit("renumber")),
    "remembers ids": (_happens("rewrite"), Edit("rewrite", entry=_plain(1, -1))),
    "remembers codes": (
        _happens("renumber account"),
        Edit("renumber account", account=CODE, text="610900"),
    ),
    "looks forward only": (_happens("enter"), Edit("enter", entry=_plain(1, -1))),
}


@pytest.mark.parametrize("fault", ON_HISTORIES)
def test_the_smallest_history(fault: str) -> None:
    """One entry of two lines, and one thing that happens."""
    shows, edit = ON_HISTORIES[fault]
    assert find(strategies.histories(), shows, settings=FEW) == Tale((_plain(1, -1),), (edit,))


def test_the_smallest_step_back_in_time() -> None:
    """The entry is of the second day, and moves to the first."""

    def shows(tale: Tale) -> bool:
        moved = [edit.day for edit in tale.edits if edit.kind == "change date" and edit.day]
        return any(day < tale.entries[0].date for day in moved if tale.entries)

    found = find(strategies.histories(), shows, settings=FEW)
    assert found == Tale((_plain(1, -1, day=SECOND_DAY),), (Edit("change date", day=FIRST_DAY),))


def test_what_takes_two_edits_has_two() -> None:
    """An entry that is taken back and posted again: two edits, one entry."""

    def shows(tale: Tale) -> bool:
        kinds = [edit.kind for edit in tale.edits]
        return "to draft" in kinds and "post" in kinds[kinds.index("to draft") :] and bool(tale.entries)

    found = find(strategies.histories(), shows, settings=FEW)
    assert found == Tale((_plain(1, -1),), (Edit("to draft"), Edit("post")))


def test_the_smallest_book() -> None:
    """A fault with cancelled entries is shown on a book with one, of two lines."""

    def shows(book: Book) -> bool:
        return any(entry.state == "cancel" for entry in book.entries)

    [entry] = find(strategies.books(), shows, settings=FEW).entries
    assert (entry.state, entry.date, entry.lines) == ("cancel", FIRST_DAY, _plain(1, -1).lines)


def test_the_smallest_is_told_in_a_few_lines() -> None:
    """What a person reads fits on a hand."""
    found = find(strategies.histories(), _happens("delete"), settings=FEW)
    assert str(found).splitlines() == [
        "MISC 2025-01-01",
        "    400000                 0.01",
        "    400000                -0.01",
        "then: delete of posted entry 1",
    ]
