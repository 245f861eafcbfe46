"""One world that was connected and synchronised once, for all tests of this folder, and a person in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.stories.stage import Stage
from twinledger.world import World, WorldState

from ..browsing import Person


@dataclass(frozen=True)
class Lived:
    """A world in which somebody made a key, connected, linked the client file and synchronised it."""

    world: World
    stage: Stage
    key: str
    state: WorldState


@pytest.fixture(scope="session")
def _lived() -> Iterator[Lived]:
    with World(lines=40) as world:
        stage = Stage(world)
        key = stage.odoo_user.create_api_key("Silverfin")
        stage.accountant.connect(stage.inputs(key))
        stage.accountant.link("acme", stage.file.id, world.pair.reference)
        stage.accountant.synchronise("acme", stage.file.id)
        yield Lived(world, stage, key, world.snapshot())


@pytest.fixture
def lived(_lived: Lived) -> Iterator[Lived]:
    """Give a test that world as it was just after the synchronisation."""
    yield _lived
    _lived.world.silverfin.runner.settle()
    _lived.world.restore(_lived.state)


@pytest.fixture
def world(lived: Lived) -> World:
    """The world alone."""
    return lived.world


@pytest.fixture
def desk(world: World) -> Desk:
    """The desk of that world."""
    return Desk(world)


@pytest.fixture
def console(desk: Desk) -> Console:
    """A console that shows it, without a socket."""
    return Console([desk])


@pytest.fixture
def person(console: Console) -> Person:
    """Somebody in front of the console."""
    return Person(console.wsgi)
