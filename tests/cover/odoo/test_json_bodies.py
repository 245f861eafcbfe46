"""JSON bodies: the words and places about what is none, on every version of Python."""

from __future__ import annotations

import json

import pytest

from mock_odoo.doors.json_bodies import loads

NAME = "Expecting property name enclosed in double quotes"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": 1,}', f"{NAME}: line 1 column 9 (char 8)"),
        (b'{"a": 1 ,\n }', f"{NAME}: line 2 column 2 (char 11)"),
        (b"[1,]", "Expecting value: line 1 column 4 (char 3)"),
        (b"[1, \t]", "Expecting value: line 1 column 6 (char 5)"),
        (b'{"a": [1, ], }', "Expecting value: line 1 column 11 (char 10)"),
        (b"{,}", f"{NAME}: line 1 column 2 (char 1)"),
        (b'{"a": 1,', f"{NAME}: line 1 column 9 (char 8)"),
    ],
)
def test_a_comma_too_many_is_told_as_the_real_server_tells_it(body: bytes, said: str) -> None:
    """The place is that of what follows the comma."""
    with pytest.raises(json.JSONDecodeError) as error:
        loads(body)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("body", "comma", "kind", "said"),
    [
        (b'{"a": 1,}', 7, "object", f"{NAME}: line 1 column 9 (char 8)"),
        (b'{"a": 1 ,\n }', 8, "object", f"{NAME}: line 2 column 2 (char 11)"),
        (b"[1, \t]", 2, "array", "Expecting value: line 1 column 6 (char 5)"),
    ],
)
def test_a_python_that_points_at_the_comma_is_put_right(
    monkeypatch: pytest.MonkeyPatch, body: bytes, comma: int, kind: str, said: str
) -> None:
    """As those from 3.13 on do, in other words."""

    def newer(text: str) -> None:
        raise json.JSONDecodeError(f"Illegal trailing comma before end of {kind}", text, comma)

    monkeypatch.setattr(json, "loads", newer)
    with pytest.raises(json.JSONDecodeError) as error:
        loads(body)
    assert str(error.value) == said
