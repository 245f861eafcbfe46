"""What lines carry beside their amount: what is still unpaid of them, and the codes that they are analysed by."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from mock_silverfin.ledger import accounts, lines
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.lines import LedgerLine


@dataclass(frozen=True)
class OpenLine:
    """A line of which something is still unpaid, and its account."""

    line: LedgerLine
    account: KnownAccount


@dataclass(frozen=True)
class Analysis:
    """What the lines with one code of one dimension ("1" to "4") add up to, by account, in minor units."""

    dimension: str
    code: str
    sums: tuple[tuple[KnownAccount, int], ...]


def open_lines(books: Books, company_id: int) -> list[OpenLine]:
    """Return the payables and receivables of a file that are still open, by date, then by id."""
    known = {account.number: account for account in accounts.all_of(books, company_id)}
    found = lines.all_of(books, company_id, "open_value > 0")
    return [OpenLine(line, known[line.account_number]) for line in found]


def by_dimension(books: Books, company_id: int) -> list[Analysis]:
    """Return the codes that the lines of a file carry, by dimension and code."""
    known = {account.number: account for account in accounts.all_of(books, company_id)}
    query = """SELECT found.key, found.value, account_number, SUM(line.value)
        FROM line, json_each(analytical_dimensions) AS found
        WHERE company_id = ? AND analytical_dimensions != '{}' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    rows = books.store.all(query, [company_id])
    return [
        Analysis(dimension, code, tuple((known[number], value) for *_, number, value in group))
        for (dimension, code), group in itertools.groupby(rows, key=lambda row: (row[0], row[1]))
    ]
