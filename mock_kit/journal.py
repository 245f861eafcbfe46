"""The journal: every request a fake received and every answer it gave, in the order they came, and what happened."""

from __future__ import annotations

import itertools
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from mock_kit.events import NOTHING_HAPPENED, Events, EventsState
from mock_kit.secrets import MASK

KEPT_BODY = 16 * 1024  # so much of a request's or an answer's body is kept
KEPT_BYTES = 64 * 1024 * 1024  # and so much of all of them together
KEPT_EXCHANGES = 50_000  # the newest, and up to a tenth more; older ones are forgotten
LONGEST_SECRET = 256


@dataclass
class Exchange:
    """One request and its answer.

    `opened` and `closed` come from one counter, so two exchanges overlapped if one opened before the other closed.
    `too_large` says that the body was refused unread, so `body` is empty. `delivery` tells what reached the wire:
    `whole`, or what a fault made of it. `error` is set when the harness itself failed while answering; such a run
    proves nothing about a connector. Of long bodies only the beginning is kept, with the whole size beside it. `came`
    are seconds of real time, whatever the world's clock says: only differences between two of them mean something.
    It is `in_clear` until the journal has masked what is secret in it.
    """

    number: int
    system: str
    at: datetime
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    connection: str
    has_socket: bool
    reused: bool
    opened: int
    describe: Callable[[Exchange], Mapping[str, str]] = field(repr=False)
    too_large: bool = False
    closed: int | None = None
    status: int | None = None
    answer: bytes = b""
    body_size: int = 0
    answer_size: int = 0
    delivery: str = "pending"
    faults: list[str] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    error: str = ""
    came: float = 0.0
    in_clear: bool = field(default=True, repr=False, compare=False)

    @cached_property
    def call(self) -> Mapping[str, str]:
        """What the request asks for in the fake's own terms, e.g. `{"model": …, "method": …}`; read on demand."""
        return self.describe(self)

    def __str__(self) -> str:
        """Say in one line what was asked for, what was answered, and what a fault made of it."""
        call = " ".join(str(value) for value in self.call.values())
        faults = f" [{', '.join(self.faults)}]" if self.faults else ""
        delivery = "" if self.delivery == "whole" else f" ({self.delivery})"
        return f"#{self.number} {self.system} {self.method} {self.path} {call} → {self.status}{delivery}{faults}"

    def overlaps(self, other: Exchange) -> bool:
        """Tell whether both were under way at one moment."""
        first, second = sorted((self, other), key=lambda exchange: exchange.opened)
        return first is not second and (first.closed is None or first.closed > second.opened)


@dataclass(frozen=True)
class JournalState:
    """What a journal held when it was captured: it comes back, even if it was forgotten meanwhile."""

    exchanges: tuple[Exchange, ...] = ()
    events: EventsState = NOTHING_HAPPENED
    forgotten: int = 0

    @classmethod
    def after(cls, exchanges: int, events: int) -> JournalState:
        """Return the state of a journal that held so many, of which nothing is known any more."""
        return cls((), EventsState((), events), exchanges)

    def __len__(self) -> int:
        """How many exchanges there had been, the forgotten ones included."""
        return self.forgotten + len(self.exchanges)


