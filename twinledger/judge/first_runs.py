"""First runs: what a connector's first run over a ledger left behind, brought back for whatever begins with the same.

A clause that begins where another one began would only repeat its run: the same books, the same inputs, no memory. So
it is made once, and the world, its journal and the connector's memory come back as that run left them.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from twinledger.books.book import Entry
    from twinledger.drivers.outcome import Outcome
    from twinledger.drivers.trial import Trial
    from twinledger.world import WorldState

KEPT = 40  # runs
Entries = tuple["Entry", ...]


@dataclass(frozen=True)
class _FirstRun:
    outcome: Outcome
    world: WorldState
    memory: Path
    ran_at: datetime | None


@dataclass
class FirstRuns:
    """The first runs of one connector in one world, those that were wanted last; what they cost is `saved`.

    Only of connectors whose memory is their state directory: what is kept elsewhere cannot be brought back.
    """

    saved: int = 0
    _known: dict[Entries, _FirstRun] = field(default_factory=dict)

    def bring_back(self, trial: Trial, entries: Entries) -> Outcome | None:
        """Make everything as the first run over these entries left it; return its outcome, or None if there is none."""
        known = self._known.pop(entries, None)
        if known is None:
            return None
        self._known[entries] = known
        trial.world.restore(known.world)
        trial.restore_state(known.memory)
        trial.ran_at = known.ran_at
        self.saved += 1
        return known.outcome

    def keep(self, trial: Trial, entries: Entries, outcome: Outcome) -> None:
        """Keep what a first run over these entries has just left."""
        if not trial.driver.remembers_in_its_folder:
            return
        memory = Path(tempfile.mkdtemp(prefix="twinledger-state-"))
        known = _FirstRun(outcome, trial.world.snapshot(), memory, trial.ran_at)
        weakref.finalize(known, shutil.rmtree, memory, ignore_errors=True)
        shutil.copytree(trial.state_dir, memory, symlinks=True, dirs_exist_ok=True)
        self._known[entries] = known
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]

    def forget(self) -> None:
        """Make every first run anew from here on: one that was odd by chance is not to be odd for ever."""
        self._known.clear()
