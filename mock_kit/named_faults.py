"""Faults by name, for whoever arms them from another language: what each takes, and the fault it makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

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

Arguments = Mapping[str, Any]
ALIKE = ("system", "path", "call")  # by what requests are told
TRIGGER = (*ALIKE, "nth", "times")


def _delay(given: Arguments) -> Effect:
    return Delay(float(given["seconds"]))


def _dribble(given: Arguments) -> Effect:
    return Dribble(int(given.get("chunk", 1)), float(given["pause"]))


def _silence(given: Arguments) -> Effect:
    return Silence(float(given["seconds"]))


def _status(given: Arguments) -> Effect:
    headers = [(str(name), str(value)) for name, value in dict(given.get("headers", {})).items()]
    return Status(int(given["status"]), headers, str(given.get("body", "")).encode())


# By name: on which side of the handler it strikes, what makes it, and what it takes beside the trigger.
NAMED: Mapping[str, tuple[Phase, Callable[[Arguments], Effect], tuple[str, ...]]] = {
    "reset-before": (Phase.BEFORE, lambda _: Reset(), ()),
    "reset-after": (Phase.AFTER, lambda _: Reset(), ("byte",)),
    "close-before": (Phase.BEFORE, lambda _: Close(), ()),
    "close-after": (Phase.AFTER, lambda _: Close(), ("byte",)),
    "delay": (Phase.BEFORE, _delay, ("seconds",)),
    "dribble": (Phase.AFTER, _dribble, ("chunk", "pause")),
    "silence-before": (Phase.BEFORE, _silence, ("seconds",)),
    "silence-after": (Phase.AFTER, _silence, ("seconds",)),
    "garbage": (Phase.AFTER, lambda _: Garbage(), ()),
    "hang-up": (Phase.AFTER, lambda _: HangUp(), ()),
    "status-before": (Phase.BEFORE, _status, ("status", "headers", "body")),
    "status-after": (Phase.AFTER, _status, ("status", "headers", "body")),
    "proxy-error-before": (Phase.BEFORE, lambda given: proxy_error(int(given["status"])), ("status",)),
    "proxy-error-after": (Phase.AFTER, lambda given: proxy_error(int(given["status"])), ("status",)),
}


def trigger(given: Arguments) -> Trigger:
    """Return which requests are meant; raise ValueError for a path that is no regular expression."""
    made = Trigger(**{name: given[name] for name in TRIGGER if name in given})
    try:
        if made.path:
            re.compile(made.path)
    except re.error as error:
        raise ValueError(f"the path {made.path!r} is no regular expression: {error}") from None
    return made


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
        point = Point(int(given["byte"])) if "byte" in given else HEADERS
        return Fault(make(given), trigger(given), phase, point)
    except KeyError as error:
        raise ValueError(f"{name} needs {error.args[0]!r}") from None
