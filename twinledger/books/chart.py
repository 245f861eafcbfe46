"""The Belgian chart of accounts and the usual journals, read from the data files beside this module.

The codes follow the structure of the Belgian minimum chart (royal decree of 21 October 2018: classes 0 to 7),
filled up to six digits; the names are ours. The types are Odoo's: the fifteen accounts of result and appropriation
are `equity_unaffected`, and the two VAT current accounts (411200, 451200) are receivable and payable although nobody
trades on them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pkgutil import get_data
from typing import cast

from .book import Account, Journal, JournalType


@cache
def belgian_chart() -> tuple[Account, ...]:
    """Return the accounts, in the order of their codes."""
    return tuple(
        Account(code, name, type_, reconcile == "1") for code, name, type_, reconcile in _rows("charts/be.csv")
    )


@cache
def belgian_journals() -> tuple[Journal, ...]:
    """Return the journals: sales, purchases, bank, cash, miscellaneous, exchange differences."""
    return tuple(
        Journal(code, name, cast(JournalType, type_), account)
        for code, name, type_, account in _rows("charts/be_journals.csv")
    )


def _rows(path: str) -> Iterator[list[str]]:
    """Yield the rows of a data file but the first; `pkgutil` finds it in a tenth of importlib.resources' time."""
    text = (get_data("twinledger.books", path) or b"").decode()
    rows = csv.reader(text.splitlines())
    next(rows)
    return rows
