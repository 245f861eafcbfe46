"""The reference connector as a program, on 20,000 lines of two companies in two databases, killed and run again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_kit.clock import Clock
from mock_kit.faults import Act, Fault, Phase, Trigger
from twinledger import projection
from twinledger.world import Pair, World, WorldState

LINES = 10_000  # in each of the two databases
SHORTEST_RUN = 40  # requests of a run that moves so many lines


@pytest.fixture(scope="module")
def big_world() -> Iterator[tuple[World, WorldState]]:
    """Give the tests two databases with a company each, and nothing synchronised yet."""
    with World(clock=Clock.of_the_machine(), lines=LINES) as world:
        world.add_pair("second", name="Second BV", lines=LINES)
        yield world, world.snapshot()


def _start(world: World, pair: Pair, protocol: str, state_dir: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mock_silverfin.integrations.odoo", "--protocol", protocol]
    inputs = world.inputs(state_dir, pair)
    return subprocess.Popen(command, env={**os.environ, **inputs}, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.AFTER])
@pytest.mark.parametrize("protocol", ["json2", "xmlrpc"])
def test_killed_at_a_random_request_and_run_again(
    big_world: tuple[World, WorldState], tmp_path: Path, protocol: str, phase: Phase
) -> None:
    """Whatever it was about to do or had just done, the next run makes both ledgers of both companies equal."""
    world, beginning = big_world
    world.restore(beginning)
    dice = random.Random(f"{protocol} {phase}")
    for number, pair in enumerate(world.pairs):
        state_dir = tmp_path / str(number)
        nth = dice.randrange(1, SHORTEST_RUN)
        process = _start(world, pair, protocol, state_dir)
        armed = world.faults.arm(Fault(Act(process.kill), Trigger(nth=nth), phase))
        assert process.wait(60) < 0
        assert armed.fired == 1, f"request {nth} never came"
        assert _start(world, pair, protocol, state_dir).wait(60) == 0
    assert sum(len(pair.file.lines()) for pair in world.pairs) == 2 * LINES
    for pair in world.pairs:
        assert sum(projection.held(pair).values()) == sum(projection.expected(world, pair).values())
        assert not projection.difference(world, pair)
        assert pair.file.trial_balance() == world.trial_balance(pair)
    assert not world.journal.errors
