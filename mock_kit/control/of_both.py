"""What can be asked of either fake about its world: the clock, the journal, and the state as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol

from mock_kit import named_faults
from mock_kit.clock import Clock
from mock_kit.control.arguments import After, Call, Path, System, given
from mock_kit.control.operation import About, get, post
from mock_kit.events import Event
from mock_kit.journal import Exchange, Journal


@dataclass(frozen=True)
class Told:
    """The clock."""

    now: Annotated[datetime, About("its moment, in UTC")]
    running: Annotated[bool, About("whether it goes on by itself")]


@dataclass(frozen=True)
class ExchangeTold:
    """A request and its answer, secrets masked; of long bodies the beginning."""

    number: int
    system: str
    at: Annotated[datetime, About("when it came, in UTC")]
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: str
    status: int | None
    answer: str
    delivery: Annotated[str, About("`whole`, or what a fault made of it")]
    faults: list[str]
    call: Mapping[str, Any]
    error: Annotated[str, About("what failed in the harness itself; empty as a rule")]


@dataclass(frozen=True)
class EventTold:
    """Something that happened."""

    number: int
    system: str
    at: Annotated[datetime, About("when, in UTC")]
    name: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """The requests that were meant."""

    count: int
    numbers: list[int]


@dataclass(frozen=True)
class Snapshot:
    """A state that can be put back."""

    snapshot: int


class Whole(Protocol):
    """What can be put back as a whole: a world, or a fake that is alone."""

    def snapshot(self) -> Any:
        """Return everything as it is now."""

    def restore(self, state: Any) -> None:
        """Make everything what it was when `state` was taken."""

    def reset(self) -> None:
        """Make everything what it was in the beginning."""


class ClockControl:
    """The world's clock from outside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @get("clock")
    def told(self) -> Told:
        """Tell where the clock stands."""
        return Told(self._clock.now(), self._clock.running)

    @post("clock/advance")
    def advance(self, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> Told:
        """Let time pass."""
        if not (days or hours or minutes or seconds):
            raise ValueError("say by how many days, hours, minutes or seconds")
        self._clock.advance(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
        return self.told()

    @post("clock/set")
    def set(self, to: Annotated[str, About("a moment with its time zone, not in the past")]) -> Told:
        """Let time pass until a moment."""
        moment = datetime.fromisoformat(to)
        if moment.tzinfo is None:
            raise ValueError(f"a moment needs its time zone, as in {to}+00:00")
        self._clock.advance_to(moment)
        return self.told()

    @post("clock/freeze")
    def freeze(self) -> Told:
        """Let the clock stand still."""
        self._clock.freeze()
        return self.told()

    @post("clock/release")
    def release(self) -> Told:
        """Let the clock go on by itself."""
        self._clock.release()
        return self.told()


class JournalControl:
    """What was asked of the fakes, and what happened in them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @get("journal")
    def exchanges(self, system: System = None, after: After = 0) -> list[ExchangeTold]:
        """Show the requests and their answers, oldest first."""
        return [_exchange(one) for one in self._journal.exchanges(system) if one.number > after]

    @post("journal/count")
    def count(
        self,
        system: System = None,
        method: str | None = None,
        path: Path = None,
        call: Call = None,
        status: int | None = None,
    ) -> Counted:
        """Count the requests that are like that, to see whether a program did what it should, and how often."""
        wanted = named_faults.trigger(given({"system": system, "path": path, "call": call}))
        found = [
            one.number
            for one in self._journal.exchanges()
            if wanted.matches(one) and method in (None, one.method) and status in (None, one.status)
        ]
        return Counted(len(found), found)

    @post("journal/clear")
    def clear(self) -> None:
        """Forget the requests and events so far."""
        self._journal.clear()

    @get("events")
    def events(
        self,
        name: Annotated[str, About("`keys.removed`, or a family: `keys`")] = "",
        system: System = None,
        after: After = 0,
    ) -> list[EventTold]:
        """Show what happened, oldest first."""
        return [_event(event) for event in self._journal.events.named(name, system) if event.number > after]


class StateControl:
    """The state of a world as a whole; `whole` is None for a fake that is alone."""

    def __init__(self, whole: Whole | None) -> None:
        self._whole = whole
        self._snapshots: dict[int, Any] = {}

    @post("snapshot")
    def snapshot(self) -> Snapshot:
        """Take the state of everything."""
        number = len(self._snapshots) + 1
        self._snapshots[number] = self._in_whole().snapshot()
        return Snapshot(number)

    @post("restore")
    def restore(self, snapshot: Annotated[int, About("its number")]) -> None:
        """Put everything back to what it was then."""
        if snapshot not in self._snapshots:
            raise LookupError(f"no snapshot {snapshot}; there are {', '.join(map(str, self._snapshots)) or 'none'}")
        self._in_whole().restore(self._snapshots[snapshot])

    @post("reset")
    def reset(self) -> None:
        """Put everything back to what it was when the world was made."""
        self._in_whole().reset()

    def _in_whole(self) -> Whole:
        if self._whole is None:
            raise ValueError("this fake runs alone; state is put back by worlds (`twinledger up` is one)")
        return self._whole


def _event(event: Event) -> EventTold:
    return EventTold(event.number, event.system, event.at, event.name, event.details)


def _exchange(exchange: Exchange) -> ExchangeTold:
    return ExchangeTold(
        number=exchange.number,
        system=exchange.system,
        at=exchange.at,
        method=exchange.method,
        path=exchange.path,
        query=exchange.query,
        headers=exchange.headers,
        body=exchange.body.decode("utf-8", "replace"),
        status=exchange.status,
        answer=exchange.answer.decode("utf-8", "replace"),
        delivery=exchange.delivery,
        faults=exchange.faults,
        call=exchange.call,
        error=exchange.error,
    )
