"""The control API: clock, journal, state and faults from outside, for this machine or for who has the token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from mock_kit.control import Control
from mock_kit.faults import Delay, Fault, Trigger
from mock_kit.named_faults import NAMED
from mock_odoo import MockOdoo
from twinledger import World, control_page

NOW = "2026-03-02T08:00:00+00:00"


class Remote:
    """A program in another language, in process: it speaks to a control API."""

    def __init__(self, control: Control) -> None:
        self._client = Client(control)

    def get(self, path: str, /, **query: str) -> Any:
        """Ask for something and return the answer; fail if it is refused."""
        response = self._client.get(f"/_twinledger/{path}", query_string=query)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, path: str, /, **sent: Any) -> Any:
        """Let something be done and return the answer; fail if it is refused."""
        response = self._client.post(f"/_twinledger/{path}", json=sent)
        assert response.status_code == 200, response.text
        return response.json

    def refusal(self, path: str, /, **sent: Any) -> tuple[int, str]:
        """Let something be done and return status and words of the refusal."""
        response = self._client.post(f"/_twinledger/{path}", json=sent)
        assert response.json is not None
        return response.status_code, response.json["error"]

    def raw(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        """Send a request as it stands and return status and answer."""
        response = self._client.open(f"/_twinledger/{path}", method=method, **more)
        return response.status_code, response.json


@pytest.fixture(scope="session")
def _world() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
def world(_world: World) -> World:
    """Give a test a world as it was made."""
    _world.reset()
    return _world


@pytest.fixture
def remote(world: World) -> Remote:
    """Give a test the control API of the world's Odoo."""
    return Remote(world.odoo.control)


def test_the_clock_is_read_advanced_and_set(world: World, remote: Remote) -> None:
    """Both fakes have one clock; it says where it stands and moves forward alone."""
    assert remote.get("clock") == {"now": NOW, "running": False}
    assert remote.post("clock/advance", days=1, hours=2)["now"] == "2026-03-03T10:00:00+00:00"
    assert Remote(world.silverfin.control).post("clock/set", to="2026-03-04T00:00:00Z")["now"].startswith("2026-03-04")
    assert remote.post("clock/release")["running"] is True
    assert remote.post("clock/freeze")["running"] is False
    assert remote.refusal("clock/set", to=NOW)[0] == 422
    assert "time zone" in remote.refusal("clock/set", to="2026-03-05T00:00:00")[1]
    taken = "clock/advance does not take 'years'; it takes days, hours, minutes, seconds"
    assert remote.refusal("clock/advance", years=1) == (422, taken)
    assert remote.refusal("clock/advance") == (422, "say by how many days, hours, minutes or seconds")
    assert remote.refusal("clock/set") == (422, "'to' is missing")


def test_arguments_are_of_their_kind(remote: Remote) -> None:
    """A text is no number and a number no text; what would not fit into a database is refused before it gets there."""
    name = {"login": "admin@example.com"}
    refused = remote.refusal("odoo/users/set-password", **name, password=5)
    assert refused == (422, "'password' should be a valid string")
    assert remote.refusal("odoo/keys/revoke", id="7") == (422, "'id' should be a valid integer")
    for wrong in (10**18, 10**400, -(10**18)):
        status, words = remote.refusal("odoo/keys/revoke", id=wrong)
        assert (status, words.startswith("'id' should be ")) == (422, True)
    refused = remote.refusal("odoo/keys/create", **name, name="k", duration=[])
    assert refused == (422, "'duration' should be a valid integer or should be a valid string")
    assert remote.refusal("odoo/remember-credentials", remember="false")[0] == 422
    assert remote.refusal("odoo/transactions/contend", times="often")[0] == 422
    assert remote.raw("GET", "journal", query_string={"after": "x"})[0] == 422
    assert remote.raw("GET", "clock", query_string={"zone": "x"}) == (
        422,
        {"error": "clock does not take 'zone'; it takes nothing"},
    )


def test_state_is_taken_and_put_back(world: World, remote: Remote) -> None:
    """A snapshot covers both fakes and the clock, can be restored often, and a reset goes back to the beginning."""
    remote.post("clock/advance", days=1)
    taken = remote.post("snapshot")
    remote.post("clock/advance", days=1)
    world.odoo.user("admin@example.com").archive()
    for _ in range(2):
        remote.post("restore", **taken)
        assert remote.get("clock")["now"].startswith("2026-03-03")
    assert world.odoo.database().user(2).active
    remote.post("reset")
    assert remote.get("clock")["now"] == NOW
    assert "no snapshot 99" in remote.refusal("restore", snapshot=99)[1]


def test_a_snapshot_is_the_worlds_whichever_fake_is_asked(world: World, remote: Remote) -> None:
    """What was taken at one is put back at the other, and each has a number of its own."""
    other = Remote(world.silverfin.control)
    first, second = remote.post("snapshot"), other.post("snapshot")
    assert second["snapshot"] == first["snapshot"] + 1
    remote.post("clock/advance", days=1)
    other.post("restore", **first)
    assert remote.get("clock")["now"] == NOW


