"""The JSON-RPC door: `/jsonrpc`, its envelope, and the open routes of the web client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .support import ACME, BETA, JSON, House, Reply

ABOUT = {"service": "common", "method": "about", "args": []}
TOLD = "See http://openerp.com"
VERSION = {
    "server_version": "19.0",
    "server_version_info": [19, 0, 0, "final", 0, ""],
    "server_serie": "19.0",
    "protocol_version": 1,
}


def sent(house: House, body: object, content_type: str = JSON) -> Reply:
    """Send a body: bytes as they stand, anything else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return house.send("/jsonrpc", data, {"Content-Type": content_type} if content_type else {})


def error_of(house: House, **params: Any) -> tuple[int, str, str]:
    """Call with these params and return code, class and message of the error."""
    reply = sent(house, {"id": 1, "params": params})
    assert reply.status == 200
    error = reply.json["error"]
    return error["code"], error["data"]["name"], error["data"]["message"]


@pytest.mark.parametrize("id_", [1, "abc", None, 1.5, [1], {"a": 1}, 10**40])
def test_the_id_is_echoed(house: House, id_: object) -> None:
    """Whatever the client calls its request, the answer is called so, too."""
    assert sent(house, {"id": id_, "params": ABOUT}).json == {"jsonrpc": "2.0", "id": id_, "result": TOLD}


@pytest.mark.parametrize(
    "body", [{"params": ABOUT}, {"jsonrpc": "1.0", "method": "frob", "params": ABOUT}, {"params": {**ABOUT, "more": 1}}]
)
def test_members_that_do_not_matter(house: House, body: object) -> None:
    """Version, method and id may be missing, and params have room for more."""
    assert sent(house, body).json == {"jsonrpc": "2.0", "id": None, "result": TOLD}


def test_params_may_be_pairs_and_args_anything_in_order(house: House) -> None:
    """Params are what Python makes a mapping of, args what it can take apart."""
    assert sent(house, {"params": [["service", "common"], ["method", "about"], ["args", {}]]}).json["result"] == TOLD
    assert sent(house, {"params": {**ABOUT, "args": [True]}}).json["result"] == [TOLD, "19.0"]


def test_false_is_a_result_and_none_is_none(house: House) -> None:
    """A False result is there; a None result leaves the member out, after the work was done."""
    assert house.jsonrpc("common", "login", ACME, "admin", "wrong") == {"jsonrpc": "2.0", "id": 7, "result": False}
    entry = house.post_entry()
    call = (*house.credentials(), "account.move", "button_draft", [[entry]])
    assert house.jsonrpc("object", "execute_kw", *call) == {"jsonrpc": "2.0", "id": 7}
    assert house.read("account.move", entry, "state") == "draft"


def test_an_error_has_status_200_and_code_0(house: House) -> None:
    """An error is an answer like any other, with five members that say what happened."""
    call = (*house.credentials(), "res.partner", "read", [[1], ["nofield"]])
    message = "Invalid field 'nofield' on 'res.partner'"
    error = house.jsonrpc("object", "execute_kw", *call)["error"]
    assert list(error) == ["code", "message", "data"]
    assert (error["code"], error["message"]) == (0, "Odoo Server Error")
    assert list(error["data"]) == ["name", "message", "arguments", "context", "debug"]
    assert error["data"]["name"] == "builtins.ValueError"
    assert (error["data"]["message"], error["data"]["arguments"], error["data"]["context"]) == (message, [message], {})
    assert error["data"]["debug"].startswith("Traceback (most recent call last):\n")
    assert error["data"]["debug"].endswith(f"\nValueError: {message}\n")


def test_a_denial_tells_nothing_of_the_server(house: House) -> None:
    """Wrong credentials show no traceback."""
    data = house.jsonrpc("object", "execute_kw", ACME, 2, "wrong", "res.partner", "read", [[1]])["error"]["data"]
    assert data["debug"] == "odoo.exceptions.AccessDenied: Access Denied\n"


