"""The reference connector is right about every awkward book, at every moment of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_kit.faults import Act, Fault, Phase, Trigger
from mock_silverfin.integrations.odoo import sync
from twinledger import projection
from twinledger.books import Moment, awkward_books
from twinledger.world import World


@pytest.fixture(scope="module")
def listening() -> Iterator[World]:
    """Give a world on loopback to all tests of this file."""
    with World() as world:
        yield world


@pytest.mark.parametrize("name", awkward_books())
def test_the_reference_is_right(listening: World, name: str, tmp_path: Path) -> None:
    """After a run at each moment both ledgers are equal; disturbed, after the next one."""
    world = listening
    world.reset()
    for moment in world.tell(name):
        for _ in range(1 if moment.meanwhile is None else 2):
            _disturb(world, moment)
            assert sync(world.inputs(tmp_path)) == {"ok": True}
        assert not projection.difference(world, world.pair), moment.told


def _disturb(world: World, moment: Moment) -> None:
    if moment.meanwhile is not None:
        trigger = Trigger(system="odoo", call={"model": "account.move.line"}, nth=2)
        world.faults.arm(Fault(Act(moment.meanwhile), trigger, Phase.BEFORE))
