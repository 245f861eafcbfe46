"""The outbox of a firm: what webhooks are to be told, written down with what happened and sent afterwards.

A message whose receiver does not answer 2xx is sent again after 1, 5, 30 and 120 minutes; after the fifth failure its
webhook expires (that there are retries is documented, their times are assumed).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from mock_kit.store import Row
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.webhooks import hooks
from mock_silverfin.webhooks.hooks import Webhook

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
COLUMNS = "number, webhook_id, event, company_id, details, noted_at, due_at, attempts, state, answer"


class State(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # five times
    DROPPED = "dropped"  # its webhook expired meanwhile
    WITHHELD = "withheld"  # its host may not be called from here


@dataclass(frozen=True)
class Delivery:
    """A message for a webhook about a client file; moments are in UTC, `answer` says how the last attempt ended.

    `details` is what an event says beyond that.
    """

    number: int
    webhook_id: int
    event: str
    company_id: int
    details: Mapping[str, Any]
    noted_at: datetime
    due_at: datetime
    attempts: int
    state: State
    answer: str

    @property
    def is_last_attempt(self) -> bool:
        """Whether its webhook expires if it fails once more."""
        return self.attempts == len(PAUSES)


def announce(books: Books, event: str, company: Company, to: Callable[[Webhook], bool] | None = None) -> None:
    """Write down an event about a client file for every webhook of its application that hears of such events.

    `to` leaves out webhooks. Sending begins when the transaction that is under way, if any, is through.
    """
    found = [hook for hook in hooks.that_hear(books, event) if hook.application_id == company.application_id]
    _write_down(books, event, company.id, [hook for hook in found if to is None or to(hook)], {})


def tell(books: Books, event: str, company_id: int, times: int = 1, **details: object) -> None:
    """Write down an event of REST v4 for every core webhook of the firm that hears of such events."""
    if times and (found := hooks.that_hear(books, event)):
        _write_down(books, event, company_id, found * times, details)


def _write_down(
    books: Books, event: str, company_id: int, found: Sequence[Webhook], details: Mapping[str, object]
) -> None:
    now = books.clock.now().isoformat()
    rows = [(hook.id, event, company_id, json.dumps(details), now, now) for hook in found]
    if rows:
        insert = """INSERT INTO delivery (webhook_id, event, company_id, details, noted_at, due_at, place)
            VALUES (?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(number), 0) + 1 FROM delivery))"""
        books.store.execute_many(insert, rows)
        books.store.after_commit(books.something_waits)


def all_of(books: Books) -> list[Delivery]:
    """Return every message of the firm, oldest first."""
    return [_delivery(row) for row in books.store.all(f"SELECT {COLUMNS} FROM delivery ORDER BY number")]


def due(books: Books) -> list[Delivery]:
    """Return the messages that are to be sent now, in the order in which they go out."""
    query = f"SELECT {COLUMNS} FROM delivery WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, place, number"
    return [_delivery(row) for row in books.store.all(query, [books.clock.now().isoformat()])]


def next_due(books: Books) -> datetime | None:
    """Return when the next message is to be sent; None if none waits."""
    row = books.store.one("SELECT MIN(due_at) FROM delivery WHERE state = 'waiting'")
    return None if row is None or row[0] is None else datetime.fromisoformat(row[0])


def reorder(books: Books, numbers: Sequence[int]) -> None:
    """Let the messages that wait go out in this order."""
    rows = list(enumerate(numbers))
    books.store.execute_many("UPDATE delivery SET place = ? WHERE number = ?", rows)


def settle(books: Books, delivery: Delivery, state: State, answer: str) -> None:
    """Note how an attempt ended; one that failed is made again later, unless its webhook expires with it."""
    due_at = delivery.due_at
    with books.store.transaction():
        if state is State.FAILED and delivery.is_last_attempt:
            hooks.expire(books, delivery.webhook_id)
        elif state is State.FAILED:
            state, due_at = State.WAITING, books.clock.now() + PAUSES[delivery.attempts]
        query = "UPDATE delivery SET attempts = attempts + 1, state = ?, due_at = ?, answer = ? WHERE number = ?"
        books.store.execute(query, [state.value, due_at.isoformat(), answer, delivery.number])


def _delivery(row: Row) -> Delivery:
    number, webhook_id, event, company_id, said, *moments, attempts, state, answer = row
    noted_at, due_at = map(datetime.fromisoformat, moments)
    details = json.loads(said)
    return Delivery(number, webhook_id, event, company_id, details, noted_at, due_at, attempts, State(state), answer)
