"""Findings: what an exploration saw to differ, one for all differences that most likely have one cause."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from twinledger.parity.agreement import Difference
from twinledger.parity.answers import Answer
from twinledger.parity.conversation import Step
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.known import Known, never
from twinledger.parity.exploring.telling import telling

AGREES, REFUSED, LISTED, DIFFERS = "agree", "not in the fake", "listed", "differ"
_REFUSAL = re.compile(r"twinledger\.NotInFake.*?([^\":\n]+) is not in the fake", re.DOTALL)
_PARTICULAR = re.compile(r"<[^>]*>|\d+|'[^']*'|\"[^\"]*\"")


@dataclass
class Finding:
    """A kind of difference: what led to it the shortest way that was seen, and how often it was seen."""

    differences: Sequence[Difference]
    steps: Sequence[Step]
    count: int = 1


@dataclass
class Findings:
    """What was counted and found so far. What is `known` to differ is counted and not reported.

    `listed` counts by reason and place in `differs`; `examples` has one call of each.
    """

    known: Sequence[Known] = ()
    outcomes: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Finding] = field(default_factory=dict)

    @property
    def calls(self) -> int:
        """How many calls were compared."""
        return sum(self.outcomes.values())

    @property
    def ok(self) -> bool:
        """Whether there were calls, and none whose answers differ unlisted."""
        return self.calls > 0 and not self.kinds

    @property
    def unmet(self) -> list[str]:
        """What is listed and was not met this time."""
        return [name for entry in self.known for name in entry.names if name not in self.listed]

    def note(
        self,
        ask: Ask,
        steps: Sequence[Step],
        found: Sequence[Difference],
        real: Answer,
        fake: Answer,
        told_of_a_part: Callable[[], bool] = never,
    ) -> str:
        """Count the outcome of the last of `steps`, keep what is new, and return the outcome.

        `told_of_a_part` tells whether the real server refuses a part of the call in the words of the fake.
        """
        told = telling(found, real, fake)
        outcome = self._outcome(ask, told, fake, told_of_a_part)
        self.outcomes[outcome] += 1
        self.methods[f"{ask.model}.{ask.method}"] += 1
        if outcome == DIFFERS:
            self._keep(_signature(ask, told[0]), Finding(told, tuple(steps)))
        return outcome

    def _outcome(self, ask: Ask, told: Sequence[Difference], fake: Answer, told_of_a_part: Callable[[], bool]) -> str:
        if not told:
            return AGREES
        refusal = _REFUSAL.search(json.dumps(fake, ensure_ascii=False))
        if refusal:
            self.refused[_PARTICULAR.sub("*", refusal[1].strip())] += 1
            return REFUSED
        names = [self._name(ask, one, told_of_a_part) for one in told]
        if not all(names):
            return DIFFERS
        self.listed.update(set(names))
        for one, name in zip(told, names, strict=True):
            self.examples.setdefault(name, f"{ask.model}.{ask.method} {one}")
        return LISTED

    def _name(self, ask: Ask, one: Difference, told_of_a_part: Callable[[], bool]) -> str:
        """Return what a difference is listed as; empty if it is not."""
        return next((found for entry in self.known if (found := entry.covering(ask, one, told_of_a_part))), "")

    def _keep(self, name: str, finding: Finding) -> None:
        earlier = self.kinds.get(name)
        shorter = min((earlier, finding), key=lambda one: len(one.steps)) if earlier else finding
        self.kinds[name] = replace(shorter, count=earlier.count + 1 if earlier else 1)

    def as_json(self) -> dict[str, Any]:
        """Return everything as a JSON document."""
        listed = {name: {"count": count, "example": self.examples[name]} for name, count in self.listed.most_common()}
        counted = {"methods": self.methods, "not in the fake": self.refused, "listed": listed, "unmet": self.unmet}
        kinds = [
            {
                "kind": name,
                "count": finding.count,
                "differences": [str(difference) for difference in finding.differences],
                "steps": [_plain(step) for step in finding.steps],
            }
            for name, finding in self.kinds.items()
        ]
        return {"ok": self.ok, "calls": self.calls, "outcomes": dict(self.outcomes), **counted, "differences": kinds}

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _signature(ask: Ask, difference: Difference) -> str:
    """Return what is alike in differences that have one cause, most likely."""
    at = re.sub(r"\.\d+", ".n", difference.at)
    return " | ".join([ask.model, ask.method, at, _shape(difference.recorded), _shape(difference.answered)])


def _shape(value: Any) -> str:
    if isinstance(value, str):
        return _PARTICULAR.sub("*", value)[:80]
    return type(value).__name__ if isinstance(value, list | dict) else json.dumps(value)


def _lines(findings: Findings) -> Iterator[str]:
    for name, finding in sorted(findings.kinds.items(), key=lambda pair: -pair[1].count):
        yield f"\n{finding.count} times: {name}"
        yield from (str(difference) for difference in finding.differences[:4])
        yield from (f"    {json.dumps(_plain(step), ensure_ascii=False)}" for step in finding.steps)
    for title, counter in (("not in the fake", findings.refused), ("listed", findings.listed)):
        yield from (f"{count} {title}: {what}" for what, count in counter.most_common())
    yield from (f"not met this time: {name}" for name in findings.unmet)
    counted = ", ".join(f"{count} {outcome}" for outcome, count in findings.outcomes.most_common())
    yield f"{findings.calls} calls: {counted or 'none'}"


def _plain(step: Step) -> dict[str, Any]:
    return step.model_dump(by_alias=True, exclude_defaults=True)
