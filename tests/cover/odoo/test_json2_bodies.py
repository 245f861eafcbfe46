"""What the JSON-2 door makes of bodies and ids of any shape."""

from __future__ import annotations

import json

import pytest

from .support import INVALID, JSON, NO_OPERATOR, House, sent

MISSING_DOMAIN = (422, "werkzeug.exceptions.UnprocessableEntity", "missing a required argument: 'domain'")


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "application/json-rpc", "application/vnd.api+json"],
)
def test_only_json_is_read(house: House, content_type: str | None) -> None:
    """A body under another name is refused with a page, before the key is looked at."""
    for key in (f"bearer {house.keys['admin']}", "bearer wrong"):
        reply = sent(house, Content_Type=content_type, Authorization=key)
        assert (reply.status, reply.headers["Accept"], reply.headers["Content-Type"]) == (
            415,
            JSON,
            "text/html; charset=utf-8",
        )
        assert b"&#39;/json/2/&lt;__model__&gt;/&lt;__method__&gt;&#39; is type=&#39;json2&#39;" in reply.body
    assert sent(house, Content_Type="application/json; charset=utf-8").body == b"1"


@pytest.mark.parametrize("body", ["", "[]", "[1]", '"x"', "5", "null", "true", "{}"])
def test_a_body_without_arguments(house: House, body: str) -> None:
    """No body, and JSON that is no object, are no arguments."""
    assert sent(house, body=body).error == MISSING_DOMAIN
    assert sent(house, "/json/2/res.users/context_get", body).json["uid"] == 2


def test_an_empty_body_needs_no_type(house: House) -> None:
    """Where there is nothing to read, nobody asks what it is."""
    assert sent(house, "/json/2/res.users/context_get", "", Content_Type=None).json["uid"] == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{oops", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"domain": ', "Expecting value: line 1 column 12 (char 11)"),
        (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
        (b"\x1f\x8b\x08", "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_body_that_is_no_json(house: House, body: bytes, said: str) -> None:
    """What cannot be parsed is a bad request in the parser's words, once the key was right."""
    assert sent(house, body=body).error == (
        400,
        "werkzeug.exceptions.BadRequest",
        f"could not parse the body as json: {said}",
    )
    assert sent(house, body=body, Authorization="bearer wrong").error == INVALID


def test_strange_json(house: House) -> None:
    """Repeated names, bytes that are no text, and numbers that are none do no harm."""
    assert sent(house, body='{"domain": 5, "domain": []}').body == b"1"
    assert sent(house, body=b'{"domain": [["name", "=", "\xff"]]}').body == b"0"
    assert sent(house, body='{"domain": [["id", ">", NaN]]}').body == b"0"
    assert sent(house, body="[" * 100_000).error[:2] == (500, "builtins.RecursionError")
    message = "WebJson2Controller.web_json_2_rpc() got multiple values for argument 'self'"
    assert sent(house, body='{"domain": [], "self": 1}').error == (500, "builtins.TypeError", message)


def test_half_a_character_cannot_be_answered(house: House) -> None:
    """Where the database or the answer would have to carry half a surrogate pair, there is a page."""
    for body in ('{"domain": [["name", "=", "\\ud800"]]}', '{"domain": [["\\ud800", "=", 1]]}'):
        reply = sent(house, body=body)
        assert (reply.status, reply.headers["Content-Type"]) == (500, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        (1, [1]),
        ([1, 1, 3], [1, 1, 3]),
        ([3, 1], [3, 1]),
        ([99999], []),
        ([-1], []),
        ("1", []),
        (["1"], []),
        (None, []),
        ([], []),
        ({}, []),
        ([1.0], [1]),
        ([1.5], []),
        ([10**30], []),
    ],
)
def test_ids_of_many_shapes(house: House, ids: object, read: list[int]) -> None:
    """Ids may be one or many; the records come in their order, and what is nobody's id is left out."""
    assert [record["id"] for record in house.call("res.partner", "read", ids=ids, fields=["name"])] == read


@pytest.mark.parametrize(
    ("ids", "name", "message"),
    [
        (True, "builtins.TypeError", "'bool' object is not iterable"),
        (1.5, "builtins.TypeError", "'float' object is not iterable"),
        ([[1]], "builtins.TypeError", "unhashable type: 'list'"),
        ([True], "psycopg2.errors.UndefinedFunction", "operator does not exist: integer = boolean" + NO_OPERATOR),
        (["x"], "psycopg2.errors.InvalidTextRepresentation", 'invalid input syntax for type integer: "x"\n'),
    ],
)
def test_ids_that_are_none(house: House, ids: object, name: str, message: str) -> None:
    """Ids of a wrong type end in what Python or PostgreSQL says."""
    assert house.refusal("res.partner", "read", ids=ids) == (500, name, message)


def test_arguments_are_named_not_numbered(house: House) -> None:
    """An envelope of another protocol is a list of unknown arguments."""
    envelope = json.dumps({"jsonrpc": "2.0", "params": {"domain": []}})
    assert sent(house, body=envelope).error == MISSING_DOMAIN
