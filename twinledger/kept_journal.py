"""The journal of a kept world: every exchange and every event, masked and sealed, as soon as it is over."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_kit.events import KEPT_EVENTS, Event, EventsState
from mock_kit.journal import KEPT_EXCHANGES, Exchange, Journal, JournalState

if TYPE_CHECKING:
    from twinledger.kept import Kept

EXCHANGE, EVENT = "exchange", "event"
BYTES = ("body", "answer")


class KeptJournal:
    """Fills a journal with what it held in an earlier life, and keeps what comes from then on."""

    def __init__(self, kept: Kept, journal: Journal) -> None:
        self._kept = kept
        self._journal = journal
        exchanges = tuple(_exchange(row) for row in kept.all(EXCHANGE)[-KEPT_EXCHANGES:])
        events = tuple(_event(row) for row in kept.all(EVENT)[-KEPT_EVENTS:])
        journal.resume(JournalState(exchanges, EventsState(events)))
        journal.watch(self._closed)
        journal.events.watch(lambda event: kept.add(EVENT, event.number, _written(event)))

    def _closed(self, exchange: Exchange) -> None:
        self._journal.since(len(self._journal))  # whoever looks sees no secret
        self._kept.add(EXCHANGE, exchange.number, _written_exchange(exchange))

    def keep_all(self) -> None:
        """Keep what the journal holds now, and nothing else: it was put back."""
        closed = [one for one in self._journal if one.closed]
        self._kept.replace_all(EXCHANGE, _numbered(closed, _written_exchange))
        self._kept.replace_all(EVENT, _numbered(self._journal.events, _written))


def _numbered(items: Any, written: Any) -> Iterator[tuple[int, Any]]:
    return ((item.number, written(item)) for item in items)


def _written(event: Event) -> dict[str, Any]:
    return {**vars(event), "at": event.at.isoformat()}


def _event(written: dict[str, Any]) -> Event:
    return Event(**{**written, "at": datetime.fromisoformat(written["at"])})


def _written_exchange(exchange: Exchange) -> dict[str, Any]:
    known = {name: value for name, value in vars(exchange).items() if name not in ("describe", "came", *BYTES)}
    bodies = {name: b64encode(getattr(exchange, name)).decode() for name in BYTES}
    return {**known, **bodies, "at": exchange.at.isoformat(), "call": dict(exchange.call)}


def _exchange(written: dict[str, Any]) -> Exchange:
    call = written.pop("call")
    bodies = {name: b64decode(written[name]) for name in BYTES}
    at = datetime.fromisoformat(written["at"])
    return Exchange(**{**written, **bodies, "at": at}, describe=lambda _: call)
