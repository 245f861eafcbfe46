"""Figures in REST v4: periods, what accounts stand at, what is open; each member with what it rests on.

A figure is a decimal string, debit positive (client: silverfin-cli casts it to a number).
"""

from __future__ import annotations

from typing import Annotated

from mock_silverfin import sources
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.analysis import Analysis, OpenLine
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.money import to_text
from mock_silverfin.ledger.years import Period
from mock_silverfin.wire.files import AccountName, account_name
from mock_silverfin.wire.members import Day, DayText, Figure, Id, Shape
from mock_silverfin.workpapers.stars import Star


class FirmAnswer(Shape, rests=sources.OURS):
    """A firm."""

    id: int
    name: Annotated[str, sources.CLI]


class FiscalYear(Shape, rests=sources.SECOND_HAND):
    """The financial year that a period belongs to."""

    start_date: DayText
    end_date: DayText


class PeriodAnswer(Shape, rests=sources.SECOND_HAND):
    """A period; the one that ends with its financial year closes it."""

    id: int
    end_date: DayText
    public: bool
    fiscal_year: FiscalYear


class FiscalYearItem(Shape, rests=sources.SECOND_HAND):
    """The financial year that a new period is part of."""

    start_date: Day
    end_date: Day


class NewPeriodBody(Shape, rests=sources.OURS):
    """`POST /periods`, after what a period is answered as; the year may be left out if it is there."""

    end_date: Day
    fiscal_year: FiscalYearItem | None = None


class PeriodBody(Shape, rests=sources.INDEX):
    """`POST /periods/{id}`: a period that becomes public takes all earlier ones along."""

    public: bool


class Template(Shape, rests=sources.CLI):
    """A reconciliation template, by its id."""

    id: Id


class PeriodAccountAnswer(Shape, rests=sources.CLI):
    """What an account stands at when a period ends."""

    account: AccountName
    value: Figure
    starred: bool
    account_reconciliation_template: Template | None


class PeriodAccountBody(Shape, rests=sources.CLI):
    """`POST /periods/{id}/accounts/{id}`; what is left out stays."""

    starred: bool | None = None
    account_reconciliation_template: Template | None = None


class BalanceAnswer(Shape, rests=sources.OURS):
    """How an account stands when a period ends: what its year opened with and what was booked on it since.

    The names are those of Silverfin's templates; what the period's adjustments add is told apart.
    """

    account: AccountName
    opening_value: Figure
    debet_value: Figure
    credit_value: Figure
    value: Figure
    adjustment_value: Figure


class OpenTransactionAnswer(Shape, rests=sources.OURS):
    """A payable or receivable that is still open; its value is positive."""

    id: str
    account: AccountName
    date: DayText
    value: Figure
    category: str | None
    description: str
    document_number: str
    partner: str


class AccountSum(Shape, rests=sources.OURS):
    """What lines add up to on an account."""

    account: AccountName
    value: Figure


class AnalyticalDimensionAnswer(Shape, rests=sources.OURS):
    """What the lines that carry a code of a dimension add up to, by account."""

    dimension: str
    code: str
    accounts: list[AccountSum]


def firm(id_: int, name: str) -> FirmAnswer:
    """Return a firm."""
    return FirmAnswer(id=id_, name=name)


def period(found: Period) -> PeriodAnswer:
    """Return a period with the financial year that it is part of."""
    year = found.year
    fiscal_year = FiscalYear(start_date=year.start_date.isoformat(), end_date=year.end_date.isoformat())
    end = found.end_date.isoformat()
    return PeriodAnswer(id=found.id, end_date=end, public=found.is_public, fiscal_year=fiscal_year)


def period_account(found: KnownAccount, value: str, star: Star, locale: str) -> PeriodAccountAnswer:
    """Return what an account stands at when a period ends."""
    return PeriodAccountAnswer(
        account=account_name(found, locale),
        value=value,
        starred=star.starred,
        account_reconciliation_template=None if star.template_id is None else Template(id=star.template_id),
    )


def balance(found: KnownAccount, stands: Standing, adjusted: int, decimals: int, locale: str) -> BalanceAnswer:
    """Return how an account stands; `adjusted` is what adjustments add, in minor units."""
    return BalanceAnswer(
        account=account_name(found, locale),
        opening_value=to_text(stands.opening, decimals),
        debet_value=to_text(stands.debit, decimals),
        credit_value=to_text(stands.credit, decimals),
        value=to_text(stands.balance, decimals),
        adjustment_value=to_text(adjusted, decimals),
    )


def open_transaction(found: OpenLine, decimals: int, locale: str) -> OpenTransactionAnswer:
    """Return a payable or receivable that is still open."""
    line = found.line
    return OpenTransactionAnswer(
        id=line.id,
        account=account_name(found.account, locale),
        date=line.date.isoformat(),
        value=to_text(line.open_value or 0, decimals),
        category=line.open_category,
        description=line.description,
        document_number=line.document_number,
        partner=line.partner,
    )


def analytical_dimension(found: Analysis, decimals: int, locale: str) -> AnalyticalDimensionAnswer:
    """Return what the lines with one code add up to."""
    sums = [
        AccountSum(account=account_name(account, locale), value=to_text(value, decimals))
        for account, value in found.sums
    ]
    return AnalyticalDimensionAnswer(dimension=found.dimension, code=found.code, accounts=sums)