def test_a_fake_alone_has_no_beginning_to_go_back_to() -> None:
    """State is a world's; a fake alone says so."""
    odoo = MockOdoo()
    assert Remote(odoo.control).refusal("reset")[0] == 422
    odoo.close()


def test_the_journal_and_the_events_are_read(world: World, remote: Remote) -> None:
    """Exchanges come with what they ask for and without any secret; control requests are not among them."""
    before = remote.get("events")[-1]["number"]
    key = remote.post("odoo/keys/create", login="admin@example.com", name="remote")["key"]
    headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
    requests.post(f"{world.odoo.url}/json/2/res.users/context_get", data="{}", headers=headers, timeout=10)
    [exchange] = remote.get("journal", system="odoo")
    assert (exchange["status"], exchange["call"]["method"]) == (200, "context_get")
    assert key not in json.dumps(exchange)
    assert remote.get("journal", after=str(exchange["number"])) == []
    created, used = remote.get("events", name="keys", after=str(before))
    assert (created["name"], created["details"]["key"], used["name"]) == ("keys.created", "remote", "keys.used")
    assert remote.get("events", name="keys", after=str(created["number"])) == [used]


def test_a_fault_is_armed_by_name(world: World, remote: Remote) -> None:
    """It strikes where its trigger says, is counted, and can be taken out."""
    remote.post("faults/arm", fault="proxy-error-before", status=503, system="odoo", path="/web/version", nth=2)
    seen = [requests.get(f"{world.odoo.url}/web/version", timeout=10).status_code for _ in range(3)]
    assert seen == [200, 503, 200]
    assert remote.get("faults") == {
        "names": list(NAMED),
        "armed": [{"fault": "proxy-error-before", "seen": 3, "fired": 1}],
    }
    remote.post("faults/arm", fault="reset-after", path="/web/version", times=None)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{world.odoo.url}/web/version", timeout=10)
    remote.post("faults/clear")
    assert requests.get(f"{world.odoo.url}/web/version", timeout=10).ok
    assert remote.get("faults")["armed"] == []


def test_faults_are_those_of_the_world_as_it_is(world: World, remote: Remote) -> None:
    """Whichever fake is asked, and whatever a reset or a restore made of them; what Python armed is not told."""
    other = Remote(world.silverfin.control)
    world.faults.arm(Fault(Delay(0), Trigger(path="/nowhere")))
    assert remote.post("faults/arm", fault="hang-up", path="/nowhere") == {"number": 1}
    taken = remote.post("snapshot")
    assert other.post("faults/arm", fault="garbage", path="/nowhere") == {"number": 2}
    assert [one["fault"] for one in remote.get("faults")["armed"]] == ["hang-up", "garbage"]
    other.post("faults/clear")
    assert remote.get("faults")["armed"] == other.get("faults")["armed"] == []
    assert len(world.faults.capture()) == 1
    remote.post("restore", **taken)
    assert [one["fault"] for one in other.get("faults")["armed"]] == ["hang-up"]
    remote.post("reset")
    assert remote.get("faults")["armed"] == []


ARGUMENTS = {"status": 503, "seconds": 0, "pause": 0, "byte": 10}


@pytest.mark.parametrize("name", NAMED)
def test_every_name_makes_a_fault(remote: Remote, name: str) -> None:
    """Each name takes what it says and refuses what it does not know."""
    own = {key: ARGUMENTS[key] for key in NAMED[name].takes if key in ARGUMENTS}
    remote.post("faults/arm", fault=name, nth=1000, **own)
    assert "does not take 'colour'" in remote.refusal("faults/arm", fault=name, colour="red", **own)[1]
    remote.post("faults/clear")


def test_what_is_nested_too_deeply_is_refused(remote: Remote) -> None:
    """Whatever it is, it is no argument of any operation."""
    nested = {"data": b"[" * 200_000 + b"]" * 200_000, "content_type": "application/json"}
    status, answer = remote.raw("POST", "clock/advance", **nested)
    assert status == 422
    assert answer["error"].startswith("that is no JSON: recursion limit exceeded")


def test_a_fault_that_is_none_is_refused(remote: Remote) -> None:
    """Who mistypes a name, or leaves out what it needs, reads what is wrong."""
    assert remote.refusal("faults/arm", fault="fire")[1].startswith("no fault is called 'fire'; there are reset-before")
    assert remote.refusal("faults/arm", fault="delay") == (422, "delay needs 'seconds'")


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}, 403),
    ({"environ_base": {"REMOTE_ADDR": "nowhere"}}, 403),
    ({"headers": {"Host": "evil.example.com"}}, 403),
    ({"headers": {"Origin": "http://localhost"}}, 403),
    ({"data": "{}", "content_type": "text/plain"}, 415),
    ({"data": "[]", "content_type": "application/json"}, 422),
    ({"data": "{", "content_type": "application/json"}, 422),
    ({"data": b" " * 2_000_000, "content_type": "application/json"}, 413),
    ({"headers": {"Transfer-Encoding": "chunked"}}, 411),
]


