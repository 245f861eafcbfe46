"""One world for every attack, put back after each test."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from twinledger.console.server import Console
from twinledger.world import World

from .target import Failures, Target


@pytest.fixture(scope="session")
def _target() -> Iterator[Target]:
    with World(lines=30) as world, Console(world) as console:
        yield Target(world, console, Failures())


@pytest.fixture
def target(_target: Target) -> Iterator[Target]:
    """Give a test the target, as it is in the beginning; it hears what the servers say about themselves."""
    log = logging.getLogger("mock_kit")
    before = log.level
    log.addHandler(_target.failures)
    log.setLevel(logging.INFO)
    yield _target
    log.setLevel(before)
    log.removeHandler(_target.failures)
    _target.put_back()
