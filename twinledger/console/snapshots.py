"""Snapshots: moments of a world that it can be turned back to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.console.program import Program
    from twinledger.world import World, WorldState


PATIENCE = 5.0  # seconds of real time that one waits for what is under way


@dataclass(frozen=True)
class Snapshot:
    """A world as it was `at` a moment (UTC), and what the program that runs in it `kept` by then, if there is one."""

    number: int
    name: str
    at: datetime
    state: WorldState = field(repr=False)
    kept: Path | None = None


class Snapshots:
    """The snapshots of one world, oldest first; it can be turned back to each as often as one likes."""

    def __init__(self, world: World, program: Program | None = None) -> None:
        self._world = world
        self._program = program
        self.all: list[Snapshot] = []

    def save(self, name: str) -> Snapshot:
        """Keep the world as it is; raise TimeoutError if a synchronisation is under way and does not end soon."""
        self._settle()
        kept = self._program.keep() if self._program else None
        saved = Snapshot(len(self.all) + 1, name, self._world.clock.now(), self._world.snapshot(), kept)
        self.all.append(saved)
        return saved

    def turn_back(self, number: int) -> None:
        """Make the world what it was; raise LookupError if there is no snapshot of that number.

        Raise TimeoutError if a synchronisation is under way and does not end soon.
        """
        found = next((one for one in self.all if one.number == number), None)
        if found is None:
            raise LookupError(number)
        self._settle()
        self._world.restore(found.state)
        if self._program is not None and found.kept is not None:
            self._program.recall(found.kept)

    def _settle(self) -> None:
        self._world.silverfin.runner.settle(PATIENCE)
        if self._program is not None:
            self._program.settle(PATIENCE)
