"""A fake Silverfin on a socket, with one firm, one application that was authorised, and one linked client file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_silverfin import ALL_SCOPES, MockSilverfin

from .support import REDIRECT_URI, World, account


@pytest.fixture(scope="session")
def _served() -> Iterator[tuple[World, object]]:
    with MockSilverfin() as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
        application = silverfin.add_application("Acme Sync", REDIRECT_URI, ALL_SCOPES)
        file = firm.add_company("Acme")
        file.link(application, "acme:1")
        grant = application.authorize(admin, firm)
        yield World(silverfin, firm, admin, application, file, grant), silverfin.capture()


@pytest.fixture
def world(_served: tuple[World, Any]) -> Iterator[World]:
    """Give a test the same start every time: linked, no years, no accounts, no lines."""
    world, state = _served
    moment = world.silverfin.clock.capture()
    yield replace(world, headers={})
    world.silverfin.restore(state)
    world.silverfin.clock.restore(moment)
    world.silverfin.journal.clear()
    world.silverfin.faults.clear()


@pytest.fixture
def year(world: World) -> World:
    """Give a test a file with the year 2026, in which everything is computed, and account 400000."""
    assert world.settings(("2026-01-01", "2026-12-31", True, True)).status == 200
    assert world.submit(accounts=[account()]).status == 200
    return world
