"""The fault sweep: every request of a run that works is struck by every fault of the model, and nothing may be lost.

The requests of clean runs are recorded. Then, for a request and a fault, both fakes and the connector's memory are put
back to where the run began; it runs while the fault strikes, and once more when nothing does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinledger.judge import small
from twinledger.judge.exploring.drawing import entered
from twinledger.judge.exploring.faults import MODEL, Kind
from twinledger.judge.exploring.found import Finds
from twinledger.stories.doings import ChangeAmount, ChangeEntry
from twinledger.stories.moments import Surprise
from twinledger.stories.runs import perform
from twinledger.stories.stage import Stage
from twinledger.stories.trials import Run

if TYPE_CHECKING:
    from collections import Counter

    from mock_kit.journal import Exchange
    from twinledger.drivers.trial import Trial
    from twinledger.projection import Row
    from twinledger.stories.parts import Step
    from twinledger.world import WorldState


@dataclass(frozen=True)
class Request:
    """A request of a clean run: to which system, the how manieth of the run there, and what it asked for."""

    system: str
    nth: int
    asked: str
    writes: bool
    answer_size: int

    def __str__(self) -> str:
        return f"request {self.nth} to {self.system} ({self.asked})"


@dataclass(frozen=True)
class Scene:
    """Where a run begins: what has happened until then, and how the world and the connector's memory stand."""

    told: str
    steps: tuple[Step, ...]
    world: WorldState
    state: Path
    right: tuple[Counter[Row], ...]
    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Strike:
    """One case of the sweep: a fault that strikes at a request of a scene's run."""

    scene: Scene
    request: Request
    kind: Kind

    def __str__(self) -> str:
        return f"{self.scene.told}, at {self.request}: {self.kind.told}"

    @property
    def steps(self) -> tuple[Run, Run]:
        """The run in which it strikes, and the next one, in which nothing does."""
        where: dict[str, Any] = {"system": self.request.system, "nth": self.request.nth}
        return (
            Run(do="run", breaks=self.kind.breaks(where, self.request.answer_size)),
            Run(do="run", ends="well"),
        )


@dataclass
class Swept:
    """What a sweep came to: what was found, which faults struck, and which never did."""

    finds: Finds = field(default_factory=Finds)
    struck: list[Strike] = field(default_factory=list)
    missed: list[Strike] = field(default_factory=list)
    lost_fresh: int = 0  # answers that were lost on a fresh connection
    lost_reused: int = 0  # and on one that was used before
    broken: list[Strike] = field(default_factory=list)

    @property
    def never_struck(self) -> list[Kind]:
        """The kinds of faults that were tried, and never came about."""
        came = {strike.kind for strike in self.struck}
        return [kind for kind in MODEL if kind not in came and any(strike.kind == kind for strike in self.missed)]


def sweep(trial: Trial, look: Callable[[], None], most: int | None, seed: int = 1) -> Swept:
    """Strike at every request with every fault, or at most so many times, chosen to cover both.

    `look` raises if the fakes themselves failed. Raises Surprise if a clean run does not do what it must.
    """
    scenes = list(_scenes(trial, look))
    swept = Swept()
    for strike in chosen(scenes, most, seed):
        _try(strike, trial, swept)
        look()
    return swept


def chosen(scenes: Sequence[Scene], most: int | None, seed: int = 1) -> list[Strike]:
    """Return all strikes there can be, or a sample of at most so many: of what is left, always what shows the most."""
    every = [Strike(scene, request, kind) for scene in scenes for request in scene.requests for kind in MODEL]
    if most is None or most >= len(every):
        return every
    random.Random(seed).shuffle(every)
    seen: set[Any] = set()
    sample: list[Strike] = []
    while len(sample) < most:
        best = max(every, key=lambda strike: sum(weight for shown, weight in _shown(strike) if shown not in seen))
        seen |= {shown for shown, _ in _shown(best)}
        sample.append(best)
        every.remove(best)
    return sample


