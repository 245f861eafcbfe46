"""A fake Silverfin on a socket, with one firm, one application that was authorised, and one linked client file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mock_odoo import MockOdoo
from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.face import ClientFile
from twinledger.books.bare import bare_company
from twinledger.books.book import Entry, Line
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.books.loading import load

from .support import LOGIN, REDIRECT_URI, World, account


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
    world.silverfin.clock.restore(moment)
    world.silverfin.restore(state)
    world.silverfin.journal.clear()
    world.silverfin.faults.clear()


@pytest.fixture
def year(world: World) -> World:
    """Give a test a file with the year 2026, in which everything is computed, and account 400000."""
    assert world.settings(("2026-01-01", "2026-12-31", True, True)).status == 200
    assert world.submit(accounts=[account()]).status == 200
    return world


@pytest.fixture(scope="session")
def _kept() -> Iterator[tuple[MockOdoo, object]]:
    with MockOdoo() as odoo:
        codes = {"name": "Acme BV", "currency": "EUR", "country": "BE"}
        database = odoo.create_database("books", company=codes, login=LOGIN, password="secret")
        load(bare_company("Acme BV"), database)
        lines = (Line("400000", 12100), Line("700000", -12100))
        Bookkeeper(database).enter(Entry("MISC", date(2026, 1, 15), lines))
        yield odoo, odoo.capture()


@pytest.fixture
def odoo(_kept: tuple[MockOdoo, Any]) -> Iterator[MockOdoo]:
    """Give a test an Odoo whose database has one entry in it."""
    odoo, state = _kept
    yield odoo
    odoo.restore(state)


@pytest.fixture
def inputs(odoo: MockOdoo) -> dict[str, str]:
    """Give a test four inputs that are right."""
    key = odoo.create_api_key(LOGIN, "Silverfin", database="books")
    return {"email": LOGIN, "api_key": key, "url": odoo.url, "database": "books"}


@pytest.fixture
def free_file(world: World) -> ClientFile:
    """Give a test a client file that nobody synchronises."""
    return world.firm.add_company("Free")
