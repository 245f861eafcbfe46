"""The pytest plugin: the fixtures `world`, `odoo` and `silverfin`, function-scoped over one server for the session.

Nothing is loaded before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mock_odoo import MockOdoo
    from mock_silverfin import MockSilverfin
    from twinledger.world import World


@pytest.fixture(scope="session")
def _twinledger_world() -> Iterator[World]:
    from twinledger.world import World  # noqa: PLC0415 - only those who test with it pay for it

    with World() as world:
        yield world


@pytest.fixture
def world(_twinledger_world: World) -> Iterator[World]:
    """Give a test a fake Odoo and a fake Silverfin, paired, with one company that has no entry yet.

    The test fails if one of the fakes itself failed during it: its answers would prove nothing.
    """
    _twinledger_world.reset()
    yield _twinledger_world
    errors = _twinledger_world.journal.errors
    if errors:
        pytest.fail(f"a fake failed to answer {errors[0].method} {errors[0].path}:\n{errors[0].error}", pytrace=False)


@pytest.fixture
def odoo(world: World) -> MockOdoo:
    """Give a test the fake Odoo of its `world`."""
    return world.odoo


@pytest.fixture
def silverfin(world: World) -> MockSilverfin:
    """Give a test the fake Silverfin of its `world`."""
    return world.silverfin
