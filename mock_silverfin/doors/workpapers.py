"""REST v4, the part about workpapers and people: mappings, reconciliations, adjustments, exports, users."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, body_of, core
from mock_silverfin.doors.rest import page_of
from mock_silverfin.ledger import accounts as chart
from mock_silverfin.ledger import balances, years
from mock_silverfin.ledger import companies as files
from mock_silverfin.ledger.money import to_text
from mock_silverfin.webhooks import hooks, news, outbox
from mock_silverfin.wire import workpapers as shapes
from mock_silverfin.wire.workpapers import (
    AdjustmentAnswer,
    AdjustmentBody,
    EmailAnswer,
    ExportAnswer,
    MappingListAnswer,
    MappingListDetailAnswer,
    PersonAnswer,
    PersonBody,
    ReconciliationAnswer,
    StarBody,
    UserAnswer,
)
from mock_silverfin.workpapers import adjustments as rules
from mock_silverfin.workpapers import exports as all_exports
from mock_silverfin.workpapers import pdf, records, stars
from mock_silverfin.workpapers.exports import CREATED
from mock_silverfin.workpapers.records import Kind
from mock_silverfin.workpapers.stars import NONE, Star

USERS_PER_PAGE = 10

door = Door("workpapers")


@door("user")
def user(visit: Visit) -> UserAnswer:
    """The person who authorised the application."""
    id_ = visit.caller.user_id
    return UserAnswer(id=id_, email=visit.core.directory.email(id_))


@door("emails")
def emails(visit: Visit) -> list[EmailAnswer]:
    """The addresses of that person."""
    return [EmailAnswer(email=visit.core.directory.email(visit.caller.user_id))]


@door("users")
def users(visit: Visit) -> list[UserAnswer]:
    """Everybody in the firm."""
    found = page_of(visit.core.directory.members_of(visit.caller.firm_id), USERS_PER_PAGE)
    return [UserAnswer(id=id_, email=email) for id_, email, _ in found]


@door("mapping_lists")
def mapping_lists(visit: Visit) -> list[MappingListAnswer]:
    """The firm's mapping lists."""
    return [shapes.mapping_list(record) for record in page_of(records.all_of(visit.books, Kind.MAPPING_LIST))]


@door("mapping_list")
def mapping_list(visit: Visit, list_id: int) -> MappingListDetailAnswer:
    """One mapping list with its mappings."""
    return shapes.mapping_list_detail(records.get(visit.books, Kind.MAPPING_LIST, list_id))


@door("people")
def people(visit: Visit, company_id: int) -> list[PersonAnswer]:
    """Who has to do with the client."""
    files.get(visit.books, company_id)
    return [shapes.person(record) for record in page_of(records.all_of(visit.books, Kind.PERSON, company_id))]


@door("person")
def person(visit: Visit, company_id: int, person_id: int) -> PersonAnswer:
    """Somebody who has to do with the client."""
    return shapes.person(records.get(visit.books, Kind.PERSON, person_id, company_id))


@door("update_person")
def update_person(visit: Visit, company_id: int, person_id: int) -> PersonAnswer:
    """Change what is known of somebody."""
    record = records.get(visit.books, Kind.PERSON, person_id, company_id)
    return shapes.person(records.change(visit.books, record, body_of(PersonBody).model_dump(exclude_unset=True)))


# Reconciliations ------------------------------------------------------------------------------------------------------


@door("reconciliations")
def reconciliations(visit: Visit, company_id: int, period_id: int) -> list[ReconciliationAnswer]:
    """The file's reconciliations, with the stars of a period."""
    years.period_of(visit.books, company_id, period_id)
    marked = stars.of_period(visit.books, period_id)
    found = page_of(records.all_of(visit.books, Kind.RECONCILIATION, company_id))
    return [shapes.reconciliation(record, marked.get(record.id, NONE)) for record in found]


@door("reconciliation")
def reconciliation(visit: Visit, company_id: int, period_id: int, reconciliation_id: int) -> ReconciliationAnswer:
    """One reconciliation."""
    years.period_of(visit.books, company_id, period_id)
    record = records.get(visit.books, Kind.RECONCILIATION, reconciliation_id, company_id)
    return shapes.reconciliation(record, stars.of_period(visit.books, period_id).get(record.id, NONE))


