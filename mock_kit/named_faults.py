"""Faults by name, for whoever arms them from another language: what each takes, and the fault it makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mock_kit.answer import HEADERS, Point
from mock_kit.arguments import LARGEST_NUMBER, Arguments, text
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

ALIKE = ("system", "path", "call")  # by what requests are told
TRIGGER = (*ALIKE, "nth", "times")
LONGEST = 24 * 3600  # seconds
STATUSES = 200, 999
HEADER_NAME, HEADER_VALUE = re.compile(r"[!-9;-~]+"), re.compile(r"[\t -~\xa0-\xff]*")


def _whole(given: Arguments, name: str, least: int, most: int = LARGEST_NUMBER) -> int:
    try:
        found = int(given[name])
    except (TypeError, ValueError, OverflowError):
        found = least - 1
    if not least <= found <= most:
        raise ValueError(f"{name!r} is a whole number from {least} to {most}, not {given[name]!r}")
    return found


def _seconds(given: Arguments, name: str) -> float:
    try:
        found = float(given[name])
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found <= LONGEST:
        raise ValueError(f"{name!r} is a number of seconds from 0 to {LONGEST}, not {given[name]!r}")
    return found


def _headers(given: Arguments) -> list[tuple[str, str]]:
    found = given.get("headers", {})
    if not isinstance(found, Mapping):
        raise ValueError(f"'headers' is an object, not {type(found).__name__}")
    headers = [(str(name), str(value)) for name, value in found.items()]
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise ValueError(f"{name!r}: {value!r} is no header that HTTP can carry")
    return headers


def _dribble(given: Arguments) -> Effect:
    return Dribble(_whole(given, "chunk", 1) if "chunk" in given else 1, _seconds(given, "pause"))


def _status(given: Arguments) -> Effect:
    return Status(_whole(given, "status", *STATUSES), _headers(given), str(given.get("body", "")).encode())


def _proxy_error(given: Arguments) -> Effect:
    return proxy_error(_whole(given, "status", *STATUSES))


# By name: on which side of the handler it strikes, what makes it, and what it takes beside the trigger.
NAMED: Mapping[str, tuple[Phase, Callable[[Arguments], Effect], tuple[str, ...]]] = {
    "reset-before": (Phase.BEFORE, lambda _: Reset(), ()),
    "reset-after": (Phase.AFTER, lambda _: Reset(), ("byte",)),
    "close-before": (Phase.BEFORE, lambda _: Close(), ()),
    "close-after": (Phase.AFTER, lambda _: Close(), ("byte",)),
    "delay": (Phase.BEFORE, lambda given: Delay(_seconds(given, "seconds")), ("seconds",)),
    "dribble": (Phase.AFTER, _dribble, ("chunk", "pause")),
    "silence-before": (Phase.BEFORE, lambda given: Silence(_seconds(given, "seconds")), ("seconds",)),
    "silence-after": (Phase.AFTER, lambda given: Silence(_seconds(given, "seconds")), ("seconds",)),
    "garbage": (Phase.AFTER, lambda _: Garbage(), ()),
    "hang-up": (Phase.AFTER, lambda _: HangUp(), ()),
    "status-before": (Phase.BEFORE, _status, ("status", "headers", "body")),
    "status-after": (Phase.AFTER, _status, ("status", "headers", "body")),
    "proxy-error-before": (Phase.BEFORE, _proxy_error, ("status",)),
    "proxy-error-after": (Phase.AFTER, _proxy_error, ("status",)),
}


def trigger(given: Arguments) -> Trigger:
    """Return which requests are meant; raise ValueError saying what is wrong with what is given of them."""
    system, path = (None if given.get(name) is None else text(given, name) for name in ("system", "path"))
    try:
        re.compile(path or "")
    except re.error as error:
        raise ValueError(f"the path {path!r} is no regular expression: {error}") from None
    times = None if given.get("times", 1) is None else _whole({"times": 1, **given}, "times", 1)
    return Trigger(system, path, _call(given), nth=_whole({"nth": 1, **given}, "nth", 1), times=times)


def _call(given: Arguments) -> Mapping[str, str]:
    found = given.get("call", {})
    if not isinstance(found, Mapping) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError(f"'call' is an object whose values are texts, not {found!r}")
    return found


def fault(given: Arguments) -> Fault:
    """Return the fault that `given` names, with its trigger; raise ValueError saying what is wrong with it."""
    name = str(given.get("fault"))
    if name not in NAMED:
        raise ValueError(f"no fault is called {name!r}; there are {', '.join(NAMED)}")
    phase, make, own = NAMED[name]
    unknown = sorted(given.keys() - {"fault", *own, *TRIGGER})
    if unknown:
        raise ValueError(f"{name} does not take {unknown[0]!r}; it takes {', '.join((*own, *TRIGGER))}")
    try:
        point = Point(_whole(given, "byte", 0)) if "byte" in given else HEADERS
        return Fault(make(given), trigger(given), phase, point)
    except KeyError as error:
        raise ValueError(f"{name} needs {error.args[0]!r}") from None
