"""Playing a story: one step after the other, in a world of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twinledger.stories.parts import Step
from twinledger.stories.schema import Story
from twinledger.stories.stage import Progress, Stage
from twinledger.stories.steps import FORESEEN, perform
from twinledger.world import World


@dataclass(frozen=True)
class Played:
    """A step that was played: its number from 1, what came of it, and whether that is what the story says."""

    number: int
    step: Step
    said: str
    ok: bool


def play(story: Story, progress: Progress | None = None) -> Iterator[Played]:
    """Play a story, yielding each step when it is over; the first one that surprises is the last."""
    with World(seed=story.seed, lines=story.lines, books=story.books) as world:
        stage = Stage(world, progress)
        for number, step in enumerate(story.steps, start=1):
            try:
                said, ok = perform(step, stage), True
            except FORESEEN as surprise:
                said, ok = str(surprise), False
            errors = world.journal.errors
            if errors:
                said, ok = f"The harness itself failed: {errors[0].error}", False
            yield Played(number, step, said, ok)
            if not ok:
                return
