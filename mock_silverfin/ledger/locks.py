"""Locks: figures of periods that the accountant has closed.

Provenance: a period can be locked (documented: support article 101000503371); what that does to pushed data is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_silverfin.errors import LockedPeriodError
from mock_silverfin.ledger import lines
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.lines import LedgerLine


def refuse_changes(books: Books, company: Company, lines_by_id: dict[str, LedgerLine | None]) -> None:
    """Raise LockedPeriodError if a line would come to stand in a locked period, or stands there and would change.

    `lines_by_id` holds what each line will be, None for those that go.
    """
    if company.locked_until is not None:
        arriving = [line.counts_on.isoformat() for line in lines_by_id.values() if line is not None]
        _refuse(books, company, [*arriving, *lines.days_of(books, company.id, list(lines_by_id))])


def refuse_removal_from(books: Books, company: Company, day: str) -> None:
    """Raise LockedPeriodError if a line dated `day` (YYYY-MM-DD) or later stands in a locked period."""
    if company.locked_until is not None:
        _refuse(books, company, lines.days_from(books, company.id, day))


def _refuse(books: Books, company: Company, days: Sequence[str]) -> None:
    """Name the period of the first of `days` (YYYY-MM-DD) if it is locked."""
    until = str(company.locked_until)
    locked = [day for day in days if day <= until]
    if locked:
        query = "SELECT MIN(end_date) FROM period WHERE company_id = ? AND end_date >= ?"
        [(period,)] = books.store.all(query, [company.id, min(locked)])
        raise LockedPeriodError(period, until)
