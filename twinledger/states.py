"""States of a world: everything in it as it is at one moment, to be put back later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mock_kit.clock import Clock, ClockState
from mock_kit.dice import DiceState
from mock_kit.journal import JournalState
from twinledger.pairs import Pair

if TYPE_CHECKING:
    from twinledger.world import World


@dataclass(frozen=True)
class WorldState:
    """A world at one moment."""

    odoo: Any
    silverfin: Any
    clock: ClockState
    odoo_clock: ClockState
    dice: DiceState
    faults: Any
    journal: JournalState
    pairs: tuple[Pair, ...]


def taken(world: World) -> WorldState:
    """Return everything as it is now."""
    return WorldState(
        world.odoo.capture(),
        world.silverfin.capture(),
        world.clock.capture(),
        world.odoo_clock.capture(),
        world.dice.capture(),
        world.faults.capture(),
        world.journal.capture(),
        world.pairs,
    )


def put_back(world: World, state: WorldState) -> None:
    """Make everything what it was when `state` was taken."""
    world.clock.restore(state.clock)  # first: by a later clock, nights would pass in what comes back
    world.odoo_clock.restore(state.odoo_clock)
    world.odoo.restore(state.odoo)
    world.silverfin.restore(state.silverfin)
    world.dice.restore(state.dice)
    world.faults.restore(state.faults)
    world.journal.restore(state.journal)
    world.pairs = state.pairs


def beginning_of(world: World) -> WorldState:
    """Return how a world began, of which only that is known how it was made: the same seed makes the same again."""
    made, running = world.made, world.clock.running
    clock = Clock(datetime.fromisoformat(made.began))
    alike: dict[str, Any] = {"books": made.books, "firm": made.firm, "odoo_hosting": world.odoo.hosting}
    again = type(world)(made.seed, made.odoo_version, clock, made.lines, wire=world.silverfin.wire, **alike)
    state = again.snapshot()
    again.close()
    pairs = tuple(replace(pair, file=world.silverfin.same_file(pair.file)) for pair in state.pairs)
    return replace(state, pairs=pairs, clock=ClockState(timedelta(0), None if running else clock.now()))
