"""Faults by name: the fault that each name makes of what is given, and what is said of what is wrong."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from mock_kit.answer import HEADERS, Point
from mock_kit.faults import (
    Close,
    Delay,
    Dribble,
    Effect,
    Fault,
    Garbage,
    HangUp,
    Phase,
    Reset,
    Silence,
    Status,
    Trigger,
    proxy_error,
)
from mock_kit.named_faults import NAMED, fault, trigger

BEFORE, AFTER = Phase.BEFORE, Phase.AFTER


@pytest.mark.parametrize(
    ("given", "phase", "effect"),
    [
        ({"fault": "reset-before"}, BEFORE, Reset()),
        ({"fault": "reset-after"}, AFTER, Reset()),
        ({"fault": "close-before"}, BEFORE, Close()),
        ({"fault": "close-after"}, AFTER, Close()),
        ({"fault": "delay", "seconds": 0}, BEFORE, Delay(0.0)),
        ({"fault": "delay", "seconds": "1.5"}, BEFORE, Delay(1.5)),
        ({"fault": "dribble", "pause": 0.5}, AFTER, Dribble(1, 0.5)),
        ({"fault": "dribble", "chunk": 8, "pause": 1}, AFTER, Dribble(8, 1.0)),
        ({"fault": "silence-before", "seconds": 3}, BEFORE, Silence(3.0)),
        ({"fault": "silence-after", "seconds": 3}, AFTER, Silence(3.0)),
        ({"fault": "garbage"}, AFTER, Garbage()),
        ({"fault": "hang-up"}, AFTER, HangUp()),
        ({"fault": "status-before", "status": 401}, BEFORE, Status(401, [], b"")),
        (
            {"fault": "status-after", "status": "429", "headers": {"Retry-After": 5}, "body": "später"},
            AFTER,
            Status(429, [("Retry-After", "5")], "später".encode()),
        ),
        ({"fault": "proxy-error-before", "status": 502}, BEFORE, proxy_error(502)),
        ({"fault": "proxy-error-after", "status": 504}, AFTER, proxy_error(504)),
    ],
    ids=lambda value: value["fault"] if isinstance(value, dict) else "",
)
def test_a_name_makes_its_fault(given: dict[str, Any], phase: Phase, effect: Effect) -> None:
    """Without a trigger it strikes at the first request, and without a byte before the headers."""
    assert fault(given) == Fault(effect, Trigger(), phase, HEADERS)


def test_every_name_has_been_tried() -> None:
    """No fault can be armed by a name that the test above does not make."""
    marks = test_a_name_makes_its_fault.pytestmark  # type: ignore[attr-defined]
    assert {given["fault"] for given, _, _ in marks[0].args[1]} == set(NAMED)


def test_a_byte_is_a_point_of_the_body() -> None:
    """The connection ends after so many bytes of the answer's body."""
    assert fault({"fault": "close-after", "byte": "100"}) == Fault(Close(), point=Point(100))


def test_the_least_and_the_most_are_taken() -> None:
    """As are a trigger's members that are null, where that means that they do not matter."""
    assert fault({"fault": "close-after", "byte": 0}).point == Point(0)
    assert fault({"fault": "delay", "seconds": 86400, "nth": 1, "times": 1}) == Fault(Delay(86400.0), phase=BEFORE)
    for status in (200, 999):
        assert fault({"fault": "status-after", "status": status}).effect == Status(status, [])
    assert trigger({"system": None, "path": None, "times": 10**18 - 1}) == Trigger(times=10**18 - 1)
    assert fault({"fault": "status-after", "status": 200, "headers": {"X-a": ""}}).effect == Status(200, [("X-a", "")])


