"""The built-in integration with Odoo: four inputs are tested on saving, and a run goes by itself."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_odoo import MockOdoo
from mock_silverfin.face import ClientFile

from .person import ADMIN
from .support import LOGIN, Reply, World


def _ask(
    world: World,
    method: str,
    path: str = "",
    body: dict[str, str] | None = None,
    who: tuple[str, str] | None = ADMIN,
    accept: str = "application/json",
) -> Reply:
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    if who is not None:
        headers["Authorization"] = f"Basic {b64encode(':'.join(who).encode()).decode()}"
    return world.send(method, f"/f/{world.firm.id}/syncs/odoo{path}", urlencode(body or {}).encode(), headers)


def _connected(world: World, inputs: dict[str, str]) -> int:
    reply = _ask(world, "POST", "", inputs)
    assert reply.status == 201
    return int(reply.json["id"])


def _ended(world: World, path: str) -> Any:
    until = time.monotonic() + 10
    while (file := _ask(world, "GET", path).json)["last_run"]["state"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return file["last_run"]


def test_right_inputs_show_the_companies(world: World, inputs: dict[str, str]) -> None:
    """What was typed comes back without the key, with what can be linked."""
    reply = _ask(world, "POST", "", {**inputs, "url": f" {inputs['url']}/ "})
    assert reply.status == 201
    assert reply.json["companies"] == [{"reference": "books:1", "name": "Acme BV"}]
    assert reply.json["url"] == inputs["url"]
    assert inputs["api_key"] not in reply.body.decode()
    assert [known["id"] for known in _ask(world, "GET").json] == [reply.json["id"]]


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("email", "somebody@example.com", "somebody@example.com"),
        ("email", "", "missing"),
        ("api_key", "0" * 40, "refuses"),
        ("api_key", "ключ", "refuses"),
        ("database", "other", "no database other"),
        ("database", "a\nb", "line break"),
        ("url", "acme.odoo.com", "https://"),
        ("url", "http://[::1", "https://"),
        ("url", "https://acme.odoo.com/odoo", "https://acme.odoo.com"),
        ("url", "http://127.0.0.1:1", "nobody answers"),
        ("url", f"https://{'a' * 70}.invalid", "cannot be used: InvalidURL"),
    ],
)
def test_a_wrong_input_is_named(world: World, inputs: dict[str, str], name: str, value: str, word: str) -> None:
    """Each of the four is told apart, nothing is kept."""
    reply = _ask(world, "POST", "", {**inputs, name: value})
    assert reply.status == 422
    [problem] = reply.json["errors"]
    assert problem["field"] == name
    assert word in problem["message"]
    assert _ask(world, "GET").json == []


def test_a_server_that_is_no_odoo_is_named(world: World, inputs: dict[str, str]) -> None:
    """Silverfin itself, for one."""
    reply = _ask(world, "POST", "", {**inputs, "url": world.silverfin.url})
    assert [problem["field"] for problem in reply.json["errors"]] == ["url"]


def test_a_run_moves_the_ledger(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """Linked, started, followed to its end; the figures are there."""
    path = f"/{_connected(world, inputs)}/companies/{free_file.id}"
    assert _ask(world, "POST", path, {"reference": "books:1", "sync_start_at": ""}).json["last_run"] is None
    started = _ask(world, "POST", f"{path}/run")
    assert (started.status, started.json["state"]) == (202, "running")
    assert _ended(world, path)["state"] == "done"
    assert free_file.trial_balance() == {"400000": 12100, "700000": -12100}


def test_a_removed_key_ends_the_next_run(
    world: World, odoo: MockOdoo, inputs: dict[str, str], free_file: ClientFile
) -> None:
    """The run fails and says so, the figures stay; the inputs entered again with a new key make it good."""
    connection = _connected(world, inputs)
    path = f"/{connection}/companies/{free_file.id}"
    _ask(world, "POST", path, {"reference": "books:1"})
    _ask(world, "POST", f"{path}/run")
    _ended(world, path)
    odoo.remove_api_key(inputs["api_key"])
    _ask(world, "POST", f"{path}/run")
    run = _ended(world, path)
    assert (run["state"], run["reason"]) == ("failed", "authentication")
    assert inputs["api_key"] not in run["message"]
    assert free_file.trial_balance()
    [problem] = _ask(world, "POST", f"/{connection}", inputs).json["errors"]
    assert problem["field"] == "api_key"
    assert world.notes() == {"operation": "reconnect", "refused": "api_key"}
    inputs["api_key"] = odoo.create_api_key(LOGIN, "New", database="books")
    assert _ask(world, "POST", f"/{connection}", inputs).status == 200
    _ask(world, "POST", f"{path}/run")
    assert _ended(world, path)["state"] == "done"


def test_one_run_of_a_file_at_a_time(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """A second one is refused while the first is under way."""
    path = f"/{_connected(world, inputs)}/companies/{free_file.id}"
    _ask(world, "POST", path, {"reference": "books:1"})
    with free_file.busy():
        assert _ask(world, "POST", f"{path}/run").status == 202
        assert _ask(world, "POST", f"{path}/run").status == 409
    _ended(world, path)


def test_links_go_to_known_companies_alone(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """A reference of nobody is refused; a file that is not linked does not run; ids of nobody are 404."""
    connection = _connected(world, inputs)
    path = f"/{connection}/companies/{free_file.id}"
    assert _ask(world, "POST", path, {"reference": "books:9"}).status == 422
    assert _ask(world, "POST", path, {"reference": "books:1", "sync_start_at": "soon"}).status == 422
    assert _ask(world, "POST", path).status == 400
    assert _ask(world, "POST", f"{path}/run").status == 409
    assert _ask(world, "GET", path).status == 409
    assert _ask(world, "POST", f"/{connection}/companies/1", {"reference": "books:1"}).status == 404
    assert _ask(world, "POST", f"/1/companies/{free_file.id}", {"reference": "books:1"}).status == 404


def test_disconnecting_ends_the_links(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """The connection is gone, and nothing can be run."""
    connection = _connected(world, inputs)
    path = f"/{connection}/companies/{free_file.id}"
    _ask(world, "POST", path, {"reference": "books:1"})
    assert _ask(world, "POST", f"/{connection}/disconnect").json == {}
    assert _ask(world, "GET").json == []
    assert _ask(world, "POST", f"{path}/run").status == 404


def test_only_admins_connect(world: World) -> None:
    """Nobody: 401, and a browser asks who it is; members and strangers: 403; a wrong password: 401."""
    world.firm.add_user("member@fiduciary.test", "member")
    world.silverfin.add_firm("Others").add_user("other@others.test", "other", admin=True)
    anonymous = _ask(world, "GET", who=None)
    assert anonymous.status == 401
    assert anonymous.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert _ask(world, "GET", who=(ADMIN[0], "wrong")).status == 401
    assert _ask(world, "GET", who=("member@fiduciary.test", "member")).status == 403
    assert _ask(world, "GET", who=("other@others.test", "other")).status == 403


def test_the_key_is_nowhere_in_clear(world: World, inputs: dict[str, str]) -> None:
    """Neither in what is stored nor in the journal."""
    _connected(world, inputs)
    core = world.silverfin.capture().core
    for snapshot in (core.platform, *core.firms.values()):
        assert inputs["api_key"] not in "\n".join(snapshot.connection.iterdump())
    for exchange in world.silverfin.journal:
        assert inputs["api_key"].encode() not in exchange.body + exchange.answer


def test_going_back_takes_runs_and_secrets_along(world: World, inputs: dict[str, str], free_file: ClientFile) -> None:
    """After a return the connection works as it did, whatever was sent meanwhile."""
    path = f"/{_connected(world, inputs)}/companies/{free_file.id}"
    _ask(world, "POST", path, {"reference": "books:1"})
    before = world.silverfin.capture()
    _ask(world, "POST", f"{path}/run")
    _ended(world, path)
    world.silverfin.restore(before)
    assert _ask(world, "GET", path).json["last_run"] is None
    assert free_file.trial_balance() == {}
    _ask(world, "POST", f"{path}/run")
    assert _ended(world, path)["state"] == "done"
    assert free_file.trial_balance() == {"400000": 12100, "700000": -12100}
