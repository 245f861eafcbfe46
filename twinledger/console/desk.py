"""A desk: one world, and what is done with it in the console."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mock_kit.journal import JournalState
from mock_silverfin.errors import SilverfinError
from mock_silverfin.integrations import connections, runs
from twinledger.console import breaking, credentials
from twinledger.console.ledgers import Ledgers, ledgers_of
from twinledger.console.snapshots import Snapshots

if TYPE_CHECKING:
    from mock_silverfin.integrations.runs import Run
    from twinledger.console.breaking import Trap
    from twinledger.console.credentials import Credential
    from twinledger.console.program import Program
    from twinledger.console.tale import Tale
    from twinledger.stories.retelling import Retold
    from twinledger.world import World


class Desk:
    """A world by the name that it has in addresses, with the tale and the program that there may be in it."""

    def __init__(
        self, world: World, name: str = "world", tale: Tale | None = None, program: Program | None = None
    ) -> None:
        self.world = world
        self.name = name
        self.tale = tale
        self.program = program
        self.snapshots = Snapshots(world, program)
        self._began = _began(world)

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/w/{self.name}"

    # How it stands ----------------------------------------------------------------------------------------------------

    def versions(self) -> dict[str, str]:
        """Return for each part of the page a text that is another one whenever the part may look different."""
        world = self.world
        if self.tale is not None:
            self.tale.look()
        happened = f"{world.journal.changes} {len(world.journal.events)}"
        stores = sum(database.store.changes for database in world.odoo.odoo.databases.values())
        kept = world.pair.file.books.store.changes
        moved = f"{world.clock.capture()} {world.clock.running}"
        counters = [(trap.id, trap.seen, trap.fired) for trap in self.traps()]
        return {
            "story": str(self.tale.changes if self.tale else 0),
            "program": str(self.program and self.program.last_run),
            "timeline": happened,
            "clock": moved,
            "systems": f"{happened} {kept} {moved}",
            "ledgers": f"{stores} {kept}",
            "faults": str(counters),
            "snapshots": str(len(self.snapshots.all)),
        }

    def ledgers(self) -> list[Ledgers]:
        """Return both ledgers of every pair."""
        return [ledgers_of(self.world, pair) for pair in self.world.pairs]

    def keys(self) -> list[Credential]:
        """Return the API keys of Odoo."""
        return credentials.keys_of(self.world)

    def connections(self) -> list[Credential]:
        """Return Silverfin's connections to Odoo."""
        return credentials.connections_of(self.world)

    def tokens(self) -> list[Credential]:
        """Return the tokens that applications have for Silverfin."""
        return credentials.tokens_of(self.world)

    def traps(self) -> list[Trap]:
        """Return the faults that are armed."""
        return breaking.traps(self.world.faults)

    def last_run(self) -> Run | None:
        """Return the last synchronisation of the first client file, None if there was none yet."""
        file = self.world.pair.file
        return next(iter(runs.of_file(file.books, file.id, 1)), None)

    def retold(self) -> Retold:
        """Return what people did here as a story: in the world of the tale, if one is told."""
        from twinledger.stories.retelling import retell  # noqa: PLC0415 - pydantic loads slowly

        given = self.tale.story.written() if self.tale else None
        return retell(self.world, *self._began, given)

    # What is done with it ---------------------------------------------------------------------------------------------

    def synchronise(self) -> bool:
        """Let the built-in integration run for the first client file; tell whether it could be begun."""
        world, file = self.world, self.world.pair.file
        known = [one for one in connections.all_of(file.books) if one.database == world.pair.database]
        if not known:
            return False
        try:
            world.silverfin.runner.start(world.firm.id, known[-1].id, file.id, world.silverfin.url)
        except SilverfinError:
            return False
        return True

    def freeze(self) -> None:
        """Let the clock stand still."""
        self.world.clock.freeze()

    def release(self) -> None:
        """Let the clock go on by itself."""
        self.world.clock.release()

    def forward(self, by: timedelta) -> None:
        """Move the clock."""
        self.world.clock.advance(by)

    def to_midnight(self) -> None:
        """Move the clock to the beginning of the next day, in UTC."""
        now = self.world.clock.now()
        self.world.clock.advance_to(datetime(now.year, now.month, now.day, tzinfo=now.tzinfo) + timedelta(days=1))


def _began(world: World) -> tuple[JournalState, datetime]:
    """Return how far journal and clock were when somebody first sat down at a world, also if it was kept since."""
    kept = world.kept and world.kept.get("desk")
    if kept:
        return JournalState.after(kept["exchanges"], kept["events"]), datetime.fromisoformat(kept["at"])
    now, state = world.clock.now(), world.journal.capture()
    if world.kept is not None:
        world.kept.put(desk={"exchanges": len(state), "events": len(state.events), "at": now.isoformat()})
    return state, now
