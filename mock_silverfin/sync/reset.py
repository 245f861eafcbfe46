"""Reset: remove what was pushed, from a day on or all of it."""

from __future__ import annotations

from datetime import date

from mock_silverfin.ledger import audit, companies, lines, locks
from mock_silverfin.ledger.books import Books
from mock_silverfin.sync.links import Expected, linked, refuse_a_stale_point
from mock_silverfin.webhooks import news


def reset(
    books: Books, application_id: int, company_id: int, after_date: date | None, expected: Expected | None
) -> str | None:
    """Remove the lines of a company and return the sync point that is stored afterwards.

    With `after_date` those dated on that day or later go and the sync point stays (documented: "from that date on";
    what becomes of the sync point: assumed). Without it all lines go and the sync point becomes None. What lies before
    the start of the synchronisation is not the application's and stays, as accounts and financial years do (assumed).
    Nothing goes if any of these is raised: NotFoundError, NotLinkedError,
    StaleSyncPointError, or LockedPeriodError if one of the lines stands in a locked period.
    """
    with books.store.transaction():
        company = linked(books, application_id, company_id)
        refuse_a_stale_point(company, expected)
        day = max(str(bound) for bound in (after_date or "", company.sync_start_at or ""))
        locks.refuse_removal_from(books, company, day)
        change = audit.begin(books, company_id, "reset", after_date=day or None)
        lines.remove_from(books, company_id, day, change)
        news.balances_changed(books, company_id)
        if after_date is not None:
            return company.sync_point
        companies.remember_sync_point(books, company_id, None)
        return None
