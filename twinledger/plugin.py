"""The pytest plugin: `world` and what tests do with it, function-scoped over one server for the session.

Nothing is loaded before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mock_odoo import MockOdoo
    from mock_silverfin import MockSilverfin
    from twinledger.drivers.trial import Trial
    from twinledger.testing import Faults, TestClock
    from twinledger.world import World

MANIFEST = "twinledger_connector"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that says which connector is tried."""
    parser.addini(MANIFEST, "The connector.toml of what the fixture `connector` runs.", default="connector.toml")


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


@pytest.fixture
def faults(world: World) -> Faults:
    """Give a test what can go wrong: `with faults.lost_answer(after="create"):`."""
    from twinledger.testing import Faults  # noqa: PLC0415 - see above

    return Faults(world)


@pytest.fixture
def clock(world: World) -> TestClock:
    """Give a test the clock of its `world`: `with clock.at("2026-06-01"):`."""
    from twinledger.testing import TestClock  # noqa: PLC0415 - see above

    return TestClock(world)


@pytest.fixture
def connector(world: World, pytestconfig: pytest.Config) -> Iterator[Trial]:
    """Give a test the connector that `twinledger_connector` in pytest's settings names: `connector.run()`."""
    from twinledger.drivers.manifest import Manifest  # noqa: PLC0415 - see above
    from twinledger.drivers.trial import Trial  # noqa: PLC0415 - see above

    manifest = Manifest.load(pytestconfig.rootpath / Path(pytestconfig.getini(MANIFEST)))
    driver = manifest.driver()
    trial = Trial(world, driver, manifest.claims, manifest.connector.timeout)
    trial.forget()
    yield trial
    trial.close()
    driver.close()


@pytest.fixture
def assert_ledgers_agree(world: World) -> Callable[..., None]:
    """Give a test the demand that Silverfin holds what Odoo's books say: `assert_ledgers_agree("account-month")`."""
    from twinledger.projection import difference  # noqa: PLC0415 - see above
    from twinledger.testing import assert_agree  # noqa: PLC0415 - see above

    def demand(granularity: str = "line", **claims: str | bool) -> None:
        assert_agree(difference(world, world.pair, granularity=granularity, **claims), world.pair)  # type: ignore[arg-type]

    return demand