@pytest.mark.parametrize(
    ("params", "name", "message"),
    [
        ({}, "TypeError", "JSONRPC.jsonrpc() missing 3 required positional arguments: 'service', 'method', and 'args'"),
        (
            {"service": "common", "method": "about"},
            "TypeError",
            "JSONRPC.jsonrpc() missing 1 required positional argument: 'args'",
        ),
        ({"service": "frob", "method": "x", "args": []}, "KeyError", "frob"),
        ({"service": 5, "method": "x", "args": []}, "KeyError", "5"),
        ({"service": [], "method": "x", "args": []}, "TypeError", "unhashable type: 'list'"),
        ({"service": "common", "method": 5, "args": []}, "TypeError", 'can only concatenate str (not "int") to str'),
        ({"service": "common", "method": "frob", "args": []}, "Exception", "Method not found: frob"),
        (
            {"service": "common", "method": "about", "args": 5},
            "TypeError",
            "odoo.service.common.exp_about() argument after * must be an iterable, not int",
        ),
        (
            {"service": "object", "method": "execute_kw", "args": None},
            "TypeError",
            "cannot unpack non-iterable NoneType object",
        ),
        (
            {"service": "object", "method": "execute_kw", "args": "acme"},
            "ValueError",
            "not enough values to unpack (expected at least 5, got 4)",
        ),
        (
            {"service": "common", "method": "login", "args": [5, "x", "y"]},
            "AttributeError",
            "'int' object has no attribute 'startswith'",
        ),
        ({"service": "common", "method": "login", "args": ["\0", "x", "y"]}, "ValueError", "embedded null character"),
        ({"service": "common", "method": "login", "args": [ACME, {}, "y"]}, "TypeError", "unhashable type: 'dict'"),
        (
            {"service": "common", "method": "login", "args": [ACME, "\0", "y"]},
            "ValueError",
            "A string literal cannot contain NUL (0x00) characters.",
        ),
        (
            {"service": "common", "method": "login", "args": [ACME, "admin", 5]},
            "TypeError",
            "secret must be unicode or bytes, not int",
        ),
    ],
)
def test_params_that_do_not_fit(house: House, params: dict[str, Any], name: str, message: str) -> None:
    """Params of a wrong shape end in what Python says on the real server."""
    assert error_of(house, **params) == (0, f"builtins.{name}", message)


@pytest.mark.parametrize(
    ("params", "name", "message"),
    [
        (None, "TypeError", "'NoneType' object is not iterable"),
        (5, "TypeError", "'int' object is not iterable"),
        ("x", "ValueError", "dictionary update sequence element #0 has length 1; 2 is required"),
    ],
)
def test_params_that_are_no_mapping(house: House, params: object, name: str, message: str) -> None:
    """What Python makes no mapping of is refused by it."""
    data = sent(house, {"params": params}).json["error"]["data"]
    assert (data["name"], data["message"]) == (f"builtins.{name}", message)


@pytest.mark.parametrize(
    ("place", "value", "name", "message"),
    [
        (1, None, "TypeError", "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"),
        (2, {"x": 1}, "TypeError", "unhashable type: 'dict'"),
        (2, True, "TypeError", "secret must be unicode or bytes, not bool"),
        (3, [], "TypeError", "unhashable type: 'list'"),
        (4, 5, "AttributeError", "'int' object has no attribute 'startswith'"),
        (4, "", "AttributeError", "The method 'res.country.' does not exist"),
        (5, 5, "TypeError", "Value after * must be an iterable, not int"),
        (6, [1], "TypeError", "cannot convert dictionary update sequence element #0 to a sequence"),
        (6, {"context": 5}, "TypeError", "'int' object is not iterable"),
        (6, {"context": "x"}, "ValueError", "dictionary update sequence element #0 has length 1; 2 is required"),
    ],
)
def test_arguments_of_a_call_that_do_not_fit(house: House, place: int, value: object, name: str, message: str) -> None:
    """Each of the arguments of `execute_kw` is refused in Python's words when it is of a wrong type."""
    args: list[Any] = [*house.credentials(), "res.country", "search_count", [[]], {}]
    args[place] = value
    assert error_of(house, service="object", method="execute_kw", args=args) == (0, f"builtins.{name}", message)


