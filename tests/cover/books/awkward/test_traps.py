"""Every awkward book has its trap: somebody careful reads it right, somebody with one bad habit does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cover.books.awkward import timing
from tests.cover.books.awkward.reader import Reader
from twinledger import projection
from twinledger.books import awkward_books
from twinledger.world import World

Reading = Callable[[Reader], Any]

# By book: how somebody reads it who falls into the trap, and somebody who does not.
TRAPS: dict[str, tuple[Reading, Reading]] = {
    "same-second": (timing.after_the_watermark, Reader.ledger),
    "late-commit": (timing.after_the_watermark, Reader.ledger),
    "old-period": (timing.after_the_last_date, Reader.ledger),
    "other-date": (timing.after_the_last_id, Reader.ledger),
    "one-moment": (timing.page_by_moment, Reader.ledger),
    "unsteady-order": (timing.page_by_offset, Reader.ledger),
    "deleted-meanwhile": (timing.page_by_offset, Reader.ledger),
    "quiet-reconciliation": (timing.matches_after_the_watermark, timing.matches),
    "many-touched": (timing.sent_anew, timing.sent_by_content),
    "no-tombstone": (timing.after_the_watermark, Reader.ledger),
    "back-to-draft": (timing.after_the_watermark, Reader.ledger),
    "cancelled-later": (timing.after_the_watermark, Reader.ledger),
    "drafts-and-cancelled": (timing.everything, Reader.ledger),
    "new-line-ids": (timing.after_the_watermark, Reader.ledger),
    "posted-again": (timing.booked_again, Reader.ledger),
}


@pytest.fixture(scope="module")
def _made() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def world(_made: World) -> World:
    """Give a world with one company that has no entry; nothing listens."""
    _made.reset()
    return _made


def _read(world: World, name: str, reading: Reading) -> list[Any]:
    """Tell a book and return what one reader made of it at every moment, beside the truth at each."""
    reader = Reader(world)
    found = []
    for moment in world.tell(name):
        reader.meanwhile = moment.meanwhile
        found.append(reading(reader))
        assert reader.meanwhile is None, "nothing happened meanwhile: there was no second page"
    return found


def test_every_book_has_its_reader() -> None:
    """No book is without a reader who falls into its trap."""
    assert TRAPS.keys() == awkward_books().keys()


@pytest.mark.parametrize("name", awkward_books())
def test_the_trap_is_there(world: World, name: str) -> None:
    """Who has the bad habit believes something else, at one moment at least, than who reads with care."""
    habit, care = TRAPS[name]
    careful = _read(world, name, care)
    world.reset()
    assert _read(world, name, habit) != careful


@pytest.mark.parametrize("name", awkward_books())
def test_a_careful_reader_is_right(world: World, name: str) -> None:
    """At every moment the ledger that is read with care is the one that Silverfin must hold."""
    reader = Reader(world)
    for moment in world.tell(name):
        reader.meanwhile = moment.meanwhile
        assert reader.ledger() == projection.expected(world, world.pair, off_balance="send")
