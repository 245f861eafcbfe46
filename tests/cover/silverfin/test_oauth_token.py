"""The token endpoint, through a socket."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from mock_silverfin.messages import INVALID_CLIENT, INVALID_GRANT

from .support import REDIRECT_URI, Reply, World


def _refresh(world: World, **changes: str) -> Reply:
    return world.token(**{"grant_type": "refresh_token", "refresh_token": world.grant.refresh_token, **changes})


def test_the_answer_has_doorkeepers_members(world: World) -> None:
    """Two tokens, two hours, the scopes and the second of their creation; never cached."""
    reply = _refresh(world)
    answer = reply.json
    assert sorted(answer) == ["access_token", "created_at", "expires_in", "refresh_token", "scope", "token_type"]
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 7200)
    assert datetime.fromtimestamp(answer["created_at"], UTC) == world.silverfin.clock.now()
    assert "financials:transactions:sync" in answer["scope"].split()
    assert (reply.headers["Cache-Control"], reply.headers["Pragma"]) == ("no-store, no-cache", "no-cache")


@pytest.mark.parametrize("transport", ["query", "form", "json", "basic"])
def test_parameters_come_in_four_ways(world: World, transport: str) -> None:
    """Query, form and JSON are each some client's way; the client itself may also come by HTTP Basic."""
    client = {"client_id": world.application.client_id, "client_secret": world.application.client_secret}
    parameters = {"grant_type": "refresh_token", "refresh_token": world.grant.refresh_token}
    path, body, headers = f"/f/{world.firm.id}/oauth/token", b"", {}
    if transport == "query":
        path += f"?{urlencode({**client, **parameters})}"
    elif transport == "json":
        body, headers = json.dumps({**client, **parameters, "extra": 5}).encode(), {"Content-Type": "application/json"}
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(parameters if transport == "basic" else {**client, **parameters}).encode()
    if transport == "basic":
        pair = f"{client['client_id']}:{client['client_secret']}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    assert world.send("POST", path, body, headers).status == 200
    shown = repr(vars(world.silverfin.journal.exchanges()[-1]))
    assert world.application.client_secret not in shown
    assert world.grant.refresh_token not in shown
    assert "Basic" not in shown


def test_a_trailing_slash_is_the_same_path(world: World) -> None:
    """An older page of the documentation shows one."""
    assert world.send("POST", f"/f/{world.firm.id}/oauth/token/").json["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changes", "status", "error", "description"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", INVALID_CLIENT),
        ({"refresh_token": "wrong"}, 400, "invalid_grant", INVALID_GRANT),
        ({"refresh_token": ""}, 400, "invalid_request", "Missing required parameter: refresh_token."),
        ({"grant_type": ""}, 400, "invalid_request", "Missing required parameter: grant_type."),
        (
            {"grant_type": "authorization_code", "code": "x"},
            400,
            "invalid_request",
            "Missing required parameter: redirect_uri.",
        ),
        (
            {"grant_type": "authorization_code", "code": "x", "redirect_uri": REDIRECT_URI},
            400,
            "invalid_grant",
            INVALID_GRANT,
        ),
        (
            {"grant_type": "password"},
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        ),
    ],
)
def test_refusals_are_doorkeepers_word_for_word(
    world: World, changes: Mapping[str, str], status: int, error: str, description: str
) -> None:
    """Status, code and description; the header repeats them."""
    reply = _refresh(world, **changes)
    assert (reply.status, reply.json) == (status, {"error": error, "error_description": description})
    assert f'error="{error}"' in reply.headers["WWW-Authenticate"]
    assert reply.headers["Cache-Control"] == "no-store, no-cache"


def test_the_firm_in_the_path_is_mandatory_and_must_be_the_grants(world: World) -> None:
    """Without a firm there is no such path; with another one the grant is invalid."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert world.send("POST", "/oauth/token", b"grant_type=refresh_token", form).status == 404
    own, other = world.firm, world.silverfin.add_firm("Other")
    world.firm = other
    assert _refresh(world).json["error"] == "invalid_grant"
    world.firm = own
    assert _refresh(world).status == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", rb'{"client_id": "\udc00"}', b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_an_invalid_request(world: World, body: bytes) -> None:
    """Malformed JSON and JSON that is no object."""
    reply = world.send("POST", f"/f/{world.firm.id}/oauth/token", body, {"Content-Type": "application/json"})
    assert (reply.status, reply.json["error"]) == (400, "invalid_request")


def test_a_form_beyond_all_measure_is_413(world: World) -> None:
    """Flask refuses it, and the answer is JSON all the same."""
    body = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n' + b"y" * 600_000 + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = world.send("POST", f"/f/{world.firm.id}/oauth/token", body, headers)
    assert (reply.status, reply.json) == (413, {"error": "The request is too large"})


def test_rotation_as_an_integration_meets_it(world: World) -> None:
    """The answer to a refresh is lost, the old token is tried again, and is dead once the new one was used."""
    _refresh(world)
    second = _refresh(world).json
    assert world.api("GET", "/user/firm").status == 200
    assert world.api("GET", "/user/firm", token=second["access_token"]).status == 200
    assert world.api("GET", "/user/firm").json == {"error": "The access token was revoked"}
    assert _refresh(world).json["error"] == "invalid_grant"
    assert _refresh(world, refresh_token=second["refresh_token"]).status == 200


def test_the_notes_tell_refresh_tokens_apart(world: World) -> None:
    """What was presented and what was issued stand there as fingerprints, never in clear."""
    token = _refresh(world).json["refresh_token"]
    first = world.notes()
    _refresh(world, refresh_token=token)
    second = world.notes()
    assert (first["operation"], first["grant_type"]) == ("token", "refresh_token")
    assert second["presented"] == first["issued"] != first["presented"]
    assert token not in repr(first)


def test_only_the_first_use_of_a_new_token_writes(world: World) -> None:
    """The old pair is revoked once; whoever goes on with the new one leaves everything as it is."""
    token = _refresh(world).json["access_token"]
    states = []
    for _ in range(3):
        assert world.api("GET", "/user/firm", token=token).status == 200
        states.append(world.silverfin.capture().core.platform)
    assert states[0] is states[1] is states[2]
