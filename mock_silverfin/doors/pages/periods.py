"""The periods of a client file: financial years, what they carry forward, and locks."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta

from flask import Response, request

from mock_kit.pages.words import noted
from mock_silverfin.doors.pages.file import file_page
from mock_silverfin.doors.pages.visitors import Member, PageDoor, go
from mock_silverfin.ledger import companies, years
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.years import Period, Year
from mock_silverfin.sync.settings import LONGEST_YEAR

door = PageDoor("periods")

NO_YEAR = noted("Give the first and the last day of the financial year, at most two years apart.")
OVERLAPS = noted("The financial year overlaps one that is there.")
SYNCED = noted("The financial years of this client file come from its sync.")


@door.page("periods_page")
def periods(member: Member, company_id: int) -> Response:
    """Show years and periods, the newest first, and which of them are locked."""
    return _page(member, member.file(company_id))


@door.page("add_year")
def add_year(member: Member, company_id: int) -> Response:
    """Add a financial year to a client file by hand, for those that are not synchronised."""
    file, books = member.file(company_id), member.firm.books
    if file.application_id is not None:
        return _page(member, file, 409, SYNCED)
    year = _typed()
    if year is None:
        return _page(member, file, 422, NO_YEAR)
    if not years.add(books, file.id, year):
        return _page(member, file, 422, OVERLAPS)
    return go(f"{member.firm.path}/{file.id}/periods")


@door.page("lock_period")
def lock(member: Member, company_id: int, period_id: int) -> Response:
    """Lock a period and every earlier one."""
    return _locked_until(member, member.file(company_id), lambda period: period.end_date, period_id)


@door.page("unlock_period")
def unlock(member: Member, company_id: int, period_id: int) -> Response:
    """Unlock a period and every later one; earlier ones stay locked."""
    file = member.file(company_id)
    found = years.periods_of(member.firm.books, file.id)
    earlier = {period.id: before.end_date for period, before in itertools.pairwise(found)}
    return _locked_until(member, file, lambda period: earlier.get(period.id), period_id)


def _locked_until(member: Member, file: Company, until: Callable[[Period], date | None], period_id: int) -> Response:
    period = years.period_of(member.firm.books, file.id, period_id)
    companies.remember_lock(member.firm.books, file.id, until(period))
    return go(f"{member.firm.path}/{file.id}/periods")


def _typed() -> Year | None:
    """Return the year that the form says; None if it says none that can be."""
    try:
        start, end = (date.fromisoformat(request.form.get(name, "")) for name in ("start_date", "end_date"))
    except ValueError:
        return None
    if not timedelta(0) <= end - start <= LONGEST_YEAR:
        return None
    flags = ("compute_opening_balances" in request.form, "compute_retained_earnings" in request.form)
    return Year(start, end, *flags)


def _page(member: Member, file: Company, status: int = 200, wrong: str = "") -> Response:
    books = member.firm.books
    by_year: dict[date, list[Period]] = {}
    for period in years.periods_of(books, file.id):
        by_year.setdefault(period.year.start_date, []).append(period)
    return file_page(
        member,
        "periods.html",
        file,
        status,
        tab_name="periods",
        years=sorted(years.all_of(books, file.id), key=lambda year: year.start_date, reverse=True),
        by_year=by_year,
        wrong=wrong,
        form=request.form,
    )
