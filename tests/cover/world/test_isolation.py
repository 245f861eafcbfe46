"""Two worlds in one process know nothing of each other: what opens one opens no door of the other."""

from __future__ import annotations

import json
import xmlrpc.client
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, World

JSON = {"Content-Type": "application/json"}
SECRET = "Shown to nobody"


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[World, World]]:
    """Give the tests two worlds; in the first stands something that the second must never show."""
    with World() as first, World(seed=1) as second:
        vals = {"vals_list": [{"name": SECRET}]}
        assert json_2(first, first.pair.api_key, "create", vals).status_code == 200
        yield first, second


def json_2(world: World, key: str, method: str, arguments: Any, headers: dict[str, str] | None = None) -> TestResponse:
    """Call a method of res.partner with a key."""
    known = {"Authorization": f"bearer {key}", "X-Odoo-Database": world.pair.database, **JSON}
    path = f"/json/2/res.partner/{method}"
    return Client(world.odoo.wsgi).post(path, data=json.dumps(arguments), headers={**known, **(headers or {})})


def test_a_key_opens_its_own_world(worlds: tuple[World, World]) -> None:
    """The same database name and user are there in both, and the other's key is nobody's in every protocol."""
    first, second = worlds
    key, database = first.pair.api_key, first.pair.database
    assert second.pair.database == database
    assert json_2(first, key, "search_count", {"domain": []}).status_code == 200
    assert json_2(second, key, "search_count", {"domain": []}).status_code == 401
    call = (database, 2, key, "res.partner", "search_count", [[]])
    body = xmlrpc.client.dumps(call, "execute_kw")
    refused = Client(second.odoo.wsgi).post("/xmlrpc/2/object", data=body, headers={"Content-Type": "text/xml"})
    assert b"<name>faultCode</name>\n<value><int>3</int>" in refused.data
    params = {"service": "object", "method": "execute_kw", "args": list(call)}
    answer = Client(second.odoo.wsgi).post("/jsonrpc", json={"params": params}).get_json()
    assert answer["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"


def test_a_session_opens_its_own_world(worlds: tuple[World, World]) -> None:
    """Who signed in at one Odoo is nobody at the other, whatever cookie they bring."""
    first, second = worlds
    login = {"db": first.pair.database, "login": ODOO_LOGIN, "password": ODOO_PASSWORD}
    signed_in = Client(first.odoo.wsgi).post("/web/session/authenticate", json={"params": login})
    cookie = signed_in.headers["Set-Cookie"].partition(";")[0]
    params = {"model": "res.partner", "method": "search_read", "args": [[], ["name"]], "kwargs": {}}
    for world, shows in ((first, True), (second, False)):
        client = Client(world.odoo.wsgi, use_cookies=False)
        answer = client.post("/web/dataset/call_kw", json={"params": params}, headers={"Cookie": cookie})
        assert (SECRET in answer.text) is shows


def test_a_token_opens_its_own_world(worlds: tuple[World, World]) -> None:
    """Neither REST nor the SyncAPI nor the token endpoint of the other takes what one gave out."""
    first, second = worlds
    firm, file = first.firm.id, first.pair.file.id
    headers = {"Authorization": f"Bearer {first.grant.access_token}"}
    for path in (f"/api/v4/f/{firm}/companies/{file}", f"/api/v4/f/{firm}/syncs/companies/{file}/info"):
        assert Client(first.silverfin.wsgi).get(path, headers=headers).status_code == 200
        assert Client(second.silverfin.wsgi).get(path, headers=headers).status_code == 401
    application, grant = first.application, first.grant
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": application.client_id}
    path = f"/f/{firm}/oauth/token"
    sent = {**form, "client_secret": application.client_secret}
    assert Client(second.silverfin.wsgi).post(path, data=sent).status_code in (400, 401)


def test_the_other_world_shows_nothing(worlds: tuple[World, World]) -> None:
    """Not in its data, its journal, its events, its control API or its snapshot."""
    first, second = worlds
    found = json_2(second, second.pair.api_key, "search_read", {"domain": [], "fields": ["name"]})
    assert found.status_code == 200
    shown = [found.text, *(str(vars(exchange)) for exchange in second.journal)]
    client = Client(second.odoo.control)
    paths = ("journal", "events", "odoo/databases")
    shown += [client.get(f"/_twinledger/{path}", base_url="http://localhost").text for path in paths]
    assert not [text for text in shown if SECRET in text]
    assert any(SECRET in str(vars(exchange)) for exchange in first.journal)


def test_time_and_faults_are_of_one_world(worlds: tuple[World, World]) -> None:
    """The clock of one is moved, a fault is armed in one, and the other does not notice."""
    first, second = worlds
    before = second.clock.now()
    client = Client(first.odoo.control)
    local = "http://localhost"
    assert client.post("/_twinledger/clock/advance", json={"days": 1}, base_url=local).status_code == 200
    armed = {"fault": "status-before", "status": 503}
    assert client.post("/_twinledger/faults/arm", json=armed, base_url=local).status_code == 200
    assert second.clock.now() == before
    assert json_2(first, first.pair.api_key, "search_count", {"domain": []}).status_code == 503
    assert json_2(second, second.pair.api_key, "search_count", {"domain": []}).status_code == 200
    client.post("/_twinledger/faults/clear", json={}, base_url=local)
