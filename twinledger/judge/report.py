"""The report of a session: what was judged, how, and what it came to. Every format is made of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from twinledger.drivers.manifest import Waiver
from twinledger.judge.clauses import EDITIONS, Clause
from twinledger.judge.options import Options
from twinledger.judge.planning import Plan
from twinledger.judge.verdicts import Kind, Verdict, exit_status

AGAINST = (Kind.FAIL, Kind.INCONCLUSIVE, Kind.STALE_WAIVER, Kind.ERROR)


def as_far_as_tried(not_run: int) -> str:
    """Return what must be said of a contract that is kept if so many clauses were not run."""
    clauses = "1 clause was" if not_run == 1 else f"{not_run} clauses were"
    return f" as far as it was tried ({clauses} not run)" if not_run else ""


@dataclass(frozen=True)
class Report:
    """What a session came to; there is a verdict on every clause with every version of Odoo, in the contract's order.

    In a part of a session waivers are kept and not applied: that is done when the parts are merged.
    """

    connector: str
    options: Options
    clauses: tuple[Clause, ...]
    verdicts: tuple[Verdict, ...]
    waivers: tuple[Waiver, ...] = ()
    edition: str = EDITIONS[-1]
    plan: Plan = field(default_factory=Plan)
    began: dt.datetime = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    seconds: float = 0.0
    program: str = ""  # what judged it: Twinledger's version, Python's and the platform

    @property
    def exit_status(self) -> int:
        """What waits for whoever started it: 0, 1 or 2."""
        return exit_status(self.verdicts, strict=self.options.strict)

    @property
    def told(self) -> str:
        """What it comes to, as it is said of the connector."""
        if self.exit_status == 2:
            return f"could not be judged to the end by the contract {self.edition}"
        if self.exit_status == 1:
            return f"does not keep the contract {self.edition}"
        not_run = {verdict.clause for verdict in self.verdicts if verdict.kind is Kind.NOT_RUN}
        return f"keeps the contract {self.edition}{as_far_as_tried(len(not_run))}"

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of Odoo that it was judged with."""
        return tuple(dict.fromkeys(verdict.version for verdict in self.verdicts))

    @property
    def counts(self) -> dict[Kind, int]:
        """How many verdicts of each kind there are."""
        found = Counter(verdict.kind for verdict in self.verdicts)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @property
    def rows(self) -> Iterator[tuple[Clause, Verdict]]:
        """The verdicts, each with its clause."""
        known = {clause.id: clause for clause in self.clauses}
        return ((known[verdict.clause], verdict) for verdict in self.verdicts)

    @property
    def against(self) -> list[tuple[Clause, Verdict]]:
        """What speaks against the connector or the harness, the worst first."""
        found = [row for row in self.rows if row[1].kind in AGAINST and not row[1].advance]
        return sorted(found, key=lambda row: (AGAINST.index(row[1].kind), "MSI".index(row[1].level)))

    @property
    def nothing_passed(self) -> bool:
        """Whether it counts as not kept only because nothing that must hold was seen to hold."""
        return self.exit_status == 1 and not any(kind in self.counts for kind in AGAINST)
