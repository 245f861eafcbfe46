"""The clock: every date, expiry, `Date` header and Retry-After of a world comes from here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

DEFAULT_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LAST = datetime(9000, 1, 1, tzinfo=UTC)  # what ends years later still has a date


@dataclass(frozen=True)
class ClockState:
    """How far a clock had been moved when it was captured, and from where: None if it was running."""

    moved: timedelta
    start: datetime | None


class Clock:
    """A clock that stands still until it is moved or, if `running`, goes on by itself from `start`.

    All times are aware and in UTC. A clock only moves forward; `restore` is the one way back, and it takes back what
    the clock was moved by: the time that really passed on a running one stays passed. A running clock can be frozen,
    and a standing one released.
    """

    def __init__(self, start: datetime = DEFAULT_START, *, running: bool = False) -> None:
        if start.tzinfo is None:
            raise ValueError(f"the clock's start must carry a time zone, got {start!r}; write datetime(…, tzinfo=UTC)")
        # Where it began and, if it runs, since when it does: one value, so that nobody reads half of a change.
        self._origin = start.astimezone(UTC), time.monotonic() if running else None
        self._moved = timedelta(0)
        self._watchers: list[Callable[[], object]] = []
        self._lock = threading.Lock()  # of who moves it: nothing that somebody adds is lost

    @classmethod
    def of_the_machine(cls) -> Clock:
        """Return a running clock that starts at the machine's time, for connectors that are programs of their own."""
        return cls(datetime.now(UTC), running=True)

    @property
    def running(self) -> bool:
        """Whether it goes on by itself."""
        return self._origin[1] is not None

    def now(self) -> datetime:
        """Return the current moment (aware, UTC, microseconds)."""
        return self._unmoved() + self._moved

    def _unmoved(self) -> datetime:
        start, since = self._origin
        return start if since is None else start + timedelta(seconds=time.monotonic() - since)

    def today(self) -> date:
        """Return the current day in UTC."""
        return self.now().date()

    def http_date(self) -> str:
        """Return the current moment as an HTTP `Date` header has it."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward by `by` and return the new moment; raise ValueError if that is backward."""
        if by < timedelta(0):
            raise ValueError(f"the clock only moves forward, asked to move by {by}")
        with self._lock:
            if by > LAST - self.now():
                raise ValueError(f"the clock goes up to the year {LAST.year}, asked to move by {by}")
            self._moved += by
        self._tell()
        return self.now()

    def advance_to(self, moment: datetime) -> datetime:
        """Move the clock forward to `moment` (aware) and return it; raise ValueError if it has passed."""
        now = self.now()
        if moment < now:
            raise ValueError(f"the clock only moves forward: it is {now}, asked for {moment}")
        self.advance(moment - now)
        return moment.astimezone(UTC)

    def freeze(self) -> None:
        """Let it stand still at the current moment."""
        self._run(on=False)

    def release(self) -> None:
        """Let it go on by itself from where it stands."""
        self._run(on=True)

    def capture(self) -> ClockState:
        """Return how far the clock has been moved, and from where if it stands still."""
        start, since = self._origin
        return ClockState(self._moved, start if since is None else None)

    def restore(self, state: ClockState) -> None:
        """Take back what the clock was moved by since `state` was captured; it runs if it ran then."""
        if state.start is not None:
            self._origin = state.start, None
        self._moved = state.moved
        self._run(on=state.start is None)

    def watch(self, moved: Callable[[], object]) -> None:
        """Call `moved`, in the thread that moves it, whenever the clock was moved."""
        self._watchers.append(moved)

    def unwatch(self, moved: Callable[[], object]) -> None:
        """Call `moved` no more; who does not watch is left alone."""
        if moved in self._watchers:
            self._watchers.remove(moved)

    def _run(self, *, on: bool) -> None:
        if on != self.running:
            self._origin = self._unmoved(), time.monotonic() if on else None
        self._tell()

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()


class ClockApart(Clock):
    """A clock that goes with another one and is `by` ahead of it, or behind: two machines are never quite agreed.

    It moves when the other does; to move it moves both.
    """

    def __init__(self, other: Clock) -> None:
        super().__init__()
        self.by = timedelta(0)
        self._other = other

    @property
    def running(self) -> bool:
        """Whether both go on by themselves."""
        return self._other.running

    def now(self) -> datetime:
        """Return the current moment (aware, UTC, microseconds)."""
        return self._other.now() + self.by

    def advance(self, by: timedelta) -> datetime:
        """Move both clocks forward by `by` and return the new moment; raise ValueError if that is backward."""
        return self._other.advance(by) + self.by

    def advance_to(self, moment: datetime) -> datetime:
        """Move both clocks so that this one shows `moment` (aware); raise ValueError if it has passed."""
        return self._other.advance_to(moment - self.by) + self.by

    def freeze(self) -> None:
        """Let both stand still."""
        self._other.freeze()

    def release(self) -> None:
        """Let both go on."""
        self._other.release()

    def capture(self) -> ClockState:
        """Return how far it is ahead."""
        return ClockState(self.by, None)

    def restore(self, state: ClockState) -> None:
        """Let it be as far ahead as when `state` was captured; the other clock is restored by itself."""
        self.by = state.moved

    def watch(self, moved: Callable[[], object]) -> None:
        """Call `moved`, in the thread that moves it, whenever the clock was moved."""
        self._other.watch(moved)

    def unwatch(self, moved: Callable[[], object]) -> None:
        """Call `moved` no more."""
        self._other.unwatch(moved)