def _shown(strike: Strike) -> list[tuple[Any, int]]:
    """Return what a strike shows, and how much that matters: a fault where something is written most of all."""
    request, kind = strike.request, strike.kind
    matters = 5 * request.writes + (request.system == "odoo") + kind.loses_the_answer
    return [((kind, request.system, request.writes), 1 + matters), ((strike.scene.told, request), 1)]


def _try(strike: Strike, trial: Trial, swept: Swept) -> None:
    stage = _back(strike.scene, trial)
    before = len(trial.world.journal)
    swept.finds.tried += 1
    steps: list[Step] = [*strike.scene.steps]
    try:
        for step in strike.steps:
            steps.append(step)
            perform(step, stage)
    except Surprise as surprise:
        swept.finds.add(steps, surprise)
        swept.broken.append(strike)
    hit = [exchange for exchange in trial.world.journal.since(before) if _is_struck(exchange, strike)]
    (swept.struck if hit else swept.missed).append(strike)
    if strike.kind.loses_the_answer:
        swept.lost_fresh += sum(not exchange.reused for exchange in hit)
        swept.lost_reused += sum(exchange.reused for exchange in hit)


def _is_struck(exchange: Exchange, strike: Strike) -> bool:
    fault = strike.steps[0].breaks[0].armed
    return f"{fault.effect} {fault.phase}" in exchange.faults


def _back(scene: Scene, trial: Trial) -> Stage:
    """Return the stage as it was when the scene's run began."""
    trial.world.restore(scene.world)
    trial.forget()
    trial.restore_state(scene.state)
    stage = Stage(trial.world, trial=trial)
    assert stage.moments is not None
    stage.moments.since_it_was_right = list(scene.right)
    return stage


def _scenes(trial: Trial, look: Callable[[], None]) -> Iterator[Scene]:
    """Yield the scenes: the first run, and a later one with something new, changed and gone."""
    trial.world.reset()
    trial.forget()
    stage = Stage(trial.world, trial=trial)
    done: list[Step] = []

    def do(*steps: Step) -> None:
        for step in steps:
            perform(step, stage)
            look()
            done.append(step)

    do(*(entered(f"entry {number}", entry) for number, entry in enumerate(small.LATECOMERS, 1)))
    yield _scene("in the first run", done, stage, look)
    do(Run(do="run", ends="well"))
    do(entered("entry new", small.ANOTHER), ChangeAmount(do="change_amount", entry="entry 1", amount="43.51"))  # type: ignore[arg-type]
    if trial.claims.covers("deletions"):
        do(ChangeEntry(do="delete", entry="entry 2"))
    yield _scene("in a later run", done, stage, look)


def _scene(told: str, steps: Sequence[Step], stage: Stage, look: Callable[[], None]) -> Scene:
    """Return where the stage stands, with the requests of a clean run from there; the stage is left as it was."""
    trial = stage.trial
    assert trial is not None
    assert stage.moments is not None
    world, state, right = trial.world.snapshot(), trial.keep_state(), tuple(stage.moments.since_it_was_right)
    before = len(trial.world.journal)
    perform(Run(do="run", ends="well"), stage)
    look()
    requests = tuple(_requests(trial.world.journal.since(before)))
    trial.world.restore(world)
    trial.restore_state(state)
    stage.moments.since_it_was_right = list(right)
    return Scene(told, tuple(steps), world, state, right, requests)


def _requests(exchanges: Sequence[Exchange]) -> Iterator[Request]:
    counts: dict[str, int] = {}
    for exchange in exchanges:
        nth = counts[exchange.system] = counts.get(exchange.system, 0) + 1
        asked = " ".join(exchange.call.values()) or f"{exchange.method} {exchange.path}"
        writes = exchange.system == "silverfin" and exchange.method != "GET"
        yield Request(exchange.system, nth, asked, writes, exchange.answer_size)
