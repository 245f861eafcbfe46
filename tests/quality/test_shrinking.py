"""What the strategies draw shrinks: for every planted fault the smallest ledger or history is one a person can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, settings

from twinledger.books import Entry, Line, strategies
from twinledger.books.strategies import FIRST_DAY
from twinledger.books.tale import Edit, EditKind, Tale

FEW = settings(max_examples=500, derandomize=True, database=None, phases=(Phase.generate, Phase.shrink))
LIMIT = 2**31
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
    "loses third lines": (lambda tale: any(len(entry.lines) > 2 for entry in tale.entries), _plain(1, 1, -2)),
    "loses cents": (lambda tale: any(line.amount % 100 for line in _lines(tale)), _plain(1, -1)),
    "loses credits that come first": (lambda tale: any(e.lines[0].amount < 0 for e in tale.entries), _plain(-1, 1)),
    "loses the year": (lambda tale: any(e.date.year > 2025 for e in tale.entries), _plain(1, -1, day=NEW_YEAR)),
}


@pytest.mark.parametrize("fault", ON_LEDGERS)
def test_the_smallest_ledger(fault: str) -> None:
    """One entry, as small as it can be, on the first day and the first account, without a word."""
    shows, smallest = ON_LEDGERS[fault]
    assert find(strategies.ledgers(), shows, settings=FEW) == Tale((smallest,))


def test_the_smallest_of_a_size() -> None:
    """A fault with amounts above a limit is shown on one entry, on the limit itself."""
    found = find(strategies.ledgers(), lambda tale: any(line.amount >= LIMIT for line in _lines(tale)), settings=FEW)
    [entry] = found.entries
    assert max(line.amount for line in entry.lines) == LIMIT


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
    "remembers ids": (_happens("rewrite"), Edit("rewrite", entry=_plain(1, -1))),
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


def test_the_smallest_is_told_in_a_few_lines() -> None:
    """What a person reads fits on a hand."""
    assert str(Tale((_plain(1, -1),), (Edit("delete"),))).splitlines() == [
        "MISC 2025-01-01",
        "    400000                 0.01",
        "    400000                -0.01",
        "then: delete of posted entry 1",
    ]
