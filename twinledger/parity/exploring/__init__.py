"""Exploring: a fake and a real Odoo side by side, asked the same at random until they differ.

A state machine draws calls from a small model of what exists; every call is a step as conversations have them, so that
a difference can be recorded as one. What is known to differ is listed, with its reason, in `explored.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable

from mock_kit.clock import Clock
from twinledger.parity import safety
from twinledger.parity.exploring import known
from twinledger.parity.exploring.findings import Findings
from twinledger.parity.exploring.machine import explore
from twinledger.parity.exploring.session import Session
from twinledger.parity.exploring.subjects import SUBJECTS
from twinledger.parity.fake import prepared_fake
from twinledger.parity.places import Place
from twinledger.parity.target import Target


def exploration(
    target: Target,
    *,
    calls: int,
    seed: int,
    this_database_may_be_destroyed: str | None = None,
    progress: Callable[[int], None] = lambda _calls: None,
    place: Place | None = None,
    only: str = "everything",
) -> Findings:
    """Make so many random calls to a real Odoo and to a fake beside it, and return what was counted and found.

    `only` names what they are about, one of `subjects.SUBJECTS`.

    Raises NotOursError or NotComparableError before anything was written, and SetUpFailedError.
    """
    own = safety.admitted(target, this_database_may_be_destroyed)
    with prepared_fake(Clock.of_the_machine()) as fake:
        beside = safety.admitted(fake.target, fake.target.database)
        findings = Findings(known.load(place))
        explore(Session(own, beside, findings, progress), calls=calls, first=seed, subject=SUBJECTS[only])
    return findings