def test_a_trigger_is_what_is_given_of_it() -> None:
    """Each of its members by its own name, and everything else as it is by default."""
    given = {"system": "odoo", "path": "/json/2/.*", "call": {"model": "res.partner"}, "nth": 2, "times": None}
    assert trigger(given) == Trigger("odoo", "/json/2/.*", {"model": "res.partner"}, nth=2, times=None)
    assert trigger({"nth": 3, "fault": "delay"}) == Trigger(nth=3)
    assert fault({"fault": "hang-up", "path": "/x"}).trigger == Trigger(path="/x")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fault": "fire"}, f"no fault is called 'fire'; there are {', '.join(NAMED)}"),
        ({}, f"no fault is called 'None'; there are {', '.join(NAMED)}"),
        (
            {"fault": "delay", "seconds": 1, "sound": 2, "colour": "red"},
            "delay does not take 'colour'; it takes seconds, system, path, call, nth, times",
        ),
        (
            {"fault": "reset-before", "byte": 1},
            "reset-before does not take 'byte'; it takes system, path, call, nth, times",
        ),
        ({"fault": "delay"}, "delay needs 'seconds'"),
        ({"fault": "dribble", "chunk": 1}, "dribble needs 'pause'"),
        (
            {"fault": "hang-up", "path": "("},
            "the path '(' is no regular expression: missing ), unterminated subpattern at position 0",
        ),
        ({"fault": "hang-up", "path": 5}, "'path' is a text, not int"),
        ({"fault": "hang-up", "system": ["odoo"]}, "'system' is a text, not list"),
        ({"fault": "hang-up", "call": ["a"]}, "'call' is an object whose values are texts, not ['a']"),
        ({"fault": "hang-up", "call": {"a": 1}}, "'call' is an object whose values are texts, not {'a': 1}"),
        ({"fault": "hang-up", "nth": 0}, f"'nth' is a whole number from 1 to {10**18 - 1}, not 0"),
        ({"fault": "hang-up", "nth": "x"}, f"'nth' is a whole number from 1 to {10**18 - 1}, not 'x'"),
        ({"fault": "hang-up", "times": 0}, f"'times' is a whole number from 1 to {10**18 - 1}, not 0"),
        ({"fault": "hang-up", "times": 10**18}, f"'times' is a whole number from 1 to {10**18 - 1}, not {10**18}"),
        ({"fault": "close-after", "byte": -1}, f"'byte' is a whole number from 0 to {10**18 - 1}, not -1"),
        ({"fault": "close-after", "byte": [1]}, f"'byte' is a whole number from 0 to {10**18 - 1}, not [1]"),
        ({"fault": "close-after", "byte": inf}, f"'byte' is a whole number from 0 to {10**18 - 1}, not inf"),
        ({"fault": "dribble", "pause": 0, "chunk": 0}, f"'chunk' is a whole number from 1 to {10**18 - 1}, not 0"),
        ({"fault": "dribble", "pause": -1}, "'pause' is a number of seconds from 0 to 86400, not -1"),
        ({"fault": "delay", "seconds": "soon"}, "'seconds' is a number of seconds from 0 to 86400, not 'soon'"),
        ({"fault": "delay", "seconds": "nan"}, "'seconds' is a number of seconds from 0 to 86400, not 'nan'"),
        ({"fault": "silence-after", "seconds": 86401}, "'seconds' is a number of seconds from 0 to 86400, not 86401"),
        ({"fault": "silence-before", "seconds": None}, "'seconds' is a number of seconds from 0 to 86400, not None"),
        ({"fault": "status-after", "status": 199}, "'status' is a whole number from 200 to 999, not 199"),
        ({"fault": "proxy-error-before", "status": 1000}, "'status' is a whole number from 200 to 999, not 1000"),
        ({"fault": "status-after", "status": 200, "headers": ["a"]}, "'headers' is an object, not list"),
        (
            {"fault": "status-after", "status": 200, "headers": {"a": "b\r\nc"}},
            "'a': 'b\\r\\nc' is no header that HTTP can carry",
        ),
        (
            {"fault": "status-after", "status": 200, "headers": {"a b": "c"}},
            "'a b': 'c' is no header that HTTP can carry",
        ),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, Any], words: str) -> None:
    """Whoever arms a fault from outside reads what there is, what it takes, and what is missing."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole text is compared
        fault(given)
    assert str(error.value) == words
    assert error.value.__suppress_context__ or error.value.__context__ is None
