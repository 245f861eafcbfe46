"""Nights: when Silverfin synchronises by itself.

Provenance: that it does so every night is documented (support article 101000542153; `sync.requested` in
developer.silverfin.com/reference/sync-api-webhook-events); the hour is assumed. A clock that is moved over several
nights at once has seen the last of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mock_silverfin.ledger import companies
from mock_silverfin.ledger.books import Books
from mock_silverfin.webhooks import hooks, outbox

HOUR = 2  # UTC


def last_night(now: datetime) -> datetime:
    """Return the last moment, `now` included, at which a nightly run began."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def next_night(now: datetime) -> datetime:
    """Return the next moment after `now` at which a nightly run begins."""
    return last_night(now) + timedelta(days=1)


def request_overnight(books: Books) -> None:
    """Ask the webhooks of a firm for a synchronisation of every linked file, if a night has passed since the last time.

    A webhook that was registered after that night is not asked.
    """
    night = last_night(books.clock.now())
    with books.store.transaction():
        if not books.store.execute("UPDATE night SET began_at = ?1 WHERE began_at < ?1", [night.isoformat()]):
            return
        for company in companies.all_of(books):
            if company.application_id is not None:
                outbox.announce(books, hooks.REQUESTED, company, lambda hook: hook.created_at < night)
