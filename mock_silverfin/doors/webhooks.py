"""The door where applications register webhooks."""

from __future__ import annotations

from flask import Response, request

from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, json_response, note
from mock_silverfin.doors.rest import page_of
from mock_silverfin.errors import MediaTypeError
from mock_silverfin.webhooks import hooks
from mock_silverfin.wire import answers, members
from mock_silverfin.wire.answers import Item
from mock_silverfin.wire.bodies import parse
from mock_silverfin.wire.requests import WebhookBody

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

door = Door("webhooks")


@door("webhooks")
def webhooks(visit: Visit) -> list[Item]:
    """The application's webhooks in the firm."""
    return [answers.webhook(hook) for hook in page_of(hooks.all_of(visit.books, visit.caller.application_id))]


@door("create_webhook")
def create_webhook(visit: Visit) -> Response:
    """Register a webhook; its events cannot be changed later."""
    sent = members.read(WebhookBody, _sent())
    caller = visit.caller
    hook = hooks.add(
        visit.books, caller.application_id, caller.user_id, sent.url, sent.events, visit.core.webhook_hosts
    )
    note(operation="create_webhook", webhook=hook.id)
    return json_response(answers.webhook(hook), 201)


@door("delete_webhook")
def delete_webhook(visit: Visit, webhook_id: int) -> Response:
    """Remove a webhook, and what it has not been told yet."""
    hooks.remove(visit.books, visit.caller.application_id, webhook_id)
    note(operation="delete_webhook", webhook=webhook_id)
    return Response(status=204)


def _sent() -> object:
    """Return the body, JSON or a form with Rails' `events[]` (documented at second hand: multipart)."""
    if request.is_json:
        return parse(request.get_data())
    if request.mimetype not in FORMS:
        raise MediaTypeError
    events = [*request.form.getlist("events[]"), *request.form.getlist("events")]
    return {**request.form.to_dict(), "events": events}
