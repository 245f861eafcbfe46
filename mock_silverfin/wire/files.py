"""Client files and their accounts in REST v4: what is taken and answered, each member with what it rests on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from mock_silverfin import sources
from mock_silverfin.ledger.accounts import AccountType, KnownAccount
from mock_silverfin.ledger.companies import Company
from mock_silverfin.wire.answers import moment_text
from mock_silverfin.wire.members import Id, Identifier, MomentText, Shape, Text

CompanyType = Literal["regular", "analytical", "consolidation", "sole_trader", "personal"]


class CompanyDetails(Shape, rests=sources.SECOND_HAND):
    """What may be known of a client file beyond its name."""

    organisation_form: Text | None = None
    country: Text | None = None
    city: Text | None = None
    street: Text | None = None
    file_code: Text | None = None
    company_type: Annotated[CompanyType | None, sources.EXTENSION] = None
    vat: Text | None = None
    folder_name: Text | None = None
    visible_for_contributors: bool | None = None
    account_mapping_list_id: Id | None = None
    accountancy_synchronisation_entity_id: Id | None = None
    accountancy_synchronisation_reference: Text | None = None


class CompanyBody(CompanyDetails):
    """`POST /companies`; the currency is fixed from then on, euros if none is named."""

    name: Identifier
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None


class CompanyChangeBody(CompanyDetails):
    """`POST /companies/{id}`; what is left out stays."""

    name: Identifier | None = None


class CompanyAnswer(CompanyDetails):
    """A client file."""

    id: int
    name: str
    created_at: MomentText
    periods_per_year: Annotated[int, sources.EXTENSION]
    currency: str
    sync_reference: str | None


class EntityAnswer(Shape, rests=sources.OURS):
    """What a firm is connected to: an application that synchronises; client files name it by its id."""

    id: int
    name: str


class AccountName(Shape, rests=sources.CLI):
    """An account by its number."""

    id: int
    number: str
    name: str


class AccountAnswer(AccountName, rests=sources.INDEX):
    """An account: `original` is what bookkeeping sent, `custom` and `number` what the firm made of it."""

    original_number: str
    original_name_en: str | None
    original_name_nl: str | None
    original_name_fr: str | None
    custom_name_en: str | None
    custom_name_nl: str | None
    custom_name_fr: str | None
    mapped_number: Annotated[str | None, sources.EXTENSION]


class AccountChangeBody(Shape, rests=sources.INDEX):
    """`POST /accounts/{id}`; what is left out stays."""

    number: Identifier | None = None
    custom_name_en: Text | None = None
    custom_name_nl: Text | None = None
    custom_name_fr: Text | None = None
    mapped_number: Annotated[Identifier | None, sources.EXTENSION] = None


class AccountBody(AccountChangeBody):
    """`POST /accounts`; of number and names, what is given once counts for both."""

    number: Identifier
    original_number: Identifier | None = None
    original_name_en: Text | None = None
    original_name_nl: Text | None = None
    original_name_fr: Text | None = None
    type: Annotated[AccountType, sources.OURS]


class BulkItem(AccountChangeBody):
    """One account of a bulk update."""

    id: Id


class BulkBody(Shape, rests=sources.OURS):
    """`POST /accounts/bulk_update`: all of it or nothing."""

    accounts: list[BulkItem]


NO_DETAILS: dict[str, Any] = {**dict.fromkeys(CompanyDetails.model_fields), "company_type": "regular"}


def company(found: Company) -> CompanyAnswer:
    """Return a client file."""
    details = {**NO_DETAILS, **found.details}
    if found.application_id is not None:
        details["accountancy_synchronisation_entity_id"] = found.application_id
        details["accountancy_synchronisation_reference"] = found.reference
    return CompanyAnswer(
        id=found.id,
        name=found.name,
        created_at=moment_text(found.created_at),
        periods_per_year=12,
        currency=found.currency,
        sync_reference=found.reference,
        **details,
    )


def account(found: KnownAccount, locale: str) -> AccountAnswer:
    """Return an account."""
    return AccountAnswer(
        **dict(account_name(found, locale)),
        original_number=found.number,
        original_name_en=found.names.get("en"),
        original_name_nl=found.names.get("nl"),
        original_name_fr=found.names.get("fr"),
        custom_name_en=found.custom_names.get("en"),
        custom_name_nl=found.custom_names.get("nl"),
        custom_name_fr=found.custom_names.get("fr"),
        mapped_number=found.custom.get("mapped_number"),
    )


def account_name(found: KnownAccount, locale: str) -> AccountName:
    """Return an account with its name in one language."""
    return AccountName(id=found.id, number=found.shown_number, name=found.name(locale))
