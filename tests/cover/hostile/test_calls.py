"""Calls with one value replaced by one that means harm, by every protocol of Odoo."""

from __future__ import annotations

import itertools
import json
import xmlrpc.client
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import payloads
from .calls import CALLS
from .payloads import examples, mangled, spoilt
from .target import Target, request

ALL_CALLS = st.sampled_from(sorted(CALLS)).flatmap(lambda name: st.tuples(st.just(name), spoilt([CALLS[name]])))
PYTHON = (500, 501)  # JSON-2 tells Python's errors with a 500, and 501 is what is not in the fake


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_call_is_good(target: Target, name: str) -> None:
    """As it stands it is carried out: else nothing would be behind what is refused in it."""
    answer = target.attack("odoo", request("POST", f"/json/2/{name}", target.json2, target.as_json(CALLS[name])))
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    target.put_back()


@examples(400)
@given(call=ALL_CALLS)
def test_a_call_over_json2(target: Target, call: tuple[str, bytes]) -> None:
    """Any value in any place of a call is answered."""
    name, body = call
    target.attack("odoo", request("POST", f"/json/2/{name}", target.json2, target.with_ids(body)), may_say=PYTHON)


@examples(120)
@given(call=ALL_CALLS, door=st.sampled_from(["/jsonrpc", "/web/dataset/call_kw"]), data=st.data())
def test_an_envelope_of_json_rpc(target: Target, call: tuple[str, bytes], door: str, data: st.DataObject) -> None:
    """Any value in any place of an envelope, or of the call in it, is answered with a status of 200 or below 500."""
    name, body = call
    model, method = name.split("/")
    pair = target.world.pair
    args = [pair.database, 2, pair.api_key, model, method, [], payloads.HOLE]
    params: dict[str, Any] = {"service": "object", "method": "execute_kw", "args": args}
    if door != "/jsonrpc":
        params = {"model": model, "method": method, "args": [], "kwargs": payloads.HOLE}
    envelope = {"jsonrpc": "2.0", "id": 1, "params": params}
    sent = json.dumps(envelope).encode().replace(f'"{payloads.HOLE}"'.encode(), body)
    if data.draw(st.booleans()):
        sent = data.draw(spoilt([envelope]))
    headers = {"Content-Type": "application/json", "Cookie": target.sessions["odoo"]}
    # What cannot be encoded ends in a page of the HTTP layer (observed); else everything is an envelope or a refusal.
    sent = target.with_ids(sent)
    target.attack("odoo", request("POST", door, headers, sent), may_say=(500,) if b"\\ud800" in sent else ())


@examples(60)
@given(
    value=st.sampled_from(payloads.XML_VALUES),
    hole=st.sampled_from(["@domain", "@fields", "@limit", "@database", "@key", "@model"]),
    path=st.sampled_from(["/xmlrpc/2/object", "/xmlrpc/object"]),
)
def test_a_call_over_xml_rpc(target: Target, value: str, hole: str, path: str) -> None:
    """Any value in any place of an XML-RPC call is answered with a value or a fault."""
    pair, named = target.world.pair, {"fields": "@fields", "limit": "@limit"}
    login = [
        hole if hole == f"@{name}" else good for name, good in (("database", pair.database), ("key", pair.api_key))
    ]
    model = "@model" if hole == "@model" else "res.partner"
    body = xmlrpc.client.dumps((login[0], 2, login[1], model, "search_read", ["@domain"], named), "execute_kw")
    good = {"@domain": "<array><data/></array>", "@fields": "<array><data/></array>", "@limit": "<int>1</int>"}
    for name, usual in good.items():
        body = body.replace(f"<string>{name}</string>", value if name == hole else usual)
    body = body.replace(f"<string>{hole}</string>", value)
    target.attack("odoo", request("POST", path, {"Content-Type": "text/xml"}, body.encode()))


def test_every_method_of_the_database_service(target: Target) -> None:
    """Any value where a database's name is expected is refused, and is no path."""
    names = ("list", "db_exist", "duplicate_database", "create_database", "drop", "rename", "dump", "restore")
    short = [value for value in payloads.XML_VALUES if len(value) < 100_000]
    for name, value in itertools.product(names, (*short, "<string>../../x</string>")):
        for params in (("@",), ("admin", "acme", "@"), ("admin", "@", "x", "y")):
            body = xmlrpc.client.dumps(params, name).replace("<string>@</string>", value)
            target.attack("odoo", request("POST", "/xmlrpc/2/db", {"Content-Type": "text/xml"}, body.encode()))
    assert {*target.world.odoo.odoo.databases} <= {"acme", "x"}


def test_xml_that_means_harm(target: Target) -> None:
    """Entities do not grow and lead to no file, encodings that nobody speaks are refused."""
    for body in payloads.XML_BODIES:
        answer = target.attack("odoo", request("POST", "/xmlrpc/2/common", {"Content-Type": "text/xml"}, body))
        assert b"root:" not in answer
        assert len(answer) < 10_000


def test_domains_that_mean_harm(target: Target) -> None:
    """Long and deep domains are answered in time, and so are long orders."""
    for domain in payloads.DOMAINS:
        body = b'{"domain":%s}' % domain.encode()
        target.attack("odoo", request("POST", "/json/2/res.partner/search_count", target.json2, body), may_say=PYTHON)
    body = b'{"domain":[],"limit":1,"order":"' + b"id," * 5_000 + b'id"}'
    target.attack("odoo", request("POST", "/json/2/res.partner/search", target.json2, body))


@examples(150)
@given(
    body=mangled([json.dumps({"params": CALLS[name]}).encode() for name in CALLS] + [payloads.CALL.encode()]),
    path=st.sampled_from(["/jsonrpc", "/xmlrpc/2/common", "/json/2/res.partner/search"]),
)
def test_bytes_that_were_mangled(target: Target, body: bytes, path: str) -> None:
    """Good requests with some bytes replaced are answered."""
    target.attack("odoo", request("POST", path, target.json2, body), may_say=PYTHON if "json/2" in path else ())
