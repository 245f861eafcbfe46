"""Links: which client files belong to an application, and the references that accountants choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mock_silverfin.errors import InvalidError, NotLinkedError, Problem, StaleSyncPointError
from mock_silverfin.ledger import companies, locks
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.messages import TWICE
from mock_silverfin.webhooks import hooks, news, outbox


@dataclass(frozen=True)
class Reference:
    """A company of the bookkeeping product, as the accountant sees it in the drop-down."""

    reference: str
    name: str


@dataclass(frozen=True)
class Expected:
    """The sync point that a client believes to be stored; None: that there is none yet."""

    sync_point: str | None


def link(
    books: Books,
    company_id: int,
    application_id: int,
    reference: str,
    sync_start_at: date | None,
    *,
    keeps_earlier: bool = False,
) -> None:
    """Link a file to an application, as `companies.link` does, and tell its webhooks.

    The webhooks of another application that it was linked to are told that it is gone (assumed). Raise NotFoundError
    if the firm has no such file, and LockedPeriodError if lines of a locked period would go.
    """
    with books.store.transaction():
        before = companies.get(books, company_id)
        locks.refuse_removal_from(books, before, str(sync_start_at) if keeps_earlier and sync_start_at else "")
        if before.application_id not in (None, application_id):
            outbox.announce(books, hooks.REMOVED, before)
        companies.link(books, company_id, application_id, reference, sync_start_at, keeps_earlier=keeps_earlier)
        news.balances_changed(books, company_id)
        outbox.announce(books, hooks.ADDED, companies.get(books, company_id))


def unlink(books: Books, company_id: int) -> None:
    """End the link of a file, if it has one, and tell the webhooks of its application; the figures stay."""
    with books.store.transaction():
        company = companies.get(books, company_id)
        if company.application_id is not None:
            outbox.announce(books, hooks.REMOVED, company)
            companies.unlink(books, company_id)


def request(books: Books, company_id: int) -> None:
    """Ask the application of a file for a synchronisation, as the sync arrows do; raise NotLinkedError without one."""
    company = companies.get(books, company_id)
    if company.application_id is None:
        raise NotLinkedError
    outbox.announce(books, hooks.REQUESTED, company)


def linked(books: Books, application_id: int, company_id: int) -> Company:
    """Return a company; raise NotFoundError if the firm has none, NotLinkedError if it is not this application's.

    Provenance: 409 documented at second hand for "misconfigured company" (api-evangelist, openapi of the SyncAPI).
    """
    company = companies.get(books, company_id)
    if company.application_id != application_id:
        raise NotLinkedError
    return company


def all_linked(books: Books, application_id: int) -> list[Company]:
    """Return the companies that are linked to an application, oldest first."""
    return [company for company in companies.all_of(books) if company.application_id == application_id]


def refuse_a_stale_point(company: Company, expected: Expected | None) -> None:
    """Raise StaleSyncPointError if the client expects another sync point than the stored one; None expects nothing."""
    if expected is not None and expected.sync_point != company.sync_point:
        raise StaleSyncPointError(company.sync_point)


def replace_references(books: Books, application_id: int, references: Sequence[Reference]) -> None:
    """Make `references` the list of an application in this firm; links that exist stay as they are.

    Raise InvalidError if a reference stands in the list twice.
    """
    seen: set[str] = set()
    problems = []
    for position, item in enumerate(references):
        if item.reference in seen:
            problems.append(Problem(f"sync_references.{position}.reference", TWICE))
        seen.add(item.reference)
    if problems:
        raise InvalidError(problems)
    rows = [(application_id, position, item.reference, item.name) for position, item in enumerate(references)]
    with books.store.transaction():
        books.store.execute("DELETE FROM reference WHERE application_id = ?", [application_id])
        books.store.execute_many("INSERT INTO reference VALUES (?, ?, ?, ?)", rows)


def references_of(books: Books, application_id: int) -> list[Reference]:
    """Return the references of an application in the order in which they were sent."""
    query = "SELECT reference, name FROM reference WHERE application_id = ? ORDER BY position"
    return [Reference(reference, name) for reference, name in books.store.all(query, [application_id])]
