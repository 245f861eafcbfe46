"""Events: what happened inside a fake that no request shows by itself, in the order it came about."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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


class Events:
    """The events of one world, oldest first; each takes its place in `sequence`, if there is one to share."""

    def __init__(self, sequence: Iterator[int] | None = None) -> None:
        self._sequence = sequence or itertools.count(1)
        self._events: list[Event] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.named())

    def __len__(self) -> int:
        return len(self._events)

    def note(self, system: str, at: datetime, name: str, details: Mapping[str, Any]) -> None:
        """Note that something happened."""
        with self._lock:
            self._events.append(Event(next(self._numbers), system, at, name, dict(details), next(self._sequence)))

    def named(self, name: str = "", system: str | None = None) -> list[Event]:
        """Return the events of that name, or of the family that it is the beginning of (`keys`); all for none."""
        with self._lock:
            return [
                event
                for event in self._events
                if system in (None, event.system) and (not name or f"{event.name}.".startswith(f"{name}."))
            ]

    def restore(self, events: Iterable[Event]) -> None:
        """Hold these events and no others."""
        with self._lock:
            self._events[:] = events