def test_a_user_id_may_be_a_text_and_args_may_be_left_out(house: House) -> None:
    """The id of the user is what `int` makes of it, and the named arguments may be none."""
    database, uid, key = house.credentials()
    for user, more in ((str(uid), []), (uid + 0.5, [None]), (uid, [{}])):
        envelope = house.jsonrpc("object", "execute_kw", database, user, key, "res.users", "context_get", [], *more)
        assert envelope["result"]["uid"] == uid
    assert house.jsonrpc("object", "execute", database, uid, key, "res.users", "context_get")["result"]["uid"] == uid


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "Invalid JSON data"),
        (b"{oops", "Invalid JSON data"),
        (b'{"id": ' + b"9" * 5000 + b"}", "Invalid JSON data"),
        ('{"id": 1}'.encode("utf-16"), "Invalid JSON data"),
        (b"\xef\xbb\xbf{}", "Invalid JSON data"),
        (b"[]", "Invalid JSON-RPC data"),
        (b'[{"id": 1}]', "Invalid JSON-RPC data"),
        (b'"x"', "Invalid JSON-RPC data"),
        (b"null", "Invalid JSON-RPC data"),
    ],
)
def test_bodies_that_are_no_request(house: House, body: bytes, text: str) -> None:
    """What is no JSON, or no object, is a bad request in plain words that call themselves HTML."""
    reply = sent(house, body)
    assert (reply.status, reply.headers["Content-Type"], reply.body.decode()) == (400, "text/html; charset=utf-8", text)


def test_bytes_that_are_no_text_are_replaced(house: House) -> None:
    """A byte that is no UTF-8 spoils nothing but its own character."""
    assert sent(house, json.dumps({"id": "?", "params": ABOUT}).encode().replace(b"?", b"\xff")).json["id"] == "\ufffd"


def test_json_that_is_too_deep(house: House) -> None:
    """Brackets without end are an error of the server's, without an id."""
    error = sent(house, b"[" * 100_000).json
    assert (error["id"], error["error"]["data"]["name"]) == (None, "builtins.RecursionError")


@pytest.mark.parametrize("where", [{"id": "\ud800", "params": ABOUT}, {"params": {**ABOUT, "method": "\ud800"}}])
def test_half_a_character_cannot_be_answered(house: House, where: dict[str, object]) -> None:
    """JSON can carry half a surrogate pair; where the answer would have to, it is a page."""
    reply = sent(house, where)
    assert (reply.status, reply.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert b"<title>500 Internal Server Error</title>" in reply.body


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "application/json-rpc"])
def test_content_types_that_are_read(house: House, content_type: str) -> None:
    """JSON may be called either of its names."""
    assert sent(house, {"params": ABOUT}, content_type).json["result"] == TOLD


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/vnd.api+json"]
)
def test_content_types_that_are_not_read(house: House, content_type: str) -> None:
    """JSON under another name is refused with a page that says which names there are."""
    reply = sent(house, {"params": ABOUT}, content_type)
    assert (reply.status, reply.headers["Accept"]) == (415, "application/json, application/json-rpc")
    assert (
        b"Request inferred type is compatible with [&#39;http&#39;] but &#39;/jsonrpc&#39; is type=&#39;jsonrpc&#39;."
        in reply.body
    )


def test_the_web_clients_open_routes(house: House) -> None:
    """The version, the databases and the health of the server are told to anybody."""
    told = {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
    assert house.send("/web/version", method="GET").json == told
    assert house.send("/json/version", method="GET").json == told
    assert house.send("/web/health", method="GET").json == {"status": "pass"}
    assert house.send("/web/health?db_server_status=1", method="GET").json == {
        "status": "pass",
        "db_server_status": True,
    }
    headers = {"Content-Type": JSON}
    assert house.send("/web/webclient/version_info", "{}", headers).json["result"] == VERSION
    assert house.send("/web/database/list", "{}", headers).json["result"] == [ACME, BETA]


def test_other_paths_are_lost(house: House) -> None:
    """Without a database there is nothing at other paths but a page that says so."""
    reply = house.send("/jsonrpc/x", "{}", {"Content-Type": JSON})
    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"No database is selected and the requested URL was not found in the server-wide controllers." in reply.body
