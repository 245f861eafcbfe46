"""A class at the first connection, each trainee with a small world, for tests with and without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from mock_kit.clock import Clock
from twinledger.console.classroom import Classroom
from twinledger.console.desk import Desk
from twinledger.console.tale import Tale
from twinledger.stories.files import load
from twinledger.stories.play import world_of
from twinledger.stories.player import Player
from twinledger.stories.stage import Stage

TOKEN = "the trainer's"
CODE = "KLASSE"


@contextmanager
def class_of_two() -> Iterator[Classroom]:
    """Yield a class with two seats and that code, which ends with its worlds."""
    story = load("first-connection").model_copy(update={"lines": 10})
    with ExitStack() as worlds:

        def furnish(name: str) -> Desk:
            world = worlds.enter_context(world_of(story, Clock(story.begins)))
            return Desk(world, name, tale=Tale(Player(Stage(world), story)))

        with closing(Classroom(2, furnish, CODE)) as classroom:
            yield classroom
