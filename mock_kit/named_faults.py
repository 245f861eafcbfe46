"""Faults by name, for whoever arms them from another language: what each takes, and the fault it makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from mock_kit.store import LARGEST_NUMBER

Arguments = Mapping[str, Any]
TRIGGER = ("system", "path", "call", "nth", "times")
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


@dataclass(frozen=True)
class Named:
    """A kind of fault: on which side of the handler it strikes, what makes it, and what that takes."""

    phase: Phase
    make: Callable[[Arguments], Effect]
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """What it takes beside the trigger."""
        return self.needs + self.may_have


NAMED: Mapping[str, Named] = {
    "reset-before": Named(Phase.BEFORE, lambda _: Reset()),
    "reset-after": Named(Phase.AFTER, lambda _: Reset(), may_have=("byte",)),
    "close-before": Named(Phase.BEFORE, lambda _: Close()),
    "close-after": Named(Phase.AFTER, lambda _: Close(), may_have=("byte",)),
    "delay": Named(Phase.BEFORE, lambda given: Delay(_seconds(given, "seconds")), ("seconds",)),
    "dribble": Named(Phase.AFTER, _dribble, ("pause",), ("chunk",)),
    "silence-before": Named(Phase.BEFORE, lambda given: Silence(_seconds(given, "seconds")), ("seconds",)),
    "silence-after": Named(Phase.AFTER, lambda given: Silence(_seconds(given, "seconds")), ("seconds",)),
    "garbage": Named(Phase.AFTER, lambda _: Garbage()),
    "hang-up": Named(Phase.AFTER, lambda _: HangUp()),
    "status-before": Named(Phase.BEFORE, _status, ("status",), ("headers", "body")),
    "status-after": Named(Phase.AFTER, _status, ("status",), ("headers", "body")),
    "proxy-error-before": Named(Phase.BEFORE, _proxy_error, ("status",)),
    "proxy-error-after": Named(Phase.AFTER, _proxy_error, ("status",)),
}


def trigger(given: Arguments) -> Trigger:
    """Return which requests are meant; raise ValueError saying what is wrong with what is given of them."""
    system, path = (_text_or_none(given, name) for name in ("system", "path"))
    try:
        re.compile(path or "")
    except re.error as error:
        raise ValueError(f"the path {path!r} is no regular expression: {error}") from None
    times = None if given.get("times", 1) is None else _whole({"times": 1, **given}, "times", 1)
    return Trigger(system, path, _call(given), nth=_whole({"nth": 1, **given}, "nth", 1), times=times)


def _text_or_none(given: Arguments, name: str) -> str | None:
    found = given.get(name)
    if not isinstance(found, str | None):
        raise ValueError(f"{name!r} is a text, not {type(found).__name__}")
    return found


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
    named = NAMED[name]
    unknown = sorted(given.keys() - {"fault", *named.takes, *TRIGGER})
    if unknown:
        raise ValueError(f"{name} does not take {unknown[0]!r}; it takes {', '.join((*named.takes, *TRIGGER))}")
    missing = [one for one in named.needs if one not in given]
    if missing:
        raise ValueError(f"{name} needs {missing[0]!r}")
    point = Point(_whole(given, "byte", 0)) if "byte" in given else HEADERS
    return Fault(named.make(given), trigger(given), named.phase, point)
