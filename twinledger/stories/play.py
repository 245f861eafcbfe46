"""Playing a story: one step after the other, in a world of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_kit.clock import Clock
from twinledger.drivers.manifest import Manifest
from twinledger.drivers.trial import Trial
from twinledger.stories.parts import Step
from twinledger.stories.runs import FORESEEN, perform
from twinledger.stories.schema import Story
from twinledger.stories.setting import furnish
from twinledger.stories.stage import Progress, Stage
from twinledger.world import World


@dataclass(frozen=True)
class Played:
    """A step that was played: its number from 1, what came of it, and whether that is what the story says.

    `evidence` are the requests that were involved, a line each, if it is not.
    """

    number: int
    step: Step
    said: str
    ok: bool
    evidence: str = ""


def play(story: Story, progress: Progress | None = None) -> Iterator[Played]:
    """Play a story, yielding each step when it is over; the first one that surprises is the last.

    Raises ManifestError for the connector of a story that cannot be run.
    """
    with set_up(story, progress) as stage:
        yield from play_on(stage, story)


def play_on(stage: Stage, story: Story) -> Iterator[Played]:
    """Play a story on a stage that is set up for it."""
    for number, step in enumerate(story.steps, start=1):
        came = played(number, step, stage)
        yield came
        if not came.ok:
            return


def played(number: int, step: Step, stage: Stage, does: Callable[[Step, Stage], str] = perform) -> Played:
    """Perform a step, or let `does` do something else about it, and return what came of it."""
    try:
        came = Played(number, step, does(step, stage), ok=True)
    except FORESEEN as surprise:
        came = Played(number, step, str(surprise), ok=False, evidence=getattr(surprise, "evidence", ""))
    errors = stage.world.journal.errors
    return Played(number, step, f"The harness itself failed: {errors[0].error}", ok=False) if errors else came


@contextmanager
def set_up(story: Story, progress: Progress | None = None) -> Iterator[Stage]:
    """Yield the stage that a story begins on."""
    if not story.connector:
        with world_of(story, Clock(story.begins)) as world:
            yield Stage(world, progress)
        return
    manifest = Manifest.load(Path(story.connector))
    driver = manifest.driver()
    clock = Clock(story.begins) if driver.in_process else Clock.of_the_machine()
    with closing(driver), world_of(story, clock) as world:
        trial = Trial(world, driver, manifest.claims, manifest.connector.timeout)
        with closing(trial):
            trial.forget()
            yield Stage(world, progress, trial)


def world_of(story: Story, clock: Clock, **options: Any) -> World:
    """Return the world that a story begins in; `options` are the world's own, e.g. its ports."""
    world = World(
        story.seed,
        story.odoo_version,
        clock,
        story.lines,
        books=story.books,
        firm=story.firm.name,
        odoo_hosting=story.hosting,
        **options,
    )
    if world.kept is not None:
        if not world.kept.is_new:
            return world
        world.kept.put(story=story.written())
    furnish(world, story)
    return world
