"""Agreement: what differs between recorded and given answers, which of it is listed, and what is listed in vain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from twinledger.parity.answers import Answer

MISSING = "<missing>"
_NUMBERED = re.compile(r"<(?P<kind>[a-z_]+(?:\.[a-z_]+)+|key) \d+>")  # a record or a key that nobody named


@dataclass(frozen=True)
class Difference:
    """One place in one answer at which the target said something else than the recorded server."""

    conversation: str
    step: str
    at: str
    recorded: Any
    answered: Any

    def __str__(self) -> str:
        return (
            f"{self.conversation} > {self.step} > {self.at}\n"
            f"    recorded: {json.dumps(self.recorded, ensure_ascii=False)}\n"
            f"    answered: {json.dumps(self.answered, ensure_ascii=False)}"
        )


@dataclass(frozen=True)
class Listed:
    """A difference that is known and has its reason; `at` is a place with all that is inside of it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    conversation: str
    step: str
    at: str
    reason: str

    def covers(self, difference: Difference) -> bool:
        """Tell whether a difference is this one."""
        same_step = (self.conversation, self.step) == (difference.conversation, difference.step)
        return same_step and f"{difference.at}.".startswith(f"{self.at}.")

    def __str__(self) -> str:
        return f"{self.conversation} > {self.step} > {self.at}: {self.reason}"


@dataclass(frozen=True)
class Agreement:
    """How far a target agrees with the recording of one conversation."""

    conversation: str
    steps: int
    unlisted: Sequence[Difference] = ()
    listed: Sequence[Difference] = ()
    stale: Sequence[Listed] = ()

    @property
    def agreeing(self) -> int:
        """The number of steps whose answers are the same in every part."""
        return self.steps - len({difference.step for difference in (*self.unlisted, *self.listed)})

    @property
    def ok(self) -> bool:
        """Whether every difference is listed and every listed one is still there."""
        return not self.unlisted and not self.stale


@dataclass(frozen=True)
class Report:
    """How far a target agrees with all recordings that it was compared with."""

    agreements: Sequence[Agreement] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """The number of steps compared."""
        return sum(agreement.steps for agreement in self.agreements)

    @property
    def agreeing(self) -> int:
        """The number of steps whose answers are the same in every part."""
        return sum(agreement.agreeing for agreement in self.agreements)

    @property
    def share(self) -> float:
        """The agreeing part of the steps, from 0 to 1; nothing compared is no agreement."""
        return self.agreeing / self.steps if self.steps else 0.0

    @property
    def ok(self) -> bool:
        """Whether something was compared and all of it is as the lists say."""
        return self.steps > 0 and all(agreement.ok for agreement in self.agreements)

    @property
    def summary(self) -> str:
        """What differs unlisted, what is listed in vain, and how much agrees."""
        return "\n".join(_summary(self))

    def __str__(self) -> str:
        lines = [f"{_verdict(one)}  {one.conversation}: {one.agreeing} of {one.steps} steps" for one in self.agreements]
        return "\n".join([*lines, self.summary])


def agreement(
    conversation: str, recorded: Mapping[str, Answer], answered: Mapping[str, Answer], listed: Sequence[Listed]
) -> Agreement:
    """Compare the answers to one conversation with its recording.

    `listed` are the known differences of all conversations. A step that only one side has is a difference.
    """
    pairs = Pairs()
    found = [
        Difference(conversation, step, at, left, right)
        for step in dict.fromkeys([*recorded, *answered])
        for at, left, right in different(recorded.get(step, MISSING), answered.get(step, MISSING), pairs)
    ]
    known = [entry for entry in listed if entry.conversation == conversation]
    return Agreement(
        conversation,
        len(recorded),
        unlisted=[difference for difference in found if not any(entry.covers(difference) for entry in known)],
        listed=[difference for difference in found if any(entry.covers(difference) for entry in known)],
        stale=[entry for entry in known if not any(entry.covers(difference) for difference in found)],
    )


class Pairs:
    """Which numbered names of a recording mean what which of the answers mean: each has one partner for good.

    So one record too many is one difference, and not one in every later answer because the numbers have moved.
    """

    def __init__(self) -> None:
        self._partners: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def same(self, recorded: str, answered: str) -> bool:
        """Tell whether two texts are the same but for numbered names that are, or now become, partners."""
        if _NUMBERED.sub(r"<\g<kind>>", recorded) != _NUMBERED.sub(r"<\g<kind>>", answered):
            return False
        there, back = self._partners
        names = zip(_NUMBERED.finditer(recorded), _NUMBERED.finditer(answered), strict=True)
        return all(there.setdefault(a[0], b[0]) == b[0] and back.setdefault(b[0], a[0]) == a[0] for a, b in names)


def different(recorded: Any, answered: Any, pairs: Pairs, at: str = "answer") -> Iterator[tuple[str, Any, Any]]:
    """Yield the places at which two values differ, in value or in type, with what stands there on either side."""
    if isinstance(recorded, dict) and isinstance(answered, dict):
        for name in dict.fromkeys([*recorded, *answered]):
            yield from different(recorded.get(name, MISSING), answered.get(name, MISSING), pairs, f"{at}.{name}")
    elif isinstance(recorded, list) and isinstance(answered, list) and len(recorded) == len(answered):
        for place, (left, right) in enumerate(zip(recorded, answered, strict=True)):
            yield from different(left, right, pairs, f"{at}.{place}")
    elif isinstance(recorded, str) and isinstance(answered, str):
        if not pairs.same(recorded, answered):
            yield at, recorded, answered
    elif type(recorded) is not type(answered) or recorded != answered:
        yield at, recorded, answered


def _verdict(one: Agreement) -> str:
    return "agrees" if one.ok else "DIFFERS"


def _summary(report: Report) -> Iterator[str]:
    for title, entries in (
        ("differences that nobody listed", [entry for one in report.agreements for entry in one.unlisted]),
        ("listed differences that no longer occur", [entry for one in report.agreements for entry in one.stale]),
    ):
        if entries:
            yield f"\n{len(entries)} {title}:"
            yield from (str(entry) for entry in entries)
    listed = sum(len(one.listed) for one in report.agreements)
    yield f"\n{report.agreeing} of {report.steps} steps agree ({report.share:.1%}); listed differences: {listed}"
