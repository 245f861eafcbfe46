"""The pages of a client file: its overview, and the Sync tab where it is linked, run and switched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request

from mock_kit.pages.words import noted
from mock_silverfin.doors.integrations import runner
from mock_silverfin.doors.pages.visitors import Member, PageDoor, go, id_of
from mock_silverfin.errors import ConflictError, InvalidError, LockedPeriodError, NotLinkedError
from mock_silverfin.integrations import connections, runs, standing
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.host import NotAFirstDayError, WrongInputError
from mock_silverfin.integrations.standing import Standing
from mock_silverfin.ledger import balances, trial_balance, years
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.trial_balance import TrialBalance
from mock_silverfin.ledger.years import Period
from mock_silverfin.sync import links

door = PageDoor("file")

GLANCE = (
    (noted("Assets"), ("asset",), 1),
    (noted("Liabilities and equity"), ("liability", "equity"), -1),
    (noted("Result of the year"), ("income", "expense"), -1),
)
NO_DATE = noted("Give the first day of a financial year.")
WITHIN_A_YEAR = noted("This is not the first day of a financial year; the one that holds it is {first} to {last}.")
LOCKED = noted("Figures that would go are in a locked period. Unlock it under Periods first.")
NO_COMPANY = noted("Choose one of the companies in the list.")
UNDER_WAY = noted("A synchronisation of this client file is under way already.")


@door.page("file_page")
def overview(member: Member, company_id: int) -> Response:
    """Show where a client file stands, and its figures at a glance."""
    file, books = member.file(company_id), member.firm.books
    periods = years.periods_of(books, file.id)
    balance = None
    if periods:
        period = current(periods, member.core.clock.today())
        compared = trial_balance.same_period_a_year_before(books, file.id, period)
        balance = trial_balance.at(books, file.id, period, compared)
    return file_page(
        member,
        "file.html",
        file,
        tab_name="home",
        off_by=balances.off_by(books, file.id),
        balance=balance,
        glance=[] if balance is None else _glance(balance),
    )


@door.page("file_sync")
def sync(member: Member, company_id: int) -> Response:
    """Show where a client file takes its figures from, or the first step of setting that up."""
    return _sync_page(member, member.file(company_id))


@door.page("link_file")
def link(member: Member, company_id: int) -> Response:
    """Link a client file to a company in Odoo."""
    file, connection_id = member.file(company_id), request.form.get("type", 0, type=id_of)
    keeps, reference = request.form.get("scenario") == "transfer", request.form.get("reference", "")
    try:
        start = date.fromisoformat(request.form.get("start", "")) if keeps else None
        runner().host.link(member.firm.id, connection_id, file.id, reference, start, keeps_earlier=keeps)
    except ValueError:
        return _sync_page(member, file, 422, wrong={"start": member.wording.own(NO_DATE)})
    except LockedPeriodError as error:
        return _sync_page(member, file, error.status, wrong={"run": member.wording.own(LOCKED)})
    except NotAFirstDayError as error:
        year = {"first": member.wording.day(error.first), "last": member.wording.day(error.last)}
        return _sync_page(member, file, error.status, wrong={"start": member.wording.own(WITHIN_A_YEAR, **year)})
    except WrongInputError as error:
        return _sync_page(member, file, error.status, refused=error.failure)
    except InvalidError as error:
        return _sync_page(member, file, error.status, wrong={"reference": member.wording.own(NO_COMPANY)})
    return _started(member, member.file(company_id))


@door.page("refresh_list")
def refresh(member: Member, company_id: int) -> Response:
    """Ask Odoo again which companies there are; what was chosen meanwhile stays chosen."""
    file, connection_id = member.file(company_id), request.form.get("type", 0, type=id_of)
    try:
        runner().host.refresh(member.firm.id, connection_id)
    except WrongInputError as error:
        return _sync_page(member, file, error.status, refused=error.failure)
    return _sync_page(member, file)


@door.page("run_file")
def run(member: Member, company_id: int) -> Response:
    """Synchronise now."""
    return _started(member, member.file(company_id))


@door.page("unlink_file")
def unlink(member: Member, company_id: int) -> Response:
    """Go back to manual import; the figures stay."""
    file = member.file(company_id)
    links.unlink(member.firm.books, file.id)
    return go(f"{_path(member, file)}/sync")


def file_page(member: Member, template: str, file: Company, status: int = 200, **values: Any) -> Response:
    """Return a page of a client file, which says how the file stands."""
    return member.page(template, status, file=file, standing=standing_of(member, file), **values)


def standing_of(member: Member, file: Company) -> Standing:
    """Return how a client file stands."""
    return standing.of_files(member.core.directory, member.firm.books, [file])[file.id]


def current(periods: Sequence[Period], today: date) -> Period:
    """Return the period that holds today, else the last one before, else the first one there is."""
    holding = [period for period in periods if today <= period.end_date and today in period.year]
    before = [period for period in periods if period.end_date < today]
    return min(holding, key=lambda period: period.end_date, default=before[0] if before else periods[-1])


def _glance(balance: TrialBalance) -> list[tuple[str, int, int]]:
    """Return the sides of the balance and the result, now and before, each as it is told: positive."""
    told = []
    for name, types, sign in GLANCE:
        rows = [row for row in balance.rows if row.account.type in types]
        sums = sum(row.standing.balance for row in rows), sum(row.before for row in rows)
        told.append((name, sign * sums[0], sign * sums[1]))
    return told


def _started(member: Member, file: Company) -> Response:
    """Start a run, or ask the application that pushes, and show how it goes."""
    here = standing_of(member, file)
    try:
        if here.connection is None:
            links.request(member.firm.books, file.id)
        else:
            url = request.host_url.rstrip("/")
            runner().start(member.firm.id, here.connection.id, file.id, url)
    except NotLinkedError:
        pass
    except ConflictError:
        return _sync_page(member, file, 409, wrong={"run": member.wording.own(UNDER_WAY)})
    return go(f"{_path(member, file)}/sync")


def _path(member: Member, file: Company) -> str:
    return f"{member.firm.path}/{file.id}"


def _sync_page(
    member: Member, file: Company, status: int = 200, wrong: dict[str, str] | None = None, refused: object = None
) -> Response:
    books = member.firm.books
    known = connections.all_of(books)
    chosen = _chosen(known)
    return file_page(
        member,
        "file_sync.html",
        file,
        status,
        tab_name="sync",
        connections=known,
        chosen=chosen,
        switch=request.values.get("switch", ""),
        references=[] if chosen is None else runner().host.references(member.firm.id, chosen),
        history=runs.of_file(books, file.id),
        years=years.all_of(books, file.id),
        wrong=wrong or {},
        refused=refused,
        form=request.form,
    )


def _chosen(known: list[Connection]) -> Connection | None:
    """Return the connection that was chosen in the first step; the only one if there is one alone."""
    id_ = request.values.get("type", 0, type=id_of)
    found = [one for one in known if one.id == id_] or (known if len(known) == 1 else [])
    return found[0] if found else None
