"""Events: what happened inside a fake that no request shows by itself, in the order it came about."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

KEPT_EVENTS = 50_000  # the newest, and up to a tenth more


@dataclass(frozen=True)
class Event:
    """One thing that happened: where, when, what (`keys.removed`), and who and whose in `details`; never a secret.

    `place` is one in the sequence in which the journal's exchanges open and close.
    """

    number: int
    system: str
    at: datetime
    name: str
    details: Mapping[str, Any]
    place: int = 0


@dataclass(frozen=True)
class EventsState:
    """What had happened when it was captured, and how much more had been forgotten before."""

    kept: tuple[Event, ...] = ()
    forgotten: int = 0

    def __len__(self) -> int:
        """How many events there had been, the forgotten ones included."""
        return self.forgotten + len(self.kept)


NOTHING_HAPPENED = EventsState()


class Events:
    """The events of one world, oldest first; each takes its place in `sequence`, if there is one to share.

    Beyond `KEPT_EVENTS` the oldest are forgotten; its length counts them nevertheless.
    """

    def __init__(self, sequence: Iterator[int] | None = None) -> None:
        self._sequence = sequence or itertools.count(1)
        self._events: list[Event] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._forgotten = 0
        self._watchers: list[Callable[[Event], object]] = []

    def __iter__(self) -> Iterator[Event]:
        return iter(self.named())

    def __len__(self) -> int:
        return self._forgotten + len(self._events)

    def note(self, system: str, at: datetime, name: str, details: Mapping[str, Any]) -> None:
        """Note that something happened."""
        with self._lock:
            event = Event(next(self._numbers), system, at, name, dict(details), next(self._sequence))
            self._events.append(event)
            if len(self._events) > KEPT_EVENTS * 1.1:
                self._forgotten += len(self._events) - KEPT_EVENTS
                del self._events[:-KEPT_EVENTS]
        for watcher in self._watchers:
            watcher(event)

    def watch(self, happened: Callable[[Event], object]) -> None:
        """Call `happened` with every event from now on, in the thread in which it came about."""
        self._watchers.append(happened)

    def resume(self, state: EventsState, sequence: Iterator[int]) -> None:
        """Go on from what had happened in an earlier life: numbers go on as well, and places in that sequence."""
        self.restore(state)
        self._sequence = sequence
        self._numbers = itertools.count(max((event.number for event in state.kept), default=0) + 1)

    def since(self, count: int) -> list[Event]:
        """Return the events that came after the first so many, as its length counts them."""
        with self._lock:
            return self._events[max(count - self._forgotten, 0) :]

    def named(self, name: str = "", system: str | None = None) -> list[Event]:
        """Return the events of that name, or of the family that it is the beginning of (`keys`); all for none."""
        with self._lock:
            return [
                event
                for event in self._events
                if system in (None, event.system) and (not name or f"{event.name}.".startswith(f"{name}."))
            ]

    def capture(self) -> EventsState:
        """Return what it holds."""
        with self._lock:
            return EventsState(tuple(self._events), self._forgotten)

    def restore(self, state: EventsState) -> None:
        """Hold the events that there were when `state` was captured, and no others."""
        with self._lock:
            self._events[:] = state.kept
            self._forgotten = state.forgotten