@pytest.mark.parametrize(("more", "status"), REFUSED)
def test_strangers_and_web_pages_are_refused(remote: Remote, more: dict[str, Any], status: int) -> None:
    """Who comes from elsewhere, by another name or out of a page, and what is no JSON object, changes nothing."""
    assert remote.raw("POST", "clock/advance", **more)[0] == status
    assert remote.get("clock")["now"] == NOW


def test_what_there_is_not_is_said_with_what_there_is(remote: Remote) -> None:
    """An unknown path, or a wrong method, answers with the list."""
    status, answer = remote.raw("GET", "clock/advance")
    assert status == 404
    assert "POST /_twinledger/clock/advance" in answer["error"]


def test_other_paths_are_the_fakes(world: World) -> None:
    """Everything else goes through, on the socket as well."""
    assert requests.get(f"{world.odoo.url}/_twinledger/clock", timeout=10).json()["now"] == NOW
    assert requests.get(f"{world.silverfin.url}/_twinledger/clock", timeout=10).json()["now"] == NOW
    assert requests.get(f"{world.odoo.url}/web/version", timeout=10).json()["version"] == "19.0"


def test_the_manuals_page_is_as_the_document_is(world: World) -> None:
    """`python -m twinledger.control_page > docs/control.md` after a change; every operation and fault is on it."""
    manual = (Path(__file__).parents[3] / "docs" / "control.md").read_text(encoding="utf-8")
    assert manual == control_page.page()
    for fake in (world.odoo, world.silverfin):
        assert [one.path for one in fake.control.operations if f"`{one.method} {one.path}`" not in manual] == []
    assert [name for name in NAMED if f"`{name}`" not in manual] == []


def test_the_document_is_valid_and_says_what_is_served(world: World, remote: Remote) -> None:
    """OpenAPI 3.1 by its own schema, with every operation of the fake that is asked."""
    from openapi_spec_validator import validate  # noqa: PLC0415 - in the dependency group clients

    for fake in (world.odoo, world.silverfin):
        described = Remote(fake.control).get("openapi.json")
        validate(described)
        asked = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
        assert asked == {(one.method, f"/_twinledger/{one.path}") for one in fake.control.operations}


@pytest.fixture
def guarded() -> Iterator[Remote]:
    """The control API of a world that other machines reach."""
    with World(control_token="s3cret") as world:
        yield Remote(world.odoo.control)


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer é", "s3cre", "Basic s3cret"])
def test_a_token_is_asked_for_here_and_elsewhere(guarded: Remote, given: str) -> None:
    """Who does not have it learns nothing, not even on the machine itself."""
    headers = {"Authorization": given} if given else {}
    status, answer = guarded.raw("GET", "journal", headers=headers)
    assert (status, list(answer)) == (401, ["error"])


def test_who_has_the_token_may_come_from_anywhere(guarded: Remote) -> None:
    """By any name of the machine, from any address; web pages may not, whatever they have."""
    there: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}}
    headers = {"Authorization": "Bearer s3cret", "Host": "fakes.example.com:8069"}
    assert guarded.raw("GET", "clock", headers=headers, **there)[0] == 200
    assert guarded.raw("GET", "clock", headers={**headers, "Origin": "http://fakes.example.com"}, **there)[0] == 403


def test_everybody_may_ask_whether_it_is_there(guarded: Remote) -> None:
    """What waits for the fakes to be ready needs no secret, and learns none."""
    assert guarded.raw("GET", "health", environ_base={"REMOTE_ADDR": "10.0.0.7"}) == (200, {"ready": True})


def test_requests_are_counted_and_forgotten(world: World, remote: Remote) -> None:
    """By what they are like, to see whether a program made them; what is no description of one is refused."""
    for login in ("a", "b"):
        Client(world.odoo.wsgi).get(f"/web/login?login={login}")
    Client(world.silverfin.wsgi).get("/web/login")
    pages = world.journal.exchanges()[-3:]
    assert remote.post("journal/count", path="/web/log.*", method="GET") == {
        "count": 3,
        "numbers": [one.number for one in pages],
    }
    assert remote.post("journal/count", path="/web/log.*", system="odoo", status=200)["count"] == 2
    assert remote.post("journal/count", call={"model": "res.users"})["count"] == 0
    assert remote.refusal("journal/count", status="200") == (422, "'status' should be a valid integer")
    assert remote.refusal("journal/count", method=1) == (422, "'method' should be a valid string")
    assert "is no regular expression" in remote.refusal("journal/count", path="(")[1]
    assert "is no regular expression" in remote.refusal("faults/arm", fault="hang-up", path="(")[1]
    assert remote.refusal("journal/count", size=1) == (
        422,
        "journal/count does not take 'size'; it takes system, method, path, call, status",
    )
    assert remote.post("journal/clear") == {}
    assert remote.get("journal") == []
