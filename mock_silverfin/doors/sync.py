"""The SyncAPI's door. What a call did stands in the notes of its exchange, and only if it did it."""

from __future__ import annotations

from typing import Any

from flask import request

from mock_silverfin import messages
from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, note
from mock_silverfin.doors.rest import page_of
from mock_silverfin.errors import MalformedError, MediaTypeError
from mock_silverfin.sync import links
from mock_silverfin.sync import reset as resets
from mock_silverfin.sync import settings as all_settings
from mock_silverfin.sync import submit as submits
from mock_silverfin.sync.links import Expected
from mock_silverfin.sync.submit import Submission, Upsert
from mock_silverfin.wire import answers, members
from mock_silverfin.wire.answers import Item
from mock_silverfin.wire.bodies import parse
from mock_silverfin.wire.requests import ReferencesBody, SettingsBody, SubmitBody

COMPANIES_PER_PAGE = 50

door = Door("sync")


@door("limits")
def limits(visit: Visit) -> Item:
    """How much may be sent."""
    del visit
    return answers.sync_limits()


@door("references")
def references(visit: Visit) -> list[Item]:
    """Replace the application's references in this firm."""
    sent = members.read(ReferencesBody, _json()).meaning()
    links.replace_references(visit.books, visit.caller.application_id, sent)
    note(operation="references", references=[item.reference for item in sent])
    return answers.references(links.references_of(visit.books, visit.caller.application_id))


@door("sync_companies")
def sync_companies(visit: Visit) -> list[Item]:
    """The companies that are linked to the application."""
    linked = links.all_linked(visit.books, visit.caller.application_id)
    return [answers.sync_company(company) for company in page_of(linked, COMPANIES_PER_PAGE)]


@door("sync_info")
def sync_info(visit: Visit, company_id: int) -> Item:
    """Where one linked company stands."""
    return answers.sync_info(links.linked(visit.books, visit.caller.application_id, company_id))


@door("settings")
def settings(visit: Visit, company_id: int) -> Item:
    """Replace a company's financial years and retained earnings account."""
    with visit.core.turns.take(company_id):
        sent = members.read(SettingsBody, _json()).meaning()
        all_settings.replace(visit.books, visit.caller.application_id, company_id, sent)
    note(operation="settings", company=company_id, years=len(sent.years))
    return answers.settings(sent)


@door("submit")
def submit(visit: Visit, company_id: int) -> Item:
    """Carry out the actions of a submit."""
    with visit.core.turns.take(company_id):
        body = _json()
        note(attempted=_how_many(body))
        sent = members.read(SubmitBody, body).meaning()
        submits.submit(visit.books, visit.caller.application_id, company_id, sent)
    _note_a_submit(company_id, sent)
    return {"sync_point": sent.sync_point, "processed": len(sent.actions)}


@door("reset")
def reset(visit: Visit, company_id: int) -> Item:
    """Remove a company's lines, all of them or those from a day on.

    Nobody outside knows whether the day belongs into the query or the body. The fake reads the query and refuses a
    body that says something: passed over, it would turn a reset from a day on into one of everything.
    """
    if request.get_data().strip() not in (b"", b"{}"):
        raise MalformedError(messages.RESET_TAKES_NO_BODY)
    day, point = request.args.get("after_date"), request.args.get("previous_sync_point")
    after_date = None if day is None else members.read_day(day, "after_date")
    expected = None if point is None else Expected(point or None)
    with visit.core.turns.take(company_id):
        stored = resets.reset(visit.books, visit.caller.application_id, company_id, after_date, expected)
    note(operation="reset", company=company_id, after_date=day)
    return {"sync_point": stored}


def _json() -> Any:
    if not request.is_json:
        raise MediaTypeError
    return parse(request.get_data())


def _how_many(body: Any) -> int:
    """Return how many actions a submit has, whether they can be carried out or not."""
    actions = body.get("actions") if isinstance(body, dict) else None
    return len(actions) if isinstance(actions, list) else 0


def _note_a_submit(company_id: int, sent: Submission) -> None:
    note(
        operation="submit",
        company=company_id,
        actions=len(sent.actions),
        upserts=[action.id for action in sent.actions if isinstance(action, Upsert)],
        deletes=[action.id for action in sent.actions if not isinstance(action, Upsert)],
        accounts=[account.number for account in sent.accounts],
        sync_point=sent.sync_point,
    )
