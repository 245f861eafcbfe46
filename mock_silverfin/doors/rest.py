"""REST v4, the part that shows what was ingested: the firm, its companies, their accounts, periods and balances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from flask import request

from mock_silverfin import messages
from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, parameter
from mock_silverfin.errors import MalformedError, NotFoundError
from mock_silverfin.ledger import accounts as chart
from mock_silverfin.ledger import analysis, balances, years
from mock_silverfin.ledger import companies as files
from mock_silverfin.ledger.accounts import LOCALES
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.years import Period
from mock_silverfin.wire import rest as shapes
from mock_silverfin.wire.rest import (
    AccountAnswer,
    AnalyticalDimensionAnswer,
    CompanyAnswer,
    FirmAnswer,
    OpenTransactionAnswer,
    PeriodAccountAnswer,
    PeriodAnswer,
)

PER_PAGE = 200
MOST_PER_PAGE = 200
_COUNT = re.compile(r"[1-9][0-9]{0,8}")

AnyItem = TypeVar("AnyItem")

door = Door("rest")


def page_of(items: Sequence[AnyItem], per_page: int = PER_PAGE) -> Sequence[AnyItem]:
    """Return the page that the query asks for, by default the first of `per_page` items; beyond the end it is empty.

    More than 200 per page are never given (client: scripts treat 200 as the maximum). Raise MalformedError if `page` or
    `per_page` is not a whole number from 1.
    """
    given = parameter("page"), parameter("per_page")
    page, count = ("1" if given[0] is None else given[0]), (str(per_page) if given[1] is None else given[1])
    if not _COUNT.fullmatch(page) or not _COUNT.fullmatch(count):
        raise MalformedError(messages.BAD_PAGE)
    size = min(int(count), MOST_PER_PAGE)
    first = (int(page) - 1) * size
    return items[first : first + size]


@door("firm")
def firm(visit: Visit) -> FirmAnswer:
    """The firm that the token belongs to."""
    return shapes.firm(visit.caller.firm_id, visit.core.directory.firm_name(visit.caller.firm_id))


@door("companies")
def companies(visit: Visit) -> list[CompanyAnswer]:
    """The firm's client files."""
    return [shapes.company(company) for company in page_of(files.all_of(visit.books))]


@door("company")
def company(visit: Visit, company_id: int) -> CompanyAnswer:
    """One client file."""
    return shapes.company(files.get(visit.books, company_id))


@door("accounts")
def accounts(visit: Visit, company_id: int) -> list[AccountAnswer]:
    """A file's accounts by number."""
    files.get(visit.books, company_id)
    return [shapes.account(account, _locale()) for account in page_of(chart.all_of(visit.books, company_id))]


@door("periods")
def periods(visit: Visit, company_id: int) -> list[PeriodAnswer]:
    """A file's periods, the newest first."""
    files.get(visit.books, company_id)
    return [shapes.period(period) for period in page_of(years.periods_of(visit.books, company_id))]


@door("period")
def period(visit: Visit, company_id: int, period_id: int) -> PeriodAnswer:
    """One period."""
    return shapes.period(_period(visit.books, company_id, period_id))


@door("period_accounts")
def period_accounts(visit: Visit, company_id: int, period_id: int) -> list[PeriodAccountAnswer]:
    """The accounts that do not stand at zero when a period ends."""
    company = files.get(visit.books, company_id)
    end = _period(visit.books, company_id, period_id).end_date
    standing = balances.at(visit.books, company_id, end)
    shown = [account for account in chart.all_of(visit.books, company_id) if account.number in standing]
    return [
        shapes.period_account(account, standing[account.number], company.decimals, _locale())
        for account in page_of(shown)
    ]


@door("open_transactions")
def open_transactions(visit: Visit, company_id: int) -> list[OpenTransactionAnswer]:
    """The payables and receivables of a file that are still open."""
    decimals = files.get(visit.books, company_id).decimals
    found = page_of(analysis.open_lines(visit.books, company_id))
    return [shapes.open_transaction(line, decimals, _locale()) for line in found]


@door("analytical_dimensions")
def analytical_dimensions(visit: Visit, company_id: int) -> list[AnalyticalDimensionAnswer]:
    """The codes that the lines of a file carry, with what they add up to."""
    decimals = files.get(visit.books, company_id).decimals
    found = page_of(analysis.by_dimension(visit.books, company_id))
    return [shapes.analytical_dimension(code, decimals, _locale()) for code in found]


def _period(books: Books, company_id: int, period_id: int) -> Period:
    found = [period for period in years.periods_of(books, company_id) if period.id == period_id]
    if not found:
        raise NotFoundError
    return found[0]


def _locale() -> str:
    return request.accept_languages.best_match(LOCALES, LOCALES[0])
