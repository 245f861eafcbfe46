"""Nights: when Silverfin synchronises by itself.

Provenance: that it does so every night is documented (support article 101000542153; `sync.requested` in
developer.silverfin.com/reference/sync-api-webhook-events); the hour is assumed. Each night counts, of those that a
clock was moved over at once the last seven.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from mock_silverfin.ledger import companies
from mock_silverfin.ledger.books import Books
from mock_silverfin.webhooks import hooks, outbox
from mock_silverfin.webhooks.hooks import Webhook

HOUR = 2  # UTC
MOST_AT_ONCE = 7

Table = Literal["night", "night_of_integrations"]


def last_night(now: datetime) -> datetime:
    """Return the last moment, `now` included, at which a nightly run began."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def next_night(now: datetime) -> datetime:
    """Return the next moment after `now` at which a nightly run begins."""
    return last_night(now) + timedelta(days=1)


def passed(books: Books, table: Table) -> list[datetime]:
    """Return the nights of a firm that nobody has been told of yet, the last seven at most, and count them as told.

    A clock that was put back has passed none.
    """
    night = last_night(books.clock.now())
    with books.store.transaction():
        [(told,)] = books.store.all(f"SELECT began_at FROM {table}")
        count = min((night - last_night(datetime.fromisoformat(told))).days, MOST_AT_ONCE)
        if count:
            books.store.execute(f"UPDATE {table} SET began_at = ?", [night.isoformat()])
        return [night - timedelta(days=before) for before in reversed(range(count))]


def request_overnight(books: Books) -> None:
    """Ask the webhooks of a firm for a synchronisation of every linked file, once for each night that has passed.

    A webhook that was registered after a night is not asked for it.
    """
    with books.store.transaction():
        for night in passed(books, "night"):
            for company in companies.all_of(books):
                if company.application_id is not None:
                    outbox.announce(books, hooks.REQUESTED, company, partial(_is_older, night))


def _is_older(night: datetime, hook: Webhook) -> bool:
    return hook.created_at < night
