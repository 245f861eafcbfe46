"""The options of a session: how a connector is to be judged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from mock_odoo.versions import LATEST
from twinledger.wire_choice import WireChoice

PROFILES = ("quick", "default", "thorough")
ALONE = (1, 1)


@dataclass(frozen=True)
class Options:
    """How to judge: which clauses (all, if none is named), how thoroughly, from which seed.

    `replay` is a clause's id, with a word after a colon if one example of it is to be tried again. `max_runs` and
    `time_budget` (seconds) limit the session, `workers` is the number of processes beside this one. `shard` is the
    number of this part and how many parts there are. `advertise_host` is the name by which a connector elsewhere knows
    this machine. In the folder `memory` failures are kept, `examples` says where drawn ones are (a folder, or the URL
    of a Redis).
    """

    clauses: tuple[str, ...] = ()
    strict: bool = False
    profile: str = "default"
    seed: int = 1
    replay: str = ""
    manifest_path: str = "connector.toml"
    odoo_version: str = LATEST
    max_runs: int | None = None
    time_budget: float | None = None
    workers: int = 0
    shard: tuple[int, int] = ALONE
    advertise_host: str = ""
    memory: Path | None = None
    examples: str = ""
    wire: WireChoice = field(default_factory=WireChoice)

    @property
    def wanted(self) -> frozenset[str]:
        """The clauses that were asked for by name; none, if all are wanted."""
        return frozenset([self.replay.partition(":")[0]] if self.replay else self.clauses)

    @property
    def is_part(self) -> bool:
        """Whether this is one part of a session, whose verdicts are to be merged with those of the others."""
        return self.shard != ALONE

    def holds(self, clause: str) -> bool:
        """Tell whether a clause belongs to this part: by a hash of its id, so that no clause moves when others come."""
        part, parts = self.shard
        return int(hashlib.sha256(clause.encode()).hexdigest(), 16) % parts == part - 1

    def on(self, version: str) -> Options:
        """Return the same for another version of Odoo."""
        return replace(self, odoo_version=version)
