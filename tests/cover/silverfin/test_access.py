"""Who is let in, what others are told, and what is not there at all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mock_silverfin import ALL_SCOPES
from mock_silverfin.routes import ABSENT, SERVED, Route
from mock_silverfin.scopes import SYNC

from .support import REDIRECT_URI, Reply, World

GUARDED = [route for route in SERVED if route.scopes is not None]


def _path(world: World, route: Route) -> str:
    path = route.path.replace("<firm_id>", str(world.firm.id)).replace("<company_id>", str(world.file.id))
    return re.sub(r"<\w+>", "1", path)


def _call(world: World, route: Route, token: str) -> Reply:
    return world.send(route.method, _path(world, route), headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.operation)
def test_every_route_asks_for_a_token(world: World, route: Route) -> None:
    """Without one, 401 with the challenge; an unknown one is no better."""
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        reply = world.send(route.method, _path(world, route), headers=headers)
        assert (reply.status, reply.json) == (401, {"error": "The access token is invalid"})
        assert reply.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


@pytest.mark.parametrize("route", [route for route in GUARDED if route.scopes], ids=lambda route: route.operation)
def test_every_route_asks_for_its_scopes(world: World, route: Route) -> None:
    """One missing scope is 403 and named; the needed ones alone are enough."""
    needed = route.scopes or ()
    for lacking in needed:
        others = [scope for scope in ALL_SCOPES if scope != lacking]
        grant = world.silverfin.add_application("Less", REDIRECT_URI, others).authorize(world.admin, world.firm)
        reply = _call(world, route, grant.access_token)
        assert (reply.status, lacking in reply.json["error"]) == (403, True)
    grant = world.silverfin.add_application("Just so", REDIRECT_URI, needed).authorize(world.admin, world.firm)
    assert _call(world, route, grant.access_token).status not in (401, 403)


def test_the_firm_needs_no_scope(world: World) -> None:
    """`/user/firm` answers any good token."""
    grant = world.silverfin.add_application("Bare", REDIRECT_URI, [SYNC]).authorize(world.admin, world.firm)
    assert world.api("GET", "/user/firm", token=grant.access_token).json == {"id": world.firm.id, "name": "Fiduciary"}


def test_a_token_may_come_in_the_query(world: World) -> None:
    """The command line client sends it so on staging."""
    path = f"/api/v4/f/{world.firm.id}/user/firm?access_token={world.grant.access_token}"
    assert world.send("GET", path).status == 200
    assert world.grant.access_token not in repr(vars(world.silverfin.journal.exchanges()[-1]))


def test_an_expired_and_a_revoked_token_say_so(world: World) -> None:
    """The words are Doorkeeper's."""
    world.silverfin.clock.advance(timedelta(hours=2, seconds=1))
    reply = world.api("GET", "/user/firm")
    assert (reply.status, reply.json) == (401, {"error": "The access token expired"})
    world.application.revoke(world.admin, world.firm)
    assert world.api("GET", "/user/firm").json == {"error": "The access token was revoked"}


def test_a_token_is_good_for_its_firm_alone(world: World) -> None:
    """Another firm's path is 403, and so is one of a firm that does not exist."""
    own = {"Authorization": f"Bearer {world.grant.access_token}"}
    other = world.silverfin.add_firm("Other")
    for firm_id in (other.id, 1):
        reply = world.send("GET", f"/api/v4/f/{firm_id}/companies", headers=own)
        assert (reply.status, "error" in reply.json) == (403, True)


@pytest.mark.parametrize("route", ABSENT, ids=lambda route: f"{route.method} {route.path}")
def test_what_silverfin_has_and_the_fake_has_not_is_501(world: World, route: Route) -> None:
    """It says loudly that it is not in the fake."""
    path = _path(world, route)
    for name in ("reconciliation", "workflow", "export"):
        path = path.replace(f"<{name}_id>", "7")
    reply = world.send(route.method, path)
    assert reply.status == 501
    assert f"{route.method} {path} is not in the fake" in reply.json["error"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", "/api/v4/companies"),
        ("PUT", "/api/v4/f/1/companies"),
        ("OPTIONS", "/api/v4/f/1/companies"),
        ("GET", "/api/v4/f/x/companies"),
        ("GET", "/api/v4/f/99999999999999999999999/companies"),
        ("GET", "/api//v4/f/1/companies"),
        ("GET", "/%ff%00/"),
    ],
)
def test_what_nobody_has_is_404(world: World, method: str, path: str) -> None:
    """Unknown paths, wrong methods and ids that are none."""
    reply = world.send(method, path)
    assert (reply.status, reply.json) == (404, {"error": "Not found"})


def test_a_body_beyond_eight_megabytes_is_413(world: World) -> None:
    """It is refused before it is read."""
    headers = {"Content-Length": str(9 * 1024 * 1024)}
    reply = world.send("POST", f"/api/v4/f/{world.firm.id}/syncs/sync_references", headers=headers)
    assert (reply.status, reply.json) == (413, {"error": "The request is too large"})


def test_what_flask_refuses_by_itself_is_told_as_json(world: World) -> None:
    """A host that is none, to begin with."""
    reply = world.send("GET", f"/api/v4/f/{world.firm.id}/companies", headers={"Host": "x" * 300})
    assert (reply.status, reply.json) == (400, {"error": "The request was refused; nothing of it was kept"})
