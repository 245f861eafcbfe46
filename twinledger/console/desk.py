"""A desk: one world, and what is done with it in the console."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from twinledger.console.ledgers import Ledgers, ledgers_of

if TYPE_CHECKING:
    from twinledger.world import World


class Desk:
    """A world by the name that it has in addresses."""

    def __init__(self, world: World, name: str = "world") -> None:
        self.world = world
        self.name = name
        self._done = 0

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/w/{self.name}"

    # How it stands ----------------------------------------------------------------------------------------------------

    def versions(self) -> dict[str, str]:
        """Return for each part of the page a text that is another one whenever the part may look different."""
        world = self.world
        requests, events = world.journal.changes, len(world.journal.events)
        stores = sum(database.store.changes for database in world.odoo.odoo.databases.values())
        kept = world.pair.file.books.store.changes
        moved, runs_on = world.clock.capture(), world.clock.running
        return {
            "timeline": f"{requests} {events}",
            "clock": f"{moved} {runs_on}",
            "ledgers": f"{stores} {kept} {self._done}",
        }

    def ledgers(self) -> list[Ledgers]:
        """Return both ledgers of every pair."""
        return [ledgers_of(self.world, pair) for pair in self.world.pairs]

    # The clock --------------------------------------------------------------------------------------------------------

    def forward(self, by: timedelta) -> None:
        """Move the clock."""
        self.world.clock.advance(by)

    def to_midnight(self) -> None:
        """Move the clock to the beginning of the next day, in UTC."""
        now = self.world.clock.now()
        self.world.clock.advance_to(datetime(now.year, now.month, now.day, tzinfo=now.tzinfo) + timedelta(days=1))
