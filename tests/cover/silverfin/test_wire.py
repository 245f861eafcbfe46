"""What comes in may be anything: it is answered with a sane 4xx, never with a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_silverfin.routes import SERVED

from .support import Reply, World, upsert

WRITES = [("references", "/syncs/sync_references"), ("settings", "settings"), ("submit", "transactions")]


def _post(world: World, path: str, body: bytes) -> Reply:
    return world.api("POST", path, body) if path.startswith("/") else world.sync("POST", path, body)


@pytest.mark.parametrize("path", [path for _, path in WRITES])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"nonsense",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1E99999999999999999999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        rb'{"a": "\ud800"}',
        rb'{"a": "b\u0000c"}',
        rb'{"a": "\\\u0000"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        '{"a": 1}'.encode("utf-16"),
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>",
    ],
    ids=range(15),
)
def test_what_is_not_json_is_400(year: World, path: str, body: bytes) -> None:
    """Malformed, endless, not UTF-8, not finite, what no database takes, or another language altogether."""
    reply = _post(year, path, body)
    assert (reply.status, reply.json) == (400, {"error": "The body is not well-formed JSON"})


@pytest.mark.parametrize("path", [path for _, path in WRITES])
@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_is_not_sent_as_json_is_415(year: World, path: str, kind: str) -> None:
    """Whatever the body looks like."""
    year.headers["Content-Type"] = kind
    reply = _post(year, path, b'{"years": []}')
    assert (reply.status, reply.json) == (415, {"error": "The body must be sent as application/json"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.sampled_from(sorted([*upsert()["upsert"], "open_transaction", "analytical_dimensions", "extra_fields"]))  # type: ignore[call-overload]


def _bodies() -> Iterator[st.SearchStrategy[object]]:
    upserts = st.builds(lambda changes: {"upsert": {**upsert()["upsert"], **changes}}, st.dictionaries(MEMBERS, JSON))  # type: ignore[dict-item]
    actions = st.lists(upserts | st.fixed_dictionaries({"delete": JSON}) | JSON, max_size=4)
    outer = st.sampled_from(["sync_point", "accounts", "extra_field_labels", "previous_sync_point"])
    yield st.builds(
        lambda acts, changes: {"sync_point": "p", "actions": acts, **changes}, actions, st.dictionaries(outer, JSON)
    )
    years = st.dictionaries(st.sampled_from(["start_date", "end_date"]), JSON | st.just("2026-01-01"))
    yield st.fixed_dictionaries({"years": st.lists(years, max_size=3) | JSON, "retained_earnings_account": JSON})
    yield st.fixed_dictionaries({"sync_references": st.lists(JSON, max_size=3) | JSON})
    yield JSON


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([path for _, path in WRITES]), body=st.one_of(*_bodies()))
def test_any_json_is_taken_or_refused(year: World, path: str, body: object) -> None:
    """No body brings the fake down."""
    reply = _post(year, path, json.dumps(body).encode())
    assert reply.status in (200, 400, 409, 422)
    assert isinstance(reply.json, dict | list)
    assert year.silverfin.journal.errors == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from(SERVED),
    query=st.dictionaries(TEXTS, TEXTS, max_size=3),
    body=st.binary(max_size=40),
    kind=TEXTS,
)
def test_any_request_is_answered(year: World, route: object, query: dict[str, str], body: bytes, kind: str) -> None:
    """No path, query, type or bytes bring the fake down."""
    path = route.path.replace("<firm_id>", str(year.firm.id)).replace("<company_id>", str(year.file.id))  # type: ignore[attr-defined]
    year.headers["Content-Type"] = quote(kind)
    names = ["page", "per_page", "after_date", "previous_sync_point", "client_id", "grant_type"]
    words = "&".join(
        f"{quote(name)}={quote(value)}" for name, value in [*query.items(), *zip(names, query.values(), strict=False)]
    )
    headers = {"Authorization": f"Bearer {year.grant.access_token}", **year.headers}
    reply = year.send(route.method, re.sub(r"<\w+>", "1", path) + f"?{words}", body, headers)  # type: ignore[attr-defined]
    assert reply.status < 500
    assert year.silverfin.journal.errors == []
