"""REST v4, the part about client files and their accounts: made, changed, archived, mapped."""

from __future__ import annotations

from typing import Any

from mock_silverfin import messages
from mock_silverfin.doors.access import Visit
from mock_silverfin.doors.door import Door, body_of, parameter
from mock_silverfin.doors.rest import locale, page_of
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.integrations import connections
from mock_silverfin.ledger import accounts as chart
from mock_silverfin.ledger import audit
from mock_silverfin.ledger import companies as all_files
from mock_silverfin.ledger.accounts import LOCALES, Account
from mock_silverfin.ledger.money import DECIMALS
from mock_silverfin.sync import links
from mock_silverfin.webhooks import hooks, news, outbox
from mock_silverfin.wire import files as shapes
from mock_silverfin.wire.files import (
    AccountAnswer,
    AccountBody,
    AccountChangeBody,
    BulkBody,
    CompanyAnswer,
    CompanyBody,
    CompanyChangeBody,
    CompanyDetails,
    EntityAnswer,
)

EUROS = "EUR"

door = Door("files")


@door("companies")
def companies(visit: Visit) -> list[CompanyAnswer]:
    """The firm's client files, or those with a file code."""
    code = parameter("file_code")
    found = [one for one in all_files.all_of(visit.books) if code is None or one.details.get("file_code") == code]
    return [shapes.company(company) for company in page_of(found)]


@door("archived_companies")
def archived_companies(visit: Visit) -> list[CompanyAnswer]:
    """The client files that are archived."""
    return [shapes.company(company) for company in page_of(all_files.all_of(visit.books, archived=True))]


@door("company")
def company(visit: Visit, company_id: int) -> CompanyAnswer:
    """One client file."""
    return shapes.company(all_files.get(visit.books, company_id))


@door("create_company")
def create_company(visit: Visit) -> CompanyAnswer:
    """Add a client file; one that names an entity and a reference is linked to them (assumed)."""
    sent = body_of(CompanyBody)
    currency, entity = sent.currency or EUROS, sent.accountancy_synchronisation_entity_id
    _refuse_an_unknown_entity(visit, sent)
    company_id = all_files.add(visit.books, sent.name, currency, DECIMALS.get(currency, 2))
    all_files.describe(visit.books, company_id, None, _details(sent))
    if entity is not None and sent.accountancy_synchronisation_reference:
        links.link(visit.books, company_id, entity, sent.accountancy_synchronisation_reference, None)
    return company(visit, company_id)


@door("entities")
def entities(visit: Visit) -> list[EntityAnswer]:
    """The applications that synchronise in the firm."""
    name_of = visit.core.directory.application_name
    return [EntityAnswer(id=id_, name=name_of(id_)) for id_ in page_of(_entities(visit))]


def _entities(visit: Visit) -> list[int]:
    """Return the ids of the applications that synchronise in the firm, those of the built-in integration included."""
    connected = [connection.application_id for connection in connections.all_of(visit.books)]
    return sorted({*visit.core.oauth.synchronising(visit.caller.firm_id), *connected})


def _refuse_an_unknown_entity(visit: Visit, sent: CompanyDetails) -> None:
    entity = sent.accountancy_synchronisation_entity_id
    if entity is not None and entity not in _entities(visit):
        raise InvalidError([Problem("accountancy_synchronisation_entity_id", messages.NO_SUCH_ENTITY)])


@door("update_company")
def update_company(visit: Visit, company_id: int) -> CompanyAnswer:
    """Change what is known of a client file."""
    all_files.get(visit.books, company_id)
    sent = body_of(CompanyChangeBody)
    _refuse_an_unknown_entity(visit, sent)
    all_files.describe(visit.books, company_id, sent.name, _details(sent))
    return company(visit, company_id)


@door("archive_company")
def archive_company(visit: Visit, company_id: int) -> None:
    """Archive a client file; if it is linked, that ends (assumed)."""
    links.unlink(visit.books, company_id)
    all_files.archive(visit.books, company_id, archived=True)


@door("unarchive_company")
def unarchive_company(visit: Visit, company_id: int) -> CompanyAnswer:
    """Take a client file out of the archive."""
    all_files.get(visit.books, company_id)
    all_files.archive(visit.books, company_id, archived=False)
    return company(visit, company_id)


# Accounts -------------------------------------------------------------------------------------------------------------


@door("accounts")
def accounts(visit: Visit, company_id: int) -> list[AccountAnswer]:
    """A file's accounts by number."""
    all_files.get(visit.books, company_id)
    return [shapes.account(account, locale()) for account in page_of(chart.all_of(visit.books, company_id))]


@door("create_account")
def create_account(visit: Visit, company_id: int) -> AccountAnswer:
    """Add an account; of number and names, what is given once counts for both (documented: llms index)."""
    all_files.get(visit.books, company_id)
    sent = body_of(AccountBody)
    number = sent.original_number or sent.number
    if number in chart.types_of(visit.books, company_id):
        raise InvalidError([Problem("number", messages.KNOWN_ALREADY)])
    names = {**_names(sent, "custom_name"), **_names(sent, "original_name")}
    news.put_accounts(visit.books, company_id, [Account(number, names, sent.type)])
    [added] = [one for one in chart.all_of(visit.books, company_id) if one.number == number]
    return _customised(visit, company_id, added.id, sent)


@door("update_account")
def update_account(visit: Visit, company_id: int, account_id: int) -> AccountAnswer:
    """Change what the firm calls an account, and what it is mapped to."""
    chart.get(visit.books, company_id, account_id)
    changed = _customised(visit, company_id, account_id, body_of(AccountChangeBody))
    outbox.tell(visit.books, hooks.ACCOUNT_UPDATED, company_id)
    return changed


@door("bulk_update")
def bulk_update(visit: Visit, company_id: int) -> list[AccountAnswer]:
    """Change many accounts, all of them or none."""
    all_files.get(visit.books, company_id)
    sent = body_of(BulkBody)
    outbox.tell(visit.books, hooks.ACCOUNT_UPDATED, company_id, len(sent.accounts))
    return [_customised(visit, company_id, item.id, item) for item in sent.accounts]


def _customised(visit: Visit, company_id: int, account_id: int, sent: AccountChangeBody) -> AccountAnswer:
    account = chart.get(visit.books, company_id, account_id)
    given = {"number": sent.number, "mapped_number": sent.mapped_number}
    custom = {name: value for name, value in given.items() if value is not None}
    audit.begin(visit.books, company_id, "account", account=account.number, **custom)
    chart.customise(visit.books, account, {**custom, "names": _names(sent, "custom_name")})
    return shapes.account(chart.get(visit.books, company_id, account_id), locale())


def _names(sent: AccountChangeBody, kind: str) -> dict[str, str]:
    """Return the names of a kind that were sent, by locale."""
    found = {one: getattr(sent, f"{kind}_{one}") for one in LOCALES}
    return {one: name for one, name in found.items() if name is not None}


def _details(sent: CompanyDetails) -> dict[str, Any]:
    given = sent.model_dump(include=set(CompanyDetails.model_fields), exclude_unset=True)
    return {name: value for name, value in given.items() if value is not None}
