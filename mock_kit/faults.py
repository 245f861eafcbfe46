"""Faults: what goes wrong on the way, where exactly, and how often it really did.

A fault has a *phase* (before the handler, or after its commit), a *point* of the answer, a *trigger* and an *effect*.
What a fake has done is decided by its handler alone, never by what was delivered afterwards.
"""

from __future__ import annotations

import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from mock_kit.answer import HEADERS, Answer, Delivery, Ending, Point
from mock_kit.journal import Exchange

HTML = ("Content-Type", "text/html")

GARBAGE = bytes(range(0x80, 0x100)) + b"]}>"


class Phase(StrEnum):
    """On which side of the handler a fault strikes."""

    BEFORE = "before the handler"
    AFTER = "after the commit"


class Effect(ABC):
    """What a fault does: it returns the answer to send, or None to let the request go on to its handler."""

    needs_socket: ClassVar[bool] = False

    @abstractmethod
    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Act on an exchange; `answer` is None before the handler has run."""


@dataclass(frozen=True)
class Delay(Effect):
    """The request waits so many seconds of real time."""

    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:g} s late"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Wait, then go on as before."""
        del point, exchange
        time.sleep(self.seconds)
        return answer


@dataclass(frozen=True)
class Act(Effect):
    """Something else happens in the world at this very moment, e.g. a colleague removes the key."""

    action: Callable[[], object]

    def __str__(self) -> str:
        return "something happens"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Do it, then go on as before."""
        del point, exchange
        self.action()
        return answer


@dataclass(frozen=True)
class Look(Effect):
    """Somebody sees the request as it came, before the journal masks what is secret, and the answer if there is one."""

    action: Callable[[Exchange, Answer | None], object]

    def __str__(self) -> str:
        return "somebody looks"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Show it, then go on as before."""
        del point
        self.action(exchange, answer)
        return answer


@dataclass(frozen=True)
class Status(Effect):
    """Another status is answered, as infrastructure in front of the fake would: HTML, unless its headers say else."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def __str__(self) -> str:
        return f"status {self.status}"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer:
        """Answer with this status whatever the handler said or would have said."""
        del point, exchange, answer
        typed = any(name.lower() == "content-type" for name, _ in self.headers)
        return Answer(self.status, [*self.headers] if typed else [HTML, *self.headers], self.body)


@dataclass(frozen=True)
class Dribble(Effect):
    """The answer's body arrives in small chunks with a pause before each."""

    chunk: int
    pause: float
    needs_socket: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.chunk} bytes at a time"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Slow the answer down; without one yet there is nothing to slow."""
        del point, exchange
        return answer and replace(answer, delivery=Delivery(chunk=self.chunk, pace=self.pause))


@dataclass(frozen=True)
class HangUp(Effect):
    """The answer is whole and says that the connection ends with it, so that the next request needs a fresh one."""

    def __str__(self) -> str:
        return "connection closed behind it"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Announce the end of the connection."""
        del point, exchange
        return answer and replace(answer, headers=[*answer.headers, ("Connection", "close")])


@dataclass(frozen=True)
class _Cut(Effect):
    ending: ClassVar[Ending]
    needs_socket: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"connection {self.ending}"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer:
        """End the connection at `point`; before the handler there is no body to send a part of."""
        del exchange
        if answer is None:
            return Answer(500, delivery=Delivery(self.ending))
        return replace(answer, delivery=Delivery(self.ending, point))


class Reset(_Cut):
    """The connection is torn down (RST)."""

    ending = Ending.RESET


class Close(_Cut):
    """The connection ends in order (FIN); inside the body that is a truncation."""

    ending = Ending.CLOSE


@dataclass(frozen=True)
class Silence(Effect):
    """No answer comes, and the connection stays open: until the client gives up, or for `seconds` of real time."""

    seconds: float
    needs_socket: ClassVar[bool] = True

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer:
        """Keep silent, whatever the handler said or would have said, and end the connection afterwards."""
        del point, exchange
        silent = Delivery(Ending.CLOSE, pace=self.seconds)
        return replace(answer, delivery=silent) if answer is not None else Answer(500, delivery=silent)


@dataclass(frozen=True)
class Garbage(Effect):
    """The answer keeps its status and its headers, and its body is not what they say."""

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Put bytes of no format in the place of the body; without an answer yet there is nothing to spoil."""
        del point, exchange
        return answer and replace(answer, body=GARBAGE)