@door("star_reconciliation")
def star_reconciliation(visit: Visit, company_id: int, period_id: int, reconciliation_id: int) -> ReconciliationAnswer:
    """Star a reconciliation in a period, or take its star away."""
    years.period_of(visit.books, company_id, period_id)
    record = records.get(visit.books, Kind.RECONCILIATION, reconciliation_id, company_id)
    star = Star(body_of(StarBody).starred)
    stars.put(visit.books, period_id, record.id, star)
    return shapes.reconciliation(record, star)


# Adjustments ----------------------------------------------------------------------------------------------------------


@door("adjustments")
def adjustments(visit: Visit, company_id: int, period_id: int) -> list[AdjustmentAnswer]:
    """The adjustments of a period."""
    years.period_of(visit.books, company_id, period_id)
    found = records.all_of(visit.books, Kind.ADJUSTMENT, company_id, period_id)
    return [shapes.adjustment(record) for record in page_of(found)]


@door("create_adjustment")
def create_adjustment(visit: Visit, company_id: int, period_id: int) -> AdjustmentAnswer:
    """Book an adjustment."""
    years.period_of(visit.books, company_id, period_id)
    said = _adjustment(visit, company_id)
    record = records.add(visit.books, Kind.ADJUSTMENT, said, company_id, period_id)
    news.balances_changed(visit.books, company_id)
    return shapes.adjustment(record)


@door("update_adjustment")
def update_adjustment(visit: Visit, company_id: int, period_id: int, adjustment_id: int) -> AdjustmentAnswer:
    """Replace an adjustment."""
    record = records.get(visit.books, Kind.ADJUSTMENT, adjustment_id, company_id, period_id)
    changed = records.change(visit.books, record, _adjustment(visit, company_id))
    news.balances_changed(visit.books, company_id)
    return shapes.adjustment(changed)


@door("delete_adjustment")
def delete_adjustment(visit: Visit, company_id: int, period_id: int, adjustment_id: int) -> None:
    """Remove an adjustment."""
    records.remove(visit.books, records.get(visit.books, Kind.ADJUSTMENT, adjustment_id, company_id, period_id))
    news.balances_changed(visit.books, company_id)


def _adjustment(visit: Visit, company_id: int) -> dict[str, Any]:
    sent = body_of(AdjustmentBody)
    company = files.get(visit.books, company_id)
    transactions = rules.checked(visit.books, company, [item.model_dump() for item in sent.transactions])
    return {**sent.model_dump(exclude={"transactions"}), "transactions": transactions}


# Exports --------------------------------------------------------------------------------------------------------------


@door("create_export")
def create_export(visit: Visit, company_id: int, period_id: int) -> ExportAnswer:
    """Ask for a PDF of a period's trial balance."""
    years.period_of(visit.books, company_id, period_id)
    fails = visit.core.switches.exports_fail
    record = all_exports.ask(visit.books, visit.core.dice, company_id, period_id, fails=fails)
    return shapes.export(record, _path(visit, record.id))


@door("export")
def export(visit: Visit, company_id: int, period_id: int, export_id: int) -> ExportAnswer:
    """How far an export is."""
    record = records.get(visit.books, Kind.EXPORT, export_id, company_id, period_id)
    seen = all_exports.look(visit.books, record)
    if seen.said["state"] == CREATED != record.said["state"]:
        outbox.tell(visit.books, hooks.EXPORT_CREATED, company_id)
    return shapes.export(seen, _path(visit, record.id))


@door.open_to_all("download")
def download(firm_id: int, export_id: int) -> Response:
    """The PDF, for whoever has its URL."""
    books = core().books(firm_id)
    company_id, period_id = all_exports.place_of(books, export_id, request.args.get("key", ""))
    company = files.get(books, company_id)
    end = years.period_of(books, company_id, period_id).end_date
    names = {account.number: account.name("en") for account in chart.all_of(books, company_id)}
    figures = [
        f"{number:<12} {names[number][:40]:<40} {to_text(value, company.decimals):>20}"
        for number, value in balances.at(books, company_id, end).items()
    ]
    return Response(pdf.pdf([f"{company.name}, {end}", "", *figures]), mimetype="application/pdf")


def _path(visit: Visit, export_id: int) -> str:
    return f"/f/{visit.caller.firm_id}/exports/{export_id}"
