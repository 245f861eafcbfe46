"""Beginnings: ledgers that clauses begin with, each told once and from then on brought back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twinledger.books.tale import big_ledger
from twinledger.books.teller import Teller

if TYPE_CHECKING:
    from twinledger.books.book import Entry
    from twinledger.world import World, WorldState

KEPT = 40  # ledgers; most clauses begin with one of a dozen
Entries = tuple["Entry", ...]


class Beginnings:
    """Gives a world a ledger and nothing else, and says who tells on from there."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: dict[Entries, tuple[WorldState, Teller]] = {}
        self._big: dict[int, WorldState] = {}

    def small(self, entries: Entries) -> Teller:
        """Begin with these entries, in a fresh world."""
        if entries not in self._told:
            self._world.reset()
            teller = Teller(self._world.bookkeeper())
            for entry in entries:
                teller.enter(entry)
            self._told[entries] = self._world.snapshot(), teller
            if len(self._told) > KEPT:
                del self._told[next(iter(self._told))]
        state, teller = self._told[entries]
        self._world.restore(state)
        return teller.with_books_of(self._world.bookkeeper())

    def big(self, lines: int) -> Teller:
        """Begin with so many lines that few connectors read them in one page."""
        if lines not in self._big:
            self._world.reset()
            self._world.bookkeeper().enter_many(list(big_ledger(lines)))
            self._big[lines] = self._world.snapshot()
        self._world.restore(self._big[lines])
        return Teller(self._world.bookkeeper())
