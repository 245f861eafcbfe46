"""Settings of a company: its financial years, and the account that collects the results of closed years."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mock_silverfin import messages
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.ledger import accounts, audit, companies, lines, years
from mock_silverfin.ledger.accounts import Account
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.years import Year
from mock_silverfin.sync.links import linked
from mock_silverfin.webhooks import news

LONGEST_YEAR = timedelta(days=731)


@dataclass(frozen=True)
class RetainedEarnings:
    """The account that collects results, by number; the name serves if the account is not known yet."""

    number: str
    name: str


@dataclass(frozen=True)
class Settings:
    """Everything that a settings request says."""

    years: Sequence[Year]
    retained_earnings: RetainedEarnings | None


def replace(books: Books, application_id: int, company_id: int, settings: Settings) -> None:
    """Replace the financial years and the retained earnings account of a company that is linked to the application.

    An account that is not known yet is added, with type equity. Raise InvalidError for years that end before they
    start, last longer than two years or overlap, for results that are to be computed without an account to collect
    them, and if lines would be left outside every year (assumed: they would drop out of every balance without a word).
    Years with figures from before the start of the synchronisation stay (assumed).
    """
    with books.store.transaction():
        company = linked(books, application_id, company_id)
        days = lines.days_from(books, company_id)
        earlier = _earlier(years.all_of(books, company_id), days, company.sync_start_at)
        sent = _first_unticked(settings.years, company.sync_start_at) if earlier else settings.years
        kept = [*(year for year in earlier if not any(map(year.overlaps, sent))), *sent]
        if problems := [*_problems(settings), *_left_outside(kept, days)]:
            raise InvalidError(problems)
        audit.begin(books, company_id, "settings", years=[year.start_date.isoformat() for year in settings.years])
        years.replace(books, company_id, kept)
        account = settings.retained_earnings
        if account is not None and account.number not in accounts.types_of(books, company_id):
            news.put_accounts(books, company_id, [Account(account.number, {"en": account.name}, "equity")])
        companies.remember_retained_earnings(books, company_id, account.number if account else None)
        news.balances_changed(books, company_id)


def _earlier(known: Sequence[Year], days: Sequence[str], start: date | None) -> list[Year]:
    """Return the years that ended before the synchronisation starts and have figures of another source."""
    if start is None:
        return []
    spans = [(year, year.start_date.isoformat(), year.end_date.isoformat()) for year in known if year.end_date < start]
    return [year for year, first, last in spans if any(first <= day <= last for day in days)]


def _first_unticked(sent: Sequence[Year], start: date | None) -> list[Year]:
    """Return the years, of which the first synchronised one carries nothing forward: its opening comes with it.

    Provenance: documented (support article 101000579435: the first synced year is unticked because figures come from
    bookkeeping).
    """
    return [Year(year.start_date, year.end_date, False, False) if year.start_date == start else year for year in sent]


def problems_of(year: Year, place: str) -> Iterator[Problem]:
    """Yield what is wrong with how long a year lasts, told of the member at `place`."""
    if year.end_date < year.start_date:
        yield Problem(place, messages.END_BEFORE_START)
    elif year.end_date - year.start_date > LONGEST_YEAR:
        yield Problem(place, messages.YEAR_TOO_LONG)


def _problems(settings: Settings) -> Iterator[Problem]:
    for position, year in enumerate(settings.years):
        yield from problems_of(year, f"years.{position}.end_date")
    for earlier, later in itertools.pairwise(sorted(settings.years, key=lambda year: year.start_date)):
        if later.start_date <= earlier.end_date:
            yield Problem("years", messages.overlapping_years(later.start_date.isoformat()))
    if settings.retained_earnings is None and any(year.compute_retained_earnings for year in settings.years):
        yield Problem("retained_earnings_account", messages.RETAINED_EARNINGS_MISSING)


def _left_outside(kept: Sequence[Year], days: Sequence[str]) -> Iterator[Problem]:
    spans = [(year.start_date.isoformat(), year.end_date.isoformat()) for year in kept]
    for day in days:
        if not any(start <= day <= end for start, end in spans):
            yield Problem("years", messages.outside_every_year(day))
            return
