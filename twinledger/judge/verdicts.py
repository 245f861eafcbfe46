"""Verdicts: what a clause comes to, and what the whole comes to for whoever waits for an exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from twinledger.judge.exhibits import Exhibit

if TYPE_CHECKING:
    from twinledger.stories.schema import Story


class Kind(StrEnum):
    """The verdicts there are."""

    PASS = "pass"
    FAIL = "fail"
    UNSUPPORTED = "unsupported"
    NOT_APPLICABLE = "not applicable"
    INCONCLUSIVE = "inconclusive"
    WAIVED = "waived"
    STALE_WAIVER = "stale waiver"
    ERROR = "error"
    NOT_RUN = "not run"


class Level(StrEnum):
    """How much a clause weighs: it must hold, it should, or it is for information."""

    MUST = "M"
    SHOULD = "S"
    INFORMATION = "I"

    @property
    def word(self) -> str:
        """What people read for it."""
        return {"M": "must", "S": "should", "I": "for information"}[self.value]


@dataclass(frozen=True)
class Verdict:
    """What one clause came to, with one version of Odoo: why, with what evidence, and how to see it again.

    `replay` is a command that shows it again; `evidence` is text for people, secrets masked; `exhibit` is what both
    sides looked like, `story` the file that tells it. A clause of a later edition than the manifest's is an `advance`
    notice, which does not count.
    """

    clause: str
    level: Level
    kind: Kind
    reason: str = ""
    evidence: str = ""
    replay: str = ""
    seconds: float = 0.0
    version: str = ""
    story: str = ""
    advance: bool = False
    exhibit: Exhibit | None = None


class HarnessError(Exception):
    """The harness itself failed; nothing is said about the connector."""


class Finding(Exception):  # noqa: N818 - the ways a clause can end other than by passing
    """A clause ends here with a verdict other than pass."""

    kind: Kind

    def __init__(self, reason: str, evidence: str = "", story: Story | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.evidence = evidence
        self.story = story
        self.exhibit: Exhibit | None = None


class Failed(Finding):
    """The connector broke the clause."""

    kind = Kind.FAIL


class Inconclusive(Finding):
    """The harness did not bring the clause's precondition about."""

    kind = Kind.INCONCLUSIVE


class Gap(Inconclusive):
    """The connector asks for something that the fake does not have: whatever else it did proves nothing."""


class NotApplicable(Finding):
    """The precondition was offered, and the connector's design never meets it; the reason is what was observed."""

    kind = Kind.NOT_APPLICABLE


class NotRun(Finding):
    """The clause takes longer than the chosen profile allows."""

    kind = Kind.NOT_RUN


class Unsupported(Finding):
    """The manifest does not claim it."""

    kind = Kind.UNSUPPORTED


def exit_status(verdicts: Iterable[Verdict], *, strict: bool = False) -> int:
    """Return 0 if nothing counts against the connector, 1 if something does, 2 for an error of the harness.

    A clause that must hold counts when it failed or was inconclusive, one that should only if `strict`; stale waivers
    always count, clauses of a later edition never. A run in which no clause that must hold passed is never 0.
    """
    found = [verdict for verdict in verdicts if not verdict.advance]
    if any(verdict.kind is Kind.ERROR for verdict in found):
        return 2
    counting = {Level.MUST, Level.SHOULD} if strict else {Level.MUST}
    against = [
        verdict
        for verdict in found
        if verdict.kind is Kind.STALE_WAIVER
        or (verdict.level in counting and verdict.kind in (Kind.FAIL, Kind.INCONCLUSIVE))
    ]
    passed = any(verdict.level is Level.MUST and verdict.kind is Kind.PASS for verdict in found)
    return 1 if against or not passed else 0
