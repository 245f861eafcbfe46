"""Events: what happens in a session, in its order. Displays hear them, and the report is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from twinledger.judge.clauses import Clause
from twinledger.judge.planning import Plan
from twinledger.judge.verdicts import Verdict


@dataclass(frozen=True)
class Probing:
    """The opening probes begin; `told` says what they are."""

    told: str


@dataclass(frozen=True)
class Planned:
    """The plan is made, for one version of Odoo."""

    version: str
    plan: Plan


@dataclass(frozen=True)
class Checking:
    """A clause is being checked."""

    clause: Clause


@dataclass(frozen=True)
class Judged:
    """A clause has come to a verdict."""

    verdict: Verdict


Event = Probing | Planned | Checking | Judged
Listener = Callable[[Event], None]


def deaf(_event: Event) -> None:
    """Hear nothing."""
