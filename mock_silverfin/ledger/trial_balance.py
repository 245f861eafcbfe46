"""The trial balance as an accountant reads it: every account at the end of a period, beside an earlier period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_silverfin.ledger import accounts, balances, years
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.years import Period

NOTHING = Standing()
NOBODY_ADJUSTED: Mapping[str, int] = {}


@dataclass(frozen=True)
class Row:
    """An account; amounts are minor units, positive for debit. `before` is what it stood at in the other period.

    `adjusted` is what the period's adjustments add; it is in no other figure.
    """

    account: KnownAccount
    standing: Standing
    before: int
    adjusted: int = 0

    @property
    def difference(self) -> int:
        """What it stands at more than before."""
        return self.standing.balance - self.before


@dataclass(frozen=True)
class TrialBalance:
    """The accounts of a file at the end of a period, by number, beside another period if there is one."""

    period: Period
    compared: Period | None
    rows: tuple[Row, ...]

    @property
    def total(self) -> Standing:
        """What all accounts add up to; a balance of anything but zero is unbalanced."""
        return Standing(
            *(sum(getattr(row.standing, part) for row in self.rows) for part in ("opening", "debit", "credit"))
        )

    @property
    def is_adjusted(self) -> bool:
        """Whether an adjustment of the period adds anything to an account."""
        return any(row.adjusted for row in self.rows)

    @property
    def total_adjusted(self) -> int:
        """What adjustments add to all accounts: zero, for each is balanced."""
        return sum(row.adjusted for row in self.rows)

    @property
    def total_before(self) -> int:
        """What all accounts added up to in the other period."""
        return sum(row.before for row in self.rows)


def at(
    books: Books,
    company_id: int,
    period: Period,
    compared: Period | None,
    *,
    adjusted: Mapping[str, int] = NOBODY_ADJUSTED,
    zeros: bool = False,
) -> TrialBalance:
    """Return the trial balance; accounts on which nothing is to be told are left out unless `zeros`.

    `adjusted` is what adjustments add, by account number.
    """
    with books.store.transaction():
        standing = balances.standing(books, company_id, period.end_date)
        before = balances.at(books, company_id, compared.end_date) if compared else {}
        known = accounts.all_of(books, company_id)
    rows = [
        Row(account, standing.get(number, NOTHING), before.get(number, 0), adjusted.get(number, 0))
        for account in known
        for number in [account.number]
    ]
    return TrialBalance(period, compared, tuple(row for row in rows if zeros or _says_something(row)))


def same_period_a_year_before(books: Books, company_id: int, period: Period) -> Period | None:
    """Return the period of the financial year before that ends a year earlier, else the one that closed that year."""
    found = years.periods_of(books, company_id)
    earlier = [one for one in found if one.year.end_date < period.year.start_date]
    if not earlier:
        return None
    last = max(one.year.start_date for one in earlier)
    of_year = [one for one in earlier if one.year.start_date == last]
    month = (period.end_date.year - 1, period.end_date.month)
    return next((one for one in of_year if (one.end_date.year, one.end_date.month) == month), of_year[0])


def _says_something(row: Row) -> bool:
    return row.standing != NOTHING or row.before != 0 or row.adjusted != 0
