"""Playing a story: one step after the other, in a world of its own."""

from __future__ import annotations

from collections.abc import Iterator
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
        played = _played(number, step, stage)
        errors = stage.world.journal.errors
        if errors:
            played = Played(number, step, f"The harness itself failed: {errors[0].error}", ok=False)
        yield played
        if not played.ok:
            return


def _played(number: int, step: Step, stage: Stage) -> Played:
    try:
        return Played(number, step, perform(step, stage), ok=True)
    except FORESEEN as surprise:
        return Played(number, step, str(surprise), ok=False, evidence=getattr(surprise, "evidence", ""))


@contextmanager
def set_up(story: Story, progress: Progress | None = None) -> Iterator[Stage]:
    """Yield the stage that a story begins on."""
    world_of: dict[str, Any] = {
        "seed": story.seed,
        "lines": story.lines,
        "books": story.books,
        "odoo_version": story.odoo_version,
    }
    if not story.connector:
        with World(**world_of) as world:
            yield Stage(world, progress)
        return
    manifest = Manifest.load(Path(story.connector))
    driver = manifest.driver()
    clock = Clock() if driver.in_process else Clock.of_the_machine()
    with closing(driver), World(**world_of, clock=clock) as world:
        trial = Trial(world, driver, manifest.claims, manifest.connector.timeout)
        with closing(trial):
            trial.forget()
            yield Stage(world, progress, trial)
