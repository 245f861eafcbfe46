"""Adjustments: what an accountant books in a period beside what bookkeeping sent.

Provenance: members are known from a client (silverfin-vscode, liquid-tests.schema.json). That they must add up to zero,
and stand on accounts of the file, is assumed. They are kept apart from the figures that were pushed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_silverfin import messages
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.ledger import accounts
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.money import AmountError, to_minor, to_text
from mock_silverfin.workpapers import records
from mock_silverfin.workpapers.records import Kind


def checked(books: Books, company: Company, transactions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return transactions as they are kept, their values as decimal text; raise InvalidError with all that is wrong."""
    kept, problems = [], list(_unknown(books, company, transactions))
    total = 0
    for place, transaction in enumerate(transactions):
        try:
            value = to_minor(transaction["value"], company.currency, company.decimals)
        except AmountError as error:
            problems.append(Problem(f"transactions.{place}.value", str(error)))
        else:
            total += value
            kept.append({**transaction, "value": to_text(value, company.decimals)})
    if total and len(kept) == len(transactions):  # else what could not be read may be what is missing
        problems.append(Problem("transactions", messages.NOT_BALANCED))
    if problems:
        raise InvalidError(problems)
    return kept


def sums(books: Books, company: Company, period_id: int) -> Counter[str]:
    """Return what the adjustments of a period add to each account, in minor units."""
    found: Counter[str] = Counter()
    for record in records.all_of(books, Kind.ADJUSTMENT, company.id, period_id):
        for transaction in record.said["transactions"]:
            value = to_minor(Decimal(transaction["value"]), company.currency, company.decimals)
            found[transaction["account"]] += value
    return found


def _unknown(books: Books, company: Company, transactions: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    known = accounts.types_of(books, company.id)
    for place, transaction in enumerate(transactions):
        if transaction["account"] not in known:
            yield Problem(f"transactions.{place}.account", messages.unknown_account(transaction["account"]))
