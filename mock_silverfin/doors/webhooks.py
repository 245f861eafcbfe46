"""The door where applications register webhooks, those of the SyncAPI and core ones alike."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, body_of, note_done, wire
from mock_silverfin.doors.rest import page_of
from mock_silverfin.webhooks import hooks
from mock_silverfin.wire import answers, members
from mock_silverfin.wire.answers import WebhookAnswer
from mock_silverfin.wire.requests import WebhookBody
from mock_silverfin.wire.translation import ours

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

door = Door("webhooks")


@door("webhooks")
def webhooks(visit: Visit) -> list[WebhookAnswer]:
    """The application's webhooks in the firm."""
    return _listed(visit, is_core=False)


@door("core_webhooks")
def core_webhooks(visit: Visit) -> list[WebhookAnswer]:
    """The application's core webhooks in the firm."""
    return _listed(visit, is_core=True)


@door("create_webhook")
def create_webhook(visit: Visit) -> WebhookAnswer:
    """Register a webhook; its events cannot be changed later."""
    return _created(visit, hooks.EVENTS)


@door("create_core_webhook")
def create_core_webhook(visit: Visit) -> WebhookAnswer:
    """Register a core webhook."""
    return _created(visit, hooks.CORE_EVENTS)


@door("delete_webhook")
def delete_webhook(visit: Visit, webhook_id: int) -> None:
    """Remove a webhook, and what it has not been told yet."""
    hooks.remove(visit.books, visit.caller.application_id, webhook_id)
    note_done(visit, operation="delete_webhook", webhook=webhook_id)


@door("delete_core_webhook")
def delete_core_webhook(visit: Visit, webhook_id: int) -> None:
    """Remove a core webhook, and what it has not been told yet."""
    hooks.remove(visit.books, visit.caller.application_id, webhook_id, is_core=True)
    note_done(visit, operation="delete_core_webhook", webhook=webhook_id)


def _listed(visit: Visit, *, is_core: bool) -> list[WebhookAnswer]:
    found = [hook for hook in hooks.all_of(visit.books, visit.caller.application_id) if hook.is_core == is_core]
    return [answers.webhook(hook) for hook in page_of(found)]


def _created(visit: Visit, known: Sequence[str]) -> WebhookAnswer:
    sent, caller = _sent(), visit.caller
    owner = caller.application_id, caller.user_id
    hook = hooks.add(visit.books, owner, sent.url, sent.events, visit.core.webhook_hosts, known)
    note_done(visit, operation="create_webhook", webhook=hook.id)
    return answers.webhook(hook)


def _sent() -> WebhookBody:
    """Return the body, JSON or a form with Rails' `events[]` (documented at second hand: multipart)."""
    if request.mimetype not in FORMS:
        return body_of(WebhookBody)
    name = wire().members.get(WebhookBody.__name__, {}).get("events", "events")
    events = [*request.form.getlist(f"{name}[]"), *request.form.getlist(name)]
    return members.read(WebhookBody, ours(WebhookBody, {**request.form.to_dict(), name: events}, wire()))
