"""One world on loopback for all tests of this folder, as it was made at the start of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from twinledger.world import World


@pytest.fixture(scope="session")
def _listening() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
def world(_listening: World) -> World:
    """Give a test a world with one company that has no entry."""
    _listening.reset()
    return _listening
