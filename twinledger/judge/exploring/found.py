"""What exploring found: the shortest story of each kind of failure, the worst kind first."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from twinledger.stories.known import Known
from twinledger.stories.moments import Surprise
from twinledger.stories.runs import FORESEEN, perform
from twinledger.stories.stage import Stage
from twinledger.stories.trials import Run

if TYPE_CHECKING:
    from twinledger.drivers.trial import Trial
    from twinledger.stories.parts import Step

SHORTENING_SECONDS = 20.0


@dataclass(frozen=True)
class Found:
    """A story that ends in a surprise; unless it `repeats`, the same steps once ended otherwise."""

    steps: tuple[Step, ...]
    surprise: Surprise
    repeats: bool = True


@dataclass
class Finds:
    """The shortest story of each kind of surprise, and how many stories were tried."""

    tried: int = 0
    by_kind: dict[type[Surprise], Found] = field(default_factory=dict)

    def add(self, steps: Sequence[Step], surprise: Surprise) -> None:
        """Keep a story, if there is no shorter one of its kind."""
        known = self.by_kind.get(type(surprise))
        if known is None or len(steps) <= len(known.steps):
            self.by_kind[type(surprise)] = Found(tuple(steps), surprise)

    @property
    def in_order(self) -> list[Found]:
        """The stories, the worst kind first."""
        return sorted(self.by_kind.values(), key=lambda found: found.surprise.gravity)


def shortened(found: Found, trial: Trial) -> Found:
    """Return the story without what it does not take, and whether it ends the same when it is told again."""
    deadline = time.monotonic() + SHORTENING_SECONDS
    place = len(found.steps) - 1
    while place >= 0 and time.monotonic() < deadline:
        for simpler in _simpler(found.steps, place):
            told = _told(simpler, trial)
            if told is not None and type(told.surprise) is type(found.surprise):
                found = told
                break
        place = min(place, len(found.steps)) - 1
    again = _told(found.steps, trial)
    return replace(found, repeats=again is not None and type(again.surprise) is type(found.surprise))


def _simpler(steps: Sequence[Step], place: int) -> Iterator[Sequence[Step]]:
    """Yield the steps without the one at a place, and with a run in its place in which nothing happens."""
    step = steps[place]
    if place < len(steps) - 1:  # the last one is where it ends
        yield (*steps[:place], *steps[place + 1 :])
    if isinstance(step, Run) and (step.breaks or step.meanwhile):
        yield (*steps[:place], step.model_copy(update={"breaks": (), "meanwhile": ()}), *steps[place + 1 :])


def _told(steps: Sequence[Step], trial: Trial) -> Found | None:
    """Tell a story from its beginning; return it as far as it went if it ended in a surprise."""
    known = Known(has_connector=True)
    if any(known.refusal(step) for step in steps):
        return None
    trial.world.reset()
    trial.forget()
    stage = Stage(trial.world, trial=trial)
    for number, step in enumerate(steps, 1):
        try:
            perform(step, stage)
        except Surprise as surprise:
            return Found(tuple(steps[:number]), surprise)
        except FORESEEN:
            return None  # without what was left out it cannot be told
    return None
