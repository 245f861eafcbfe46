"""What REST v4 answers: the shapes of its JSON, each member with what it rests on, and how they are filled.

A figure is a decimal string, debit positive (client: silverfin-cli casts it to a number).
"""

from __future__ import annotations

from typing import Annotated

from mock_silverfin import sources
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.analysis import Analysis, OpenLine
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.money import to_text
from mock_silverfin.ledger.years import Period
from mock_silverfin.wire.answers import moment_text
from mock_silverfin.wire.members import DayText, Figure, MomentText, Shape


class FirmAnswer(Shape, rests=sources.OURS):
    """A firm."""

    id: int
    name: Annotated[str, sources.CLI]


class CompanyAnswer(Shape, rests=sources.SECOND_HAND):
    """A client file."""

    id: int
    name: str
    created_at: MomentText
    company_type: Annotated[str, sources.EXTENSION]
    periods_per_year: Annotated[int, sources.EXTENSION]
    currency: str
    sync_reference: str | None


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


class AccountName(Shape, rests=sources.CLI):
    """An account by its number."""

    id: int
    number: str
    name: str


class AccountAnswer(AccountName, rests=sources.INDEX):
    """An account as bookkeeping sent it, in all locales."""

    original_number: str
    original_name_en: str | None
    original_name_nl: str | None
    original_name_fr: str | None


class PeriodAccountAnswer(Shape, rests=sources.CLI):
    """What an account stands at when a period ends."""

    account: AccountName
    value: Figure
    starred: bool


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


def company(found: Company) -> CompanyAnswer:
    """Return a client file."""
    return CompanyAnswer(
        id=found.id,
        name=found.name,
        created_at=moment_text(found.created_at),
        company_type="regular",
        periods_per_year=12,
        currency=found.currency,
        sync_reference=found.reference,
    )


def period(found: Period) -> PeriodAnswer:
    """Return a period with the financial year that it is part of."""
    year = found.year
    fiscal_year = FiscalYear(start_date=year.start_date.isoformat(), end_date=year.end_date.isoformat())
    return PeriodAnswer(id=found.id, end_date=found.end_date.isoformat(), public=False, fiscal_year=fiscal_year)


def account(found: KnownAccount, locale: str) -> AccountAnswer:
    """Return an account; the firm has changed nothing."""
    return AccountAnswer(
        **dict(account_name(found, locale)),
        original_number=found.number,
        original_name_en=found.names.get("en"),
        original_name_nl=found.names.get("nl"),
        original_name_fr=found.names.get("fr"),
    )


def period_account(found: KnownAccount, balance: int, decimals: int, locale: str) -> PeriodAccountAnswer:
    """Return what an account stands at when a period ends, in minor units before."""
    return PeriodAccountAnswer(account=account_name(found, locale), value=to_text(balance, decimals), starred=False)


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


def account_name(found: KnownAccount, locale: str) -> AccountName:
    """Return an account with its name in one language."""
    return AccountName(id=found.id, number=found.number, name=found.name(locale))
