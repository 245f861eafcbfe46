"""Webhooks as applications register them: a URL, the events that it is told of, and when it was given up.

Those of the SyncAPI hear of synchronisations, core webhooks of REST v4 of whatever changes in a firm's files.

Provenance: events and members are documented (developer.silverfin.com/reference/sync-api-webhook-events and
webhook-events; at second hand api-evangelist's openapi).
When `expired_at` is set is assumed: after five failures in a row of one message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from mock_kit.loopback import is_loopback
from mock_kit.store import Row
from mock_silverfin import messages
from mock_silverfin.errors import InvalidError, NotFoundError, Problem
from mock_silverfin.ledger.books import Books

REQUESTED, ADDED, REMOVED = "sync.requested", "sync.company_added", "sync.company_removed"
EVENTS = (REQUESTED, ADDED, REMOVED)
ACCOUNT_CREATED, ACCOUNT_UPDATED, CUSTOM_UPDATED = "account.created", "account.updated", "custom.updated"
PERIOD_UPDATED, EXPORT_CREATED = "period.updated", "export.created"
SYNC_STATE, BALANCES = "sync_state.updated", "financial_balances.changed"
TOLD = (ACCOUNT_CREATED, ACCOUNT_UPDATED, CUSTOM_UPDATED, PERIOD_UPDATED, EXPORT_CREATED, SYNC_STATE, BALANCES)
NEVER_TOLD = (  # nothing in the fake brings them about
    *("account.destroyed", "period.created", "period.destroyed", "export.destroyed"),
    *("transaction_document.processed", "permanent_document.processed"),
    *(f"{what}.{done}" for what in ("comment", "remark") for done in ("created", "updated", "destroyed")),
)
CORE_EVENTS = (*TOLD, *NEVER_TOLD)
Owner = tuple[int, int]  # an application, and the person by whose grant it acts
COLUMNS = "id, application_id, user_id, url, events, created_at, expired_at"
IN_HTTP = re.compile("[!-~]+")  # what a request can carry as it stands; everything else is escaped


@dataclass(frozen=True)
class Webhook:
    """A webhook of an application in one firm, made by a person's grant; it is silent from `expired_at` (UTC) on."""

    id: int
    application_id: int
    user_id: int
    url: str
    events: tuple[str, ...]
    created_at: datetime
    expired_at: datetime | None

    @property
    def is_core(self) -> bool:
        """Whether it is one of REST v4, not of the SyncAPI."""
        return self.events[0] in CORE_EVENTS


def add(
    books: Books,
    owner: Owner,
    url: str,
    events: Sequence[str],
    plain: Collection[str] = (),
    known: Sequence[str] = EVENTS,
) -> Webhook:
    """Register a webhook for `known` events: those of the SyncAPI, or the core ones.

    Raise InvalidError for a URL that is none or not https (documented: "valid https"; http is taken for this machine
    and for the hosts in `plain`), and for events that do not exist, none at all included (assumed).
    """
    if problems := [*_url_problems(url, plain), *_event_problems(events, known)]:
        raise InvalidError(problems)
    [id_] = books.ids.take()
    hook = Webhook(id_, *owner, url, tuple(dict.fromkeys(events)), books.clock.now(), None)
    row = [id_, *owner, url, json.dumps(hook.events), hook.created_at.isoformat(), None]
    books.store.execute("INSERT INTO webhook VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    books.store.after_commit(books.something_waits)  # the nights are watched from now on
    return hook


def all_of(books: Books, application_id: int) -> list[Webhook]:
    """Return the webhooks of an application in this firm, oldest first, those that expired included."""
    return [hook for hook in of_firm(books) if hook.application_id == application_id]


def of_firm(books: Books) -> list[Webhook]:
    """Return every webhook of the firm, oldest first, those that expired included."""
    return [_webhook(row) for row in books.store.all(f"SELECT {COLUMNS} FROM webhook ORDER BY id")]


def that_hear(books: Books, event: str) -> list[Webhook]:
    """Return the webhooks of this firm that are told of an event, oldest first."""
    found = books.store.all(f"SELECT {COLUMNS} FROM webhook WHERE expired_at IS NULL ORDER BY id")
    return [hook for hook in map(_webhook, found) if event in hook.events]


def get(books: Books, webhook_id: int) -> Webhook:
    """Return a webhook; raise NotFoundError if the firm has none of that id."""
    row = books.store.one(f"SELECT {COLUMNS} FROM webhook WHERE id = ?", [webhook_id])
    if row is None:
        raise NotFoundError
    return _webhook(row)


def remove(books: Books, application_id: int, webhook_id: int, *, is_core: bool = False) -> None:
    """Remove a webhook and whatever waits for it; raise NotFoundError if the application has no such one."""
    with books.store.transaction():
        found = get(books, webhook_id)
        if found.application_id != application_id or found.is_core != is_core:
            raise NotFoundError
        books.store.execute("DELETE FROM webhook WHERE id = ?", [webhook_id])
        books.store.execute("DELETE FROM delivery WHERE webhook_id = ? AND state = 'waiting'", [webhook_id])


def expire(books: Books, webhook_id: int) -> None:
    """Give a webhook up: it hears of nothing any more, and what waits for it is not sent."""
    with books.store.transaction():
        now = books.clock.now().isoformat()
        books.store.execute("UPDATE webhook SET expired_at = ? WHERE id = ?", [now, webhook_id])
        query = "UPDATE delivery SET state = 'dropped' WHERE webhook_id = ? AND state = 'waiting'"
        books.store.execute(query, [webhook_id])


def _url_problems(url: str, plain: Collection[str]) -> list[Problem]:
    parts = _parts(url) if IN_HTTP.fullmatch(url) else None
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https"):
        return [Problem("url", messages.NOT_A_URL)]
    if parts.scheme == "http" and not (is_loopback(parts.hostname) or parts.hostname in plain):
        return [Problem("url", messages.NOT_HTTPS)]
    return []


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
        return parts
    except ValueError:
        return None


def _event_problems(events: Sequence[str], known: Sequence[str]) -> list[Problem]:
    if not events:
        return [Problem("events", messages.IS_EMPTY)]
    wrong = messages.not_one_of(", ".join(known))
    return [Problem(f"events.{place}", wrong) for place, event in enumerate(events) if event not in known]


def _webhook(row: Row) -> Webhook:
    id_, application_id, user_id, url, events, created, expired = row
    gone = None if expired is None else datetime.fromisoformat(expired)
    names = tuple(json.loads(events))
    return Webhook(id_, application_id, user_id, url, names, datetime.fromisoformat(created), gone)
