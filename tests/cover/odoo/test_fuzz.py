"""Whatever is thrown at the doors, the fake itself does not fail: it answers, and never with a traceback of its own."""

from __future__ import annotations

import json
import xmlrpc.client
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from mock_odoo.odoo import OdooState

from . import envelopes, strategies
from .support import ACME, JSON, Browser, House

LOGINS = st.sampled_from(["admin", "admin", "billing", "employee", "portal"])
LIMIT = range(-(2**31), 2**31)


def examples(count: int) -> settings:
    """Return settings for so many examples, the same ones every time. By hand, let it be tens of thousands."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class Rig:
    """A fake with a few records of everything, put back after each example."""

    def __init__(self, house: House) -> None:
        house.create("res.company", name="Second")
        for day in ("2026-03-02", "2026-01-05"):
            house.post_entry(date=day)
        house.entry()
        house.call("res.users", "api_key_wizard", ids=[2])
        self.house = house
        self.browser = Browser(house)
        self.browser.sign_in("admin", "admin")
        self.state: OdooState = house.odoo.capture()

    def check(self) -> None:
        """Fail if the fake failed, or showed where its own code stands; put everything back."""
        journal = self.house.odoo.journal
        assert [exchange.error for exchange in journal.errors] == []
        assert [exchange.answer for exchange in journal if b"mock_odoo/" in exchange.answer] == []
        assert [exchange.status for exchange in journal if exchange.status is None] == []
        journal.clear()
        self.house.odoo.restore(self.state)


@pytest.fixture
def rig(house: House) -> Rig:
    """Give a fuzz test its rig."""
    return Rig(house)


def by_position(call: tuple[str, str, dict[str, Any]]) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a call as the older protocols send them: the ids first, the rest by name."""
    model, method, named = call
    _, of_model, _ = getattr(strategies.model_of(model), method).public
    rest = {name: value for name, value in named.items() if name != "ids"}
    return ([] if of_model else [named.get("ids", [])]), rest


def small(value: Any) -> Any:
    """Return a value that XML-RPC can carry."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if value in LIMIT else float(value)
    if isinstance(value, str):
        return "".join(character for character in value if character >= " " and not "\ud800" <= character <= "\udfff")
    if isinstance(value, list | tuple):
        return [small(item) for item in value]
    if isinstance(value, dict):
        return {small(str(name)): small(item) for name, item in value.items()}
    return value


@examples(250)
@given(call=strategies.calls(), login=LOGINS)
def test_any_call_over_json2(rig: Rig, call: tuple[str, str, dict[str, Any]], login: str) -> None:
    """Any method with any arguments, by anybody, is answered."""
    model, method, named = call
    headers = {"Authorization": f"bearer {rig.house.keys[login]}", "X-Odoo-Database": ACME, "Content-Type": JSON}
    rig.house.send(f"/json/2/{model}/{method}", json.dumps(named), headers)
    rig.check()


@examples(80)
@given(call=strategies.calls(), login=LOGINS, chosen=st.sampled_from(["xmlrpc", "jsonrpc", "web"]))
def test_any_call_over_the_older_protocols(
    rig: Rig, call: tuple[str, str, dict[str, Any]], login: str, chosen: str
) -> None:
    """The same over XML-RPC, /jsonrpc and the web client's route."""
    model, method, _ = call
    args, named = by_position(call)
    credentials = rig.house.credentials(login)
    if chosen == "xmlrpc":
        params = (*credentials, model, method, small(args), small(named))
        reply = rig.house.send("/xmlrpc/2/object", xmlrpc.client.dumps(params, "execute_kw", allow_none=True))
        assert reply.body.startswith(b'<?xml version="1.0"?>\n<methodResponse>\n')
    elif chosen == "jsonrpc":
        body = {
            "id": 1,
            "params": {"service": "object", "method": "execute_kw", "args": [*credentials, model, method, args, named]},
        }
        rig.house.send("/jsonrpc", json.dumps(body), {"Content-Type": JSON})
    else:
        rig.browser.post("/web/dataset/call_kw", {"model": model, "method": method, "args": args, "kwargs": named})
    rig.check()


@examples(120)
@given(
    body=envelopes.envelopes(),
    path=st.sampled_from(envelopes.PATHS),
    content_type=st.sampled_from([JSON, JSON, "application/json-rpc", "text/plain", ""]),
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "DELETE", "OPTIONS", "HEAD"]),
    signed=st.booleans(),
)
def test_any_json_at_any_path(rig: Rig, body: Any, path: str, content_type: str, method: str, *, signed: bool) -> None:
    """Any JSON at any path, with any verb and any content type, is answered."""
    headers = {"X-Odoo-Database": ACME, "Content-Type": content_type}
    if signed:
        headers["Authorization"] = f"bearer {rig.house.keys['admin']}"
    rig.house.send(path, json.dumps(body), headers, method=method)
    rig.check()


@examples(120)
@given(
    body=envelopes.xml_bodies,
    path=st.sampled_from(envelopes.PATHS),
    content_type=st.sampled_from(["text/xml", JSON, ""]),
)
def test_any_xml_at_any_path(rig: Rig, body: bytes, path: str, content_type: str) -> None:
    """Any XML, and any bytes, at any path are answered."""
    rig.house.send(path, body, {"X-Odoo-Database": ACME, "Content-Type": content_type})
    rig.check()


@examples(60)
@given(
    headers=st.dictionaries(
        st.sampled_from(["Authorization", "X-Odoo-Database", "Cookie", "Content-Type", "Accept"]),
        st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30),
    )
)
def test_any_headers(rig: Rig, headers: dict[str, str]) -> None:
    """Any value of the headers that the doors look at is answered."""
    client = Client(rig.house.odoo.wsgi, use_cookies=False)
    for path in ("/json/2/res.users/context_get", "/jsonrpc", "/xmlrpc/2/common", "/web/dataset/call_kw"):
        client.open(path, method="POST", data=b"{}", headers=headers)
    rig.check()
