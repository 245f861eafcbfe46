"""Moments of a run: world and connector's memory as they were when a request came, or when its answer was ready.

To go back to one of them and run again is what happens to a connector that is killed at that very moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mock_kit.answer import Answer
from mock_kit.faults import Fault, Look, Phase, Trigger
from mock_kit.journal import Exchange
from twinledger.judge.case import Case
from twinledger.world import WorldState


@dataclass(frozen=True)
class Moment:
    """One moment: what was under way then, the world, and a copy of the connector's state directory."""

    told: str
    world: WorldState
    memory: Path


@contextmanager
def recorded(case: Case, trigger: Trigger) -> Iterator[list[Moment]]:
    """Keep the moments before and after every request that matches, as long as this lasts."""
    moments: list[Moment] = []

    def keep(exchange: Exchange, answer: Answer | None) -> None:
        what = f"{exchange.method} {exchange.path} {exchange.call.get('operation', '')}".strip()
        told = f"before {what}" if answer is None else f"when {what} was carried out and not answered yet"
        moments.append(Moment(told, case.world.snapshot(), case.trial.keep_state()))

    armed = [case.world.faults.arm(Fault(Look(keep), trigger, phase)) for phase in Phase]
    try:
        yield moments
    finally:
        for fault in armed:
            case.world.faults.disarm(fault)


def go_back(case: Case, moment: Moment) -> None:
    """Make the world and the connector's memory what they were at a moment."""
    case.world.restore(moment.world)
    case.world.faults.clear()
    case.trial.restore_state(moment.memory)