@dataclass(frozen=True)
class Altered(Effect):
    """Another body is answered, which is made of the one that the handler gave."""

    change: Callable[[bytes], bytes]

    def __str__(self) -> str:
        return "another body"

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Change the body; without an answer yet there is none."""
        del point, exchange
        return answer and replace(answer, body=self.change(answer.body))


def proxy_error(status: int) -> Status:
    """Return the HTML error page of a reverse proxy in front of the fake."""
    page = f"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>\r\n"
    return Status(status, body=page.encode())


@dataclass(frozen=True)
class Trigger:
    """When a fault strikes: at the `nth` matching request and for `times` of them (None: for ever).

    `path` is a regular expression for the whole path, `call` names members of `Exchange.call` that must be equal, and
    `where` is any further condition.
    """

    system: str | None = None
    path: str | None = None
    call: Mapping[str, str] = field(default_factory=dict)
    where: Callable[[Exchange], bool] | None = None
    nth: int = 1
    times: int | None = 1

    def matches(self, exchange: Exchange) -> bool:
        """Tell whether the request is one of those that count."""
        return (
            self.system in (None, exchange.system)
            and (self.path is None or re.fullmatch(self.path, exchange.path) is not None)
            and all(exchange.call.get(name) == value for name, value in self.call.items())
            and (self.where is None or self.where(exchange))
        )


@dataclass(frozen=True)
class Fault:
    """One fault: effect, trigger, phase and point."""

    effect: Effect
    trigger: Trigger = field(default_factory=Trigger)
    phase: Phase = Phase.AFTER
    point: Point = HEADERS


@dataclass
class Armed:
    """A fault in a plan, with the number of requests that matched its trigger and the number of times it fired.

    `name` is what it was armed by from outside, empty for what Python armed.
    """

    fault: Fault
    name: str = ""
    seen: int = 0
    fired: int = 0

    def due(self, exchange: Exchange) -> bool:
        """Count a request and tell whether the fault strikes at it."""
        trigger = self.fault.trigger
        if not trigger.matches(exchange):
            return False
        self.seen += 1
        struck = self.seen >= trigger.nth and (trigger.times is None or self.seen < trigger.nth + trigger.times)
        self.fired += struck
        return struck


class FaultPlan:
    """The faults of one world. Nothing is left to chance: each says at which request it strikes, and counts."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._lock = threading.Lock()

    def arm(self, fault: Fault, name: str = "") -> Armed:
        """Add a fault and return it with its counters, all zero."""
        armed = Armed(fault, name)
        with self._lock:
            self._armed.append(armed)
        return armed

    def disarm(self, armed: Armed) -> None:
        """Take a fault out again; its counters stay readable."""
        with self._lock:
            self._armed = [other for other in self._armed if other is not armed]

    def clear(self) -> None:
        """Take every fault out."""
        with self._lock:
            self._armed = []

    def due(self, exchange: Exchange, phase: Phase) -> list[Fault]:
        """Return the faults that strike at this request in this phase, in the order they were armed."""
        with self._lock:
            return [armed.fault for armed in self._armed if armed.fault.phase is phase and armed.due(exchange)]

    def capture(self) -> list[tuple[Armed, int, int]]:
        """Return the armed faults with their counters."""
        with self._lock:
            return [(armed, armed.seen, armed.fired) for armed in self._armed]

    def restore(self, state: list[tuple[Armed, int, int]]) -> None:
        """Put back the faults and the counters of when `state` was captured."""
        with self._lock:
            for armed, seen, fired in state:
                armed.seen, armed.fired = seen, fired
            self._armed = [armed for armed, _, _ in state]
