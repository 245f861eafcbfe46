"""The SyncAPI's door. What a call did stands in the notes of its exchange, and only if it did it."""

from __future__ import annotations

from typing import Any

from flask import request

from mock_silverfin import messages
from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, body_of, note, note_done, parameter, sent
from mock_silverfin.doors.rest import page_of
from mock_silverfin.errors import MalformedError
from mock_silverfin.sync import links
from mock_silverfin.sync import reset as resets
from mock_silverfin.sync import settings as all_settings
from mock_silverfin.sync import submit as submits
from mock_silverfin.sync.links import Expected
from mock_silverfin.sync.submit import Submission, Upsert
from mock_silverfin.wire import answers, members
from mock_silverfin.wire.answers import (
    InfoAnswer,
    LimitsAnswer,
    ReferenceAnswer,
    ResetAnswer,
    SettingsAnswer,
    SubmitAnswer,
    SyncCompanyAnswer,
)
from mock_silverfin.wire.requests import ReferencesBody, SettingsBody, SubmitBody

COMPANIES_PER_PAGE = 50

door = Door("sync")


@door("limits")
def limits(visit: Visit) -> LimitsAnswer:
    """How much may be sent."""
    del visit
    return answers.sync_limits()


@door("references")
def references(visit: Visit) -> list[ReferenceAnswer]:
    """Replace the application's references in this firm."""
    wanted = body_of(ReferencesBody).meaning()
    links.replace_references(visit.books, visit.caller.application_id, wanted)
    note_done(visit, operation="references", references=[item.reference for item in wanted])
    return answers.references(links.references_of(visit.books, visit.caller.application_id))


@door("sync_companies")
def sync_companies(visit: Visit) -> list[SyncCompanyAnswer]:
    """The companies that are linked to the application."""
    linked = links.all_linked(visit.books, visit.caller.application_id)
    return [answers.sync_company(company) for company in page_of(linked, COMPANIES_PER_PAGE)]


@door("sync_info")
def sync_info(visit: Visit, company_id: int) -> InfoAnswer:
    """Where one linked company stands."""
    return answers.sync_info(links.linked(visit.books, visit.caller.application_id, company_id))


@door("settings")
def settings(visit: Visit, company_id: int) -> SettingsAnswer:
    """Replace a company's financial years and retained earnings account."""
    wanted = body_of(SettingsBody).meaning()
    all_settings.replace(visit.books, visit.caller.application_id, company_id, wanted)
    note_done(visit, operation="settings", company=company_id, years=len(wanted.years))
    return answers.settings(wanted)


@door("submit")
def submit(visit: Visit, company_id: int) -> SubmitAnswer:
    """Carry out the actions of a submit."""
    body = sent(SubmitBody)
    note(attempted=_how_many(body))
    wanted = members.read(SubmitBody, body).meaning()
    submits.submit(visit.books, visit.caller.application_id, company_id, wanted)
    _note_a_submit(visit, company_id, wanted)
    return SubmitAnswer(sync_point=wanted.sync_point, processed=len(wanted.actions))


@door("reset")
def reset(visit: Visit, company_id: int) -> ResetAnswer:
    """Remove a company's lines, all of them or those from a day on.

    Nobody outside knows whether the day belongs into the query or the body. The fake reads the query and refuses a
    body that says something: passed over, it would turn a reset from a day on into one of everything.
    """
    if request.get_data().strip() not in (b"", b"{}"):
        raise MalformedError(messages.RESET_TAKES_NO_BODY)
    day, point = parameter("after_date"), parameter("previous_sync_point")
    after_date = None if day is None else members.read_day(day, "after_date")
    expected = None if point is None else Expected(point or None)
    stored = resets.reset(visit.books, visit.caller.application_id, company_id, after_date, expected)
    note_done(visit, operation="reset", company=company_id, after_date=day)
    return ResetAnswer(sync_point=stored)


def _how_many(body: Any) -> int:
    """Return how many actions a submit has, whether they can be carried out or not."""
    actions = body.get("actions") if isinstance(body, dict) else None
    return len(actions) if isinstance(actions, list) else 0


def _note_a_submit(visit: Visit, company_id: int, wanted: Submission) -> None:
    note_done(
        visit,
        operation="submit",
        company=company_id,
        actions=len(wanted.actions),
        upserts=[action.id for action in wanted.actions if isinstance(action, Upsert)],
        deletes=[action.id for action in wanted.actions if not isinstance(action, Upsert)],
        accounts=[account.number for account in wanted.accounts],
        sync_point=wanted.sync_point,
    )
