"""REST v4, the part that shows what was ingested: the firm, periods, balances, open transactions, dimensions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from flask import request

from mock_silverfin import messages
from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, body_of, parameter
from mock_silverfin.errors import ConflictError, InvalidError, MalformedError, NotFoundError, Problem
from mock_silverfin.ledger import accounts as chart
from mock_silverfin.ledger import analysis, balances, years
from mock_silverfin.ledger import companies as files
from mock_silverfin.ledger.accounts import LOCALES
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.money import to_text
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync import settings
from mock_silverfin.webhooks import hooks, outbox
from mock_silverfin.wire import rest as shapes
from mock_silverfin.wire.rest import (
    AnalyticalDimensionAnswer,
    BalanceAnswer,
    FirmAnswer,
    NewPeriodBody,
    OpenTransactionAnswer,
    PeriodAccountAnswer,
    PeriodAccountBody,
    PeriodAnswer,
    PeriodBody,
)
from mock_silverfin.workpapers import adjustments, stars
from mock_silverfin.workpapers.stars import NONE, Star

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


@door("periods")
def periods(visit: Visit, company_id: int) -> list[PeriodAnswer]:
    """A file's periods, the newest first; `public` asks for those that are, or are not."""
    files.get(visit.books, company_id)
    wanted = parameter("public")
    found = years.periods_of(visit.books, company_id)
    shown = [period for period in found if wanted is None or period.is_public == (wanted == "true")]
    return [shapes.period(period) for period in page_of(shown)]


@door("create_period")
def create_period(visit: Visit, company_id: int) -> PeriodAnswer:
    """Add a financial year with its periods, and answer with the one that ends on the day."""
    if files.get(visit.books, company_id).application_id is not None:
        raise ConflictError(messages.YEARS_ARE_SYNCED)
    sent = body_of(NewPeriodBody)
    if any(sent.end_date in year for year in years.all_of(visit.books, company_id)):
        raise InvalidError([Problem("end_date", messages.KNOWN_ALREADY)])
    year = _year_that_ends(sent)
    if not years.add(visit.books, company_id, year):
        raise InvalidError([Problem("fiscal_year", messages.overlapping_years(year.start_date.isoformat()))])
    [made] = [period for period in years.periods_of(visit.books, company_id) if period.end_date == sent.end_date]
    return shapes.period(made)


def _year_that_ends(sent: NewPeriodBody) -> Year:
    """Return the year that a new period is part of, which computes its opening; raise InvalidError if none can be."""
    if sent.fiscal_year is None:
        raise InvalidError([Problem("end_date", messages.YEAR_NEEDED)])
    year = Year(sent.fiscal_year.start_date, sent.fiscal_year.end_date, True, True)
    if problems := list(settings.problems_of(year, "fiscal_year.end_date")):
        raise InvalidError(problems)
    if sent.end_date not in list(years.period_ends(year)):
        raise InvalidError([Problem("end_date", messages.NO_PERIOD_ENDS)])
    return year


@door("publish_period")
def publish_period(visit: Visit, company_id: int, period_id: int) -> PeriodAnswer:
    """Make a period and all earlier ones public, or one private again."""
    found = years.period_of(visit.books, company_id, period_id)
    years.publish(visit.books, company_id, found, public=body_of(PeriodBody).public)
    outbox.tell(visit.books, hooks.PERIOD_UPDATED, company_id)
    return period(visit, company_id, period_id)


@door("period")
def period(visit: Visit, company_id: int, period_id: int) -> PeriodAnswer:
    """One period."""
    return shapes.period(years.period_of(visit.books, company_id, period_id))


@door("period_accounts")
def period_accounts(visit: Visit, company_id: int, period_id: int) -> list[PeriodAccountAnswer]:
    """The accounts that do not stand at zero when a period ends."""
    decimals = files.get(visit.books, company_id).decimals
    standing = balances.at(visit.books, company_id, years.period_of(visit.books, company_id, period_id).end_date)
    marked = stars.of_period(visit.books, period_id)
    shown = [account for account in chart.all_of(visit.books, company_id) if account.number in standing]
    figures = {account.id: to_text(standing[account.number], decimals) for account in shown}
    return [
        shapes.period_account(account, figures[account.id], marked.get(account.id, NONE), locale())
        for account in page_of(shown)
    ]


@door("period_account")
def period_account(visit: Visit, company_id: int, period_id: int, account_id: int) -> PeriodAccountAnswer:
    """One account when a period ends, at zero or not; 404 before its first line (client: silverfin-cli expects it)."""
    decimals = files.get(visit.books, company_id).decimals
    end = years.period_of(visit.books, company_id, period_id).end_date
    account = chart.get(visit.books, company_id, account_id)
    stands = balances.standing(visit.books, company_id, end).get(account.number)
    if stands is None:
        raise NotFoundError
    star = stars.of_period(visit.books, period_id).get(account_id, NONE)
    return shapes.period_account(account, to_text(stands.balance, decimals), star, locale())


@door("update_period_account")
def update_period_account(visit: Visit, company_id: int, period_id: int, account_id: int) -> PeriodAccountAnswer:
    """Star an account in a period, or give it a reconciliation template there."""
    before = period_account(visit, company_id, period_id, account_id)
    sent = body_of(PeriodAccountBody)
    starred = before.starred if sent.starred is None else sent.starred
    template = sent.account_reconciliation_template or before.account_reconciliation_template
    stars.put(visit.books, period_id, account_id, Star(starred, None if template is None else template.id))
    return period_account(visit, company_id, period_id, account_id)


@door("balances")
def period_balances(visit: Visit, company_id: int, period_id: int) -> list[BalanceAnswer]:
    """Every account that has a line or opened with something, as it stands when a period ends."""
    company = files.get(visit.books, company_id)
    standing = balances.standing(visit.books, company_id, years.period_of(visit.books, company_id, period_id).end_date)
    adjusted = adjustments.sums(visit.books, company, period_id)
    known = {account.number: account for account in chart.all_of(visit.books, company_id)}
    return [
        shapes.balance(known[number], standing.get(number, Standing()), adjusted[number], company.decimals, locale())
        for number in page_of(sorted({*standing, *adjusted}))
    ]


@door("open_transactions")
def open_transactions(visit: Visit, company_id: int) -> list[OpenTransactionAnswer]:
    """The payables and receivables of a file that are still open."""
    decimals = files.get(visit.books, company_id).decimals
    found = page_of(analysis.open_lines(visit.books, company_id))
    return [shapes.open_transaction(line, decimals, locale()) for line in found]


@door("analytical_dimensions")
def analytical_dimensions(visit: Visit, company_id: int) -> list[AnalyticalDimensionAnswer]:
    """The codes that the lines of a file carry, with what they add up to."""
    decimals = files.get(visit.books, company_id).decimals
    found = page_of(analysis.by_dimension(visit.books, company_id))
    return [shapes.analytical_dimension(code, decimals, locale()) for code in found]


def locale() -> str:
    """Return the language in which accounts are named: the one that is asked for, if there is one."""
    return request.accept_languages.best_match(LOCALES, LOCALES[0])
