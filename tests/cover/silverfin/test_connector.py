"""The built-in integration where its two ends answer oddly, and where two runs want the same memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mock_kit.faults import Fault, Garbage, Status, Trigger
from mock_odoo import MockOdoo
from mock_silverfin.integrations.odoo import http
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import LostAnswer
from mock_silverfin.integrations.odoo.inputs import OdooInputs, SilverfinInputs
from mock_silverfin.integrations.odoo.state import State
from mock_silverfin.integrations.odoo.target import Target, Tokens
from mock_silverfin.integrations.odoo.xmlrpc import XmlRpcSource

from .support import LOGIN, World

TOKEN = Trigger(path=".*/oauth/token")
JSON = [("Content-Type", "application/json")]


def _target(world: World, kept: list[Tokens], refresh_token: str) -> Target:
    application = world.application
    inputs = SilverfinInputs(
        url=world.silverfin.url,
        firm_id=str(world.firm.id),
        company_id=str(world.file.id),
        client_id=application.client_id,
        client_secret=application.client_secret,
        redirect_uri=application.redirect_uri,
        access_token="",
        refresh_token="",
    )
    return Target(inputs, ("expired", refresh_token), kept.append)


@pytest.mark.parametrize(
    "effect", [Garbage(), Status(503, JSON, b'{"error": "later"}'), Status(200, JSON, b'{"access_token": ')]
)
def test_a_token_answer_that_is_lost_is_asked_for_again(world: World, effect: Garbage | Status) -> None:
    """The old refresh token is good until a new token is used; nobody has to authorise anew."""
    world.silverfin.faults.arm(Fault(effect, TOKEN))
    kept: list[Tokens] = []
    target = _target(world, kept, world.grant.refresh_token)
    assert target.info().sync_point is None
    target.close()
    assert len(kept) == 1


def test_a_refused_refresh_ends_the_authorisation(world: World) -> None:
    """It is not tried again."""
    target = _target(world, [], "unknown")
    with pytest.raises(SyncFailure, match="authorisation has ended") as ended:
        target.info()
    target.close()
    assert ended.value.reason is Reason.AUTHENTICATION
    asked = [one.path for one in world.silverfin.journal.exchanges()]
    assert sum(path.endswith("/oauth/token") for path in asked) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Mon, 02 Mar 2026 08:00:09 GMT", "Date": "Mon, 02 Mar 2026 08:00:00 GMT"}, 9.0),
        ({"Retry-After": "Mon, 02 Mar 2026 08:00:00 GMT", "Date": "Mon, 02 Mar 2026 08:00:09 GMT"}, 0.0),
        ({"Retry-After": "Mon, 02 Mar 2026 08:00:09 GMT"}, None),
        ({"Retry-After": "Mon, 02 Mar 2026 08:00:09 GMT", "Date": "Mon, 02 Mar 2026 08:00:00 -0000"}, None),
        ({"Retry-After": "soon", "Date": "Mon, 02 Mar 2026 08:00:00 GMT"}, None),
        ({"Retry-After": "\N{SUPERSCRIPT TWO}"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_where_it_can_be(headers: dict[str, str], wait: float | None) -> None:
    """A number of seconds or a date beside the server's own; anything else says nothing."""
    assert http._retry_after(headers) == wait


def test_two_runs_never_have_the_same_memory(tmp_path: Path) -> None:
    """The second is told at once, whether the file is new or not, and the first goes on."""
    for _ in range(2):
        first = State(tmp_path, "file")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            State(tmp_path, "file")
        first.remember(sync_point="kept")
        first.close()
    last = State(tmp_path, "file")
    assert last.note("sync_point") == "kept"
    last.close()


@pytest.mark.parametrize("body", [b"<a/>", b"<methodResponse/>", b"<methodRes", b"\xff"])
def test_an_xml_answer_that_is_none_is_lost(odoo: MockOdoo, body: bytes) -> None:
    """Be it well-formed or not."""
    odoo.faults.arm(Fault(Status(200, [("Content-Type", "text/xml")], body), Trigger(path="/xmlrpc/2/common")))
    source = XmlRpcSource(OdooInputs(LOGIN, "key", odoo.url, "books"))
    with pytest.raises(LostAnswer, match="not whole"):
        source.ask_version()
    source.close()
    odoo.faults.clear()