class Journal:
    """The exchanges of one world, oldest first; beyond `KEPT_BYTES` the oldest lose their bodies.

    Beyond `KEPT_EXCHANGES` the oldest are forgotten; its length counts them nevertheless.

    `events` are what happened inside the fakes; `changes` grows whenever an exchange opens, closes or is forgotten.

    What has one of `secret_shapes` (regular expressions, quick ones begin with fixed characters) is masked.
    """

    def __init__(self, secret_shapes: Iterable[bytes] = ()) -> None:
        self._secret_shapes = [re.compile(shape) for shape in secret_shapes]
        self._sequence = itertools.count(1)
        self.events = Events(self._sequence)
        self.changes = 0
        self._exchanges: list[Exchange] = []
        self._in_clear: list[Exchange] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._with_bodies: deque[tuple[Exchange, int]] = deque()  # those that are closed, with their bodies' size
        self._kept_bytes = 0
        self._forgotten = 0
        self._watchers: list[Callable[[Exchange], object]] = []

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.exchanges())

    def __len__(self) -> int:
        return self._forgotten + len(self._exchanges)

    def exchanges(self, system: str | None = None) -> list[Exchange]:
        """Return the exchanges, of one system if it is named."""
        with self._lock:
            self._mask()
            return [exchange for exchange in self._exchanges if system in (None, exchange.system)]

    def since(self, count: int) -> list[Exchange]:
        """Return the exchanges that came after the first so many, as its length counts them."""
        with self._lock:
            self._mask()
            return self._exchanges[max(count - self._forgotten, 0) :]

    @property
    def errors(self) -> list[Exchange]:
        """The exchanges in which the harness itself failed."""
        return [exchange for exchange in self if exchange.error]

    def numbers(self) -> tuple[int, int]:
        """Return the next exchange's number and its place in the sequence of openings and closings."""
        return next(self._numbers), next(self._sequence)

    def open(self, exchange: Exchange) -> None:
        """Note a request that has arrived."""
        with self._lock:
            self._exchanges.append(exchange)
            self.changes += 1
            if len(self._exchanges) > KEPT_EXCHANGES * 1.1:
                self._forget()

    def close(self, exchange: Exchange) -> None:
        """Note that the answer has left; whoever asks for the exchange from here on sees no secret."""
        exchange.closed = next(self._sequence)
        exchange.body_size, exchange.answer_size = len(exchange.body), len(exchange.answer)
        if exchange.body_size > KEPT_BODY:
            _ = exchange.call  # it reads the whole body, so now is the time
        exchange.body = exchange.body[: KEPT_BODY + LONGEST_SECRET]
        exchange.answer = exchange.answer[: KEPT_BODY + LONGEST_SECRET]
        with self._lock:
            self._in_clear.append(exchange)
            self.changes += 1
            self._keep_bodies([exchange])
            self._let_go()
        for watcher in self._watchers:
            watcher(exchange)

    def watch(self, closed: Callable[[Exchange], object]) -> None:
        """Call `closed` with every exchange from now on, in the thread that answers, before the answer leaves."""
        self._watchers.append(closed)

    def resume(self, state: JournalState) -> None:
        """Go on from what there had been in an earlier life: numbers and places go on as well."""
        self.restore(state)
        places = [one.closed or one.opened for one in state.exchanges] + [event.place for event in state.events.kept]
        self._sequence = itertools.count(max(places, default=0) + 1)
        self._numbers = itertools.count(max((one.number for one in state.exchanges), default=0) + 1)
        self.events.resume(state.events, self._sequence)

    def clear(self) -> None:
        """Forget every exchange and every event."""
        self.restore(JournalState())

    def capture(self) -> JournalState:
        """Return what it holds."""
        return JournalState(tuple(self._exchanges), self.events.capture(), self._forgotten)

    def restore(self, state: JournalState) -> None:
        """Hold the exchanges and events that there were when `state` was captured, and no others."""
        self.events.restore(state.events)
        with self._lock:
            self._exchanges[:] = state.exchanges
            self._forgotten = state.forgotten
            self.changes += 1
            closed = [exchange for exchange in state.exchanges if exchange.closed is not None]
            self._in_clear = [exchange for exchange in closed if exchange.in_clear]
            self._with_bodies.clear()
            self._kept_bytes = 0
            self._keep_bodies(closed)

    def masked(self, text: str) -> str:
        """Return a text without the secrets in it."""
        return self._masked(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def _mask(self) -> None:
        """Mask what was closed since somebody last looked: nobody waits for it while a request is answered."""
        for exchange in self._in_clear:
            exchange.call = {name: self.masked(value) for name, value in exchange.call.items()}
            exchange.headers = {name: self.masked(value) for name, value in exchange.headers.items()}
            exchange.path = self.masked(exchange.path)
            exchange.query = self.masked(exchange.query)
            exchange.body = self._masked(exchange.body)[:KEPT_BODY]
            exchange.answer = self._masked(exchange.answer)[:KEPT_BODY]
            exchange.in_clear = False
        self._in_clear.clear()

    def _masked(self, data: bytes) -> bytes:
        for shape in self._secret_shapes:
            data = shape.sub(MASK.encode(), data)
        return data

    def _forget(self) -> None:
        """Forget the oldest."""
        count = len(self._exchanges) - KEPT_EXCHANGES
        del self._exchanges[:count]
        self._forgotten += count
        first = self._exchanges[0].number
        self._in_clear = [one for one in self._in_clear if one.number >= first]
        self._with_bodies = deque(pair for pair in self._with_bodies if pair[0].number >= first)
        self._kept_bytes = sum(size for _, size in self._with_bodies)

    def _keep_bodies(self, closed: Iterable[Exchange]) -> None:
        for exchange in closed:
            size = len(exchange.body) + len(exchange.answer)
            self._with_bodies.append((exchange, size))
            self._kept_bytes += size

    def _let_go(self) -> None:
        """Let the oldest lose their bodies; those that are still being answered need theirs."""
        while self._kept_bytes > KEPT_BYTES:
            oldest, size = self._with_bodies.popleft()
            self._kept_bytes -= size
            oldest.body = oldest.answer = b""
