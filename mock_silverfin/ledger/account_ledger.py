"""The ledger of one account: what it opened the year with, and every line since, with what it stood at afterwards."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from mock_silverfin.ledger import balances, lines
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.lines import LedgerLine
from mock_silverfin.ledger.years import Period

PER_PAGE = 200


@dataclass(frozen=True)
class Posting:
    """A line of the ledger, and what the account stood at after it, in minor units."""

    line: LedgerLine
    balance: int


@dataclass(frozen=True)
class AccountLedger:
    """One page of an account's lines from the start of the financial year to the end of a period.

    `opening` is what the account opened the year with, `carried` what it stood at before this page, `count` how many
    lines there are on all pages. Amounts are minor units, positive for debit.
    """

    account: KnownAccount
    period: Period
    opening: int
    carried: int
    count: int
    postings: tuple[Posting, ...]

    @property
    def balance(self) -> int:
        """What the account stands at after this page."""
        return self.postings[-1].balance if self.postings else self.carried


def of(books: Books, company_id: int, account: KnownAccount, period: Period, page: slice) -> AccountLedger:
    """Return a page of the ledger of an account; `slice(None)` is all of it."""
    span = period.year.start_date, period.end_date
    with books.store.transaction():
        standing = balances.standing(books, company_id, period.end_date).get(account.number)
        count, before = lines.sum_of_account(books, company_id, account.number, span, page.start or 0)
        found = lines.of_account(books, company_id, account.number, span, page)
    opening = 0 if standing is None else standing.opening
    sums = itertools.accumulate((line.value for line in found), initial=opening + before)
    postings = tuple(
        Posting(line, balance) for line, balance in zip(found, itertools.islice(sums, 1, None), strict=True)
    )
    return AccountLedger(account, period, opening, opening + before, count, postings)
