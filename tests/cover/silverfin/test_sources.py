"""Odoo as the built-in integration reads it, over either protocol: the same answers and the same words."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mock_kit.faults import Altered, Fault, Reset, Silence, Status, Trigger
from mock_kit.tls import Authority
from mock_odoo import MockOdoo
from mock_silverfin.integrations.odoo import http
from mock_silverfin.integrations.odoo.connecting import connect, financial_year
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import LostAnswer, Transient
from mock_silverfin.integrations.odoo.inputs import ANY, JSON2, XMLRPC, OdooInputs
from mock_silverfin.integrations.odoo.json2 import Json2Source
from mock_silverfin.integrations.odoo.source import Source
from mock_silverfin.integrations.odoo.xmlrpc import XmlRpcSource

from .support import LOGIN

BOTH = [Json2Source, XmlRpcSource]
CALLS = {Json2Source: "/json/2/.*", XmlRpcSource: "/xmlrpc/2/object"}
JSON = [("Content-Type", "application/json")]
Make = Callable[[OdooInputs], Source]


def _inputs(odoo: MockOdoo, key: str | None = None, database: str = "books", email: str = LOGIN) -> OdooInputs:
    made = odoo.create_api_key(LOGIN, "Silverfin", database="books") if key is None else key
    return OdooInputs(email, made, odoo.url, database)


def _refusal(source: Source) -> SyncFailure:
    """Sign in and read; return the failure that it ends in."""
    with closing(source):
        try:
            source.sign_in()
            found = source.call("res.company", "search_read", domain=[], fields=["name"])
        except SyncFailure as failure:
            return failure
    raise AssertionError(f"no failure but {found!r}")


@pytest.fixture(autouse=True)
def _without_faults(odoo: MockOdoo) -> Any:
    yield
    odoo.faults.clear()


@pytest.mark.parametrize("make", BOTH)
def test_amounts_are_the_decimals_that_were_written(odoo: MockOdoo, make: Make) -> None:
    """Never binary fractions, in lists of records as elsewhere."""
    with closing(make(_inputs(odoo))) as source:
        source.sign_in()
        rows = source.call("account.move.line", "search_read", domain=[], fields=["balance"], order="id")
        source.check_version()
    assert [(type(row["balance"]), row["balance"]) for row in rows] == [(Decimal, 121), (Decimal, -121)]


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("changed", "reason", "wrong"),
    [
        ({"key": "0" * 40}, Reason.AUTHENTICATION, "api_key"),
        ({"database": "nothing"}, Reason.CONFIGURATION, "database"),
    ],
)
def test_an_input_that_is_wrong_is_named(
    odoo: MockOdoo, make: Make, changed: dict[str, str], reason: Reason, wrong: str
) -> None:
    """Whoever typed it learns which of the four it is."""
    found = _refusal(make(_inputs(odoo, **changed)))
    assert (found.reason, found.wrong) == (reason, wrong)


def test_a_key_of_somebody_else_is_not_taken(odoo: MockOdoo) -> None:
    """Over JSON-2 the key alone says whose it is; over XML-RPC the address beside it must be right."""
    found = [_refusal(make(_inputs(odoo, email="other@example.com"))) for make in (Json2Source, XmlRpcSource)]
    assert [(one.reason, one.wrong) for one in found] == [
        (Reason.AUTHENTICATION, "email"),
        (Reason.AUTHENTICATION, "api_key"),
    ]


@pytest.mark.parametrize("make", BOTH)
def test_what_odoo_refuses_is_told_in_its_words(odoo: MockOdoo, make: Make) -> None:
    """A model that is not there, and a removed key in the middle of a run."""
    source = make(_inputs(odoo))
    with closing(source):
        source.sign_in()
        with pytest.raises(SyncFailure, match=r"Odoo answers .*(not exist|KeyError|Object)") as failed:
            source.call("no.model", "search_read", domain=[], fields=["name"])
        assert failed.value.reason is Reason.SOURCE
        odoo.faults.arm(
            Fault(
                Status(403, JSON, b'{"name": "odoo.exceptions.AccessError", "message": "You may not\\nread"}')
                if make is Json2Source
                else Status(200, [("Content-Type", "text/xml")], FAULT.format(4, "You may not\nread").encode()),
                Trigger(path=CALLS[make]),  # type: ignore[index]
            )
        )
        with pytest.raises(SyncFailure, match=r"may not read this: You may not$") as failed:
            source.call("res.company", "search_read", domain=[], fields=["name"])
        assert (failed.value.reason, failed.value.wrong) == (Reason.AUTHENTICATION, "api_key")


FAULT = (
    "<?xml version='1.0'?><methodResponse><fault><value><struct>"
    "<member><name>faultCode</name><value><int>{}</int></value></member>"
    "<member><name>faultString</name><value><string>{}</string></value></member>"
    "</struct></value></fault></methodResponse>"
)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize(
    ("status", "words"), [(302, "sends everybody elsewhere"), (404, "does not answer as an Odoo server does")]
)
def test_what_is_no_odoo_is_told(odoo: MockOdoo, make: Make, status: int, words: str) -> None:
    """Another server, and one that only knows where to go."""
    odoo.faults.arm(Fault(Status(status, [("Location", "https://x/")]), Trigger(path="/(json|xmlrpc)/.*", times=None)))
    found = _refusal(make(_inputs(odoo)))
    assert words in str(found)
    assert (found.reason, found.wrong) == (Reason.CONFIGURATION, "url")


@pytest.mark.parametrize("body", [b'{"no": "message"}', b"[]"])
def test_an_error_of_json_that_odoo_never_gives_is_no_odoos(odoo: MockOdoo, body: bytes) -> None:
    """An object with a message is what Odoo answers."""
    odoo.faults.arm(Fault(Status(418, JSON, body), Trigger(path=CALLS[Json2Source])))
    assert "does not answer as an Odoo server does" in str(_refusal(Json2Source(_inputs(odoo))))


@pytest.mark.parametrize("body", [b"[]", b"{}"])
def test_a_page_of_the_version_that_tells_none_is_no_odoos(odoo: MockOdoo, body: bytes) -> None:
    """Be it HTML or another JSON."""
    for status in (Status(200, JSON, body), Status(200, body=b"<html>")):
        odoo.faults.arm(Fault(status, Trigger(path="/web/version")))
        with closing(Json2Source(_inputs(odoo))) as source, pytest.raises(SyncFailure, match="does not answer as an"):
            source.check_version()


@pytest.mark.parametrize("make", BOTH)
def test_an_odoo_that_is_too_old_is_not_read(odoo: MockOdoo, make: Make) -> None:
    """The version is named with the oldest that is."""
    old = Altered(lambda body: body.replace(b"19.0", b"16.0"))
    odoo.faults.arm(Fault(old, Trigger(path="/web/version|/xmlrpc/2/common")))
    with closing(make(_inputs(odoo))) as source, pytest.raises(SyncFailure, match=r"is an Odoo 16\.0; what is read"):
        source.check_version()


def test_the_protocol_is_the_one_that_there_is(odoo: MockOdoo) -> None:
    """JSON-2 where the server has it, XML-RPC where that is asked for or all there is."""
    inputs, protocols = _inputs(odoo), []
    for protocol in (ANY, JSON2, XMLRPC):
        with closing(connect(inputs, protocol)) as source:
            protocols.append(source.protocol)
    odoo.faults.arm(Fault(Status(404), Trigger(path="/web/version")))
    with closing(connect(inputs, ANY)) as source:
        protocols.append(source.protocol)
    assert protocols == [JSON2, JSON2, XMLRPC, XMLRPC]
    assert financial_year(inputs, 1, date(2026, 3, 2)) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("make", BOTH)
def test_trouble_in_the_database_is_asked_again(odoo: MockOdoo, make: Make) -> None:
    """A call that only reads may be repeated; what goes on failing ends the run."""
    said = b'{"name": "psycopg2.errors.SerializationFailure", "message": "could not serialize"}'
    text = "psycopg2.errors.SerializationFailure: could not serialize"
    trouble = {
        Json2Source: Status(500, JSON, said),
        XmlRpcSource: Status(200, [("Content-Type", "text/xml")], FAULT.format(1, text).encode()),
    }[make]  # type: ignore[index]
    source = make(_inputs(odoo))
    with closing(source):
        source.sign_in()
        odoo.faults.arm(Fault(trouble, Trigger(path=CALLS[make])))  # type: ignore[index]
        assert source.call("res.company", "search_read", domain=[], fields=["name"])
        odoo.faults.arm(Fault(trouble, Trigger(path=CALLS[make], times=None)))  # type: ignore[index]
        with pytest.raises(SyncFailure, match="Odoo cannot be read: Odoo's database is in trouble") as failed:
            source.call("res.company", "search_read", domain=[], fields=["name"])
    assert (failed.value.reason, failed.value.wrong) == (Reason.SOURCE, "url")


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(Status(429, [("Retry-After", "3")])), Transient, "is busy"),
        (Fault(Status(503)), LostAnswer, r"is out of order \(status 503\)"),
        (Fault(Reset()), LostAnswer, "the connection to .* broke"),
        (Fault(Silence(30)), LostAnswer, "did not come whole"),
    ],
)
def test_what_becomes_of_one_request(
    odoo: MockOdoo, monkeypatch: pytest.MonkeyPatch, fault: Fault, kind: type[Transient], words: str
) -> None:
    """It is not repeated here: whoever asked knows whether it may be."""
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    odoo.faults.arm(fault)
    with closing(http.Connection(odoo.url)) as connection, pytest.raises(Transient, match=words) as failed:
        connection.request("GET", "/web/version")
    assert type(failed.value) is kind
    assert failed.value.wait == (3.0 if kind is Transient else None)


def test_nobody_there_is_transient() -> None:
    """Somebody may come."""
    with closing(http.Connection("http://127.0.0.1:9")) as connection, pytest.raises(Transient, match="nobody answers"):
        connection.request("GET", "/")


@pytest.mark.parametrize("make", BOTH)
def test_a_question_that_was_lost_on_its_way_is_told(odoo: MockOdoo, make: Make) -> None:
    """Records with more fields than were asked for answer another question, and nothing of them is taken."""
    with closing(make(_inputs(odoo))) as source:
        source.sign_in()
        wider = Altered(
            lambda body: body.replace(b"<name>name</name>", b"<name>city</name>").replace(b'"name"', b'"city"')
        )
        odoo.faults.arm(Fault(wider, Trigger(path=CALLS[make])))  # type: ignore[index]
        with pytest.raises(SyncFailure, match=r"answers more of res\.company than was asked for") as failed:
            source.call("res.company", "search_read", domain=[], fields=["name"])
    assert failed.value.reason is Reason.SOURCE


def test_a_key_that_is_removed_before_the_first_call_is_refused(odoo: MockOdoo) -> None:
    """Over XML-RPC signing in is one call and reading the next, and each of them takes the key anew."""
    inputs = _inputs(odoo)
    with closing(XmlRpcSource(inputs)) as source:
        source.sign_in()
        odoo.remove_api_key(inputs.api_key)
        with pytest.raises(SyncFailure, match="Odoo refuses this API key") as failed:
            source.call("res.company", "search_read", domain=[], fields=["name"])
    assert (failed.value.reason, failed.value.wrong) == (Reason.AUTHENTICATION, "api_key")


@pytest.mark.parametrize("make", BOTH)
def test_an_answer_that_cannot_be_unpacked_is_told(odoo: MockOdoo, make: Make) -> None:
    """What says that it is compressed and is not can be read by nobody, however often it is asked for."""
    odoo.faults.arm(Fault(Status(200, [("Content-Encoding", "gzip")], b"plain"), Trigger(times=None)))
    found = _refusal(make(_inputs(odoo)))
    assert str(found).endswith("cannot be used: ContentDecodingError.")
    assert (found.reason, found.wrong) == (Reason.CONFIGURATION, "url")


def test_who_never_takes_the_connection_is_transient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose queue is full says nothing at all; nothing was sent, so it may be tried again."""
    monkeypatch.setattr(http, "TIMEOUT", (0.2, 5))
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        connection = waiting.enter_context(closing(http.Connection(f"http://127.0.0.1:{full.getsockname()[1]}")))
        with pytest.raises(Transient, match="does not answer") as failed:
            connection.request("GET", "/")
    assert type(failed.value) is Transient


def test_a_certificate_is_good_with_the_authority_that_is_named() -> None:
    """And with that one alone: nobody else knows it."""
    authority = Authority()
    try:
        with MockOdoo(authority=authority) as odoo:
            odoo.create_database("books", login=LOGIN, password="secret")
            inputs = _inputs(odoo)
            with closing(connect(inputs, ANY, authority.ca_file)) as source:
                assert source.call("res.users", "search_read", domain=[["login", "=", LOGIN]], fields=["login"])
            with pytest.raises(SyncFailure, match=r"The certificate of .* is not trusted") as failed:
                connect(inputs, ANY)
    finally:
        authority.close()
    assert (failed.value.reason, failed.value.wrong) == (Reason.CONFIGURATION, "url")
