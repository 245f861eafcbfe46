"""Charts: accounts, journals and taxes of a country, read from the data files in `charts` beside this module.

Codes follow the structure of the local plan, which `chart.json` names; names are ours, types are Odoo's. In Belgium the
fifteen accounts of result and appropriation are `equity_unaffected`. Everywhere the current accounts with the tax
office are receivable and payable although nobody trades on them: `non_trade`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pkgutil import get_data
from typing import Any, Literal, cast

from .book import Account, Journal, JournalType

NAMES = ("be", "fr", "gb", "generic", "lu", "nl", "vn")
TRANSLATED = ("fr", "nl", "vi")  # languages in which names may stand beside the English ones
RECONCILE, NON_TRADE = "reconcile", "non-trade"
ALWAYS_RECONCILED = ("asset_receivable", "liability_payable")

TaxUse = Literal["sale", "purchase"]


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What part of a tax goes where: to an account, or to that of the line (an empty code), and into which grids."""

    percent: Decimal
    account: str
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tax:
    """A percentage on top of a price, with the grids of the tax return, on invoices and on credit notes."""

    name: str
    use: TaxUse
    percent: Decimal
    group: str
    scope: str
    base_grids: tuple[str, ...]
    parts: tuple[TaxPart, ...]
    refund_base_grids: tuple[str, ...]
    refund_parts: tuple[TaxPart, ...]

    @property
    def grids(self) -> tuple[str, ...]:
        """All grids that it fills in."""
        parts = (*self.parts, *self.refund_parts)
        found = (*self.base_grids, *self.refund_base_grids, *(grid for part in parts for grid in part.grids))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Chart:
    """What a company begins with; `usual` names the accounts that stand for something, by what they are for."""

    name: str
    title: str
    country: str
    currency: str
    plan: str
    rounding: str
    accounts: tuple[Account, ...]
    journals: tuple[Journal, ...]
    taxes: tuple[Tax, ...]
    usual: Mapping[str, str]
    prefixes: Mapping[str, str]
    sale_tax: str
    purchase_tax: str

    @property
    def grids(self) -> tuple[str, ...]:
        """The grids of the tax return that its taxes fill in."""
        return tuple(sorted({grid for tax in self.taxes for grid in tax.grids}))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups under which documents show taxes."""
        return tuple(dict.fromkeys(tax.group for tax in self.taxes))


@cache
def chart_of(name: str) -> Chart:
    """Return a chart by its name, one of `NAMES`; raise ValueError for another one."""
    if name not in NAMES:
        raise ValueError(f"there is no chart {name!r}; there are {', '.join(NAMES)}")
    told = json.loads(_text(f"{name}/chart.json"))
    usual = told["accounts"]
    return Chart(
        name, told["title"], told["country"], told["currency"], told["plan"], told["rounding"],
        tuple(_account(row) for row in _rows(f"{name}/accounts.csv")),
        tuple(_journal(row, usual) for row in _rows("journals.csv")),
        tuple(_tax(row) for row in _rows(f"{name}/taxes.csv")),
        usual, told["prefixes"], told["sale_tax"], told["purchase_tax"],
    )  # fmt: skip


def belgian_chart() -> tuple[Account, ...]:
    """Return the Belgian accounts, in the order of their codes."""
    return chart_of("be").accounts


def belgian_journals() -> tuple[Journal, ...]:
    """Return the journals: sales, purchases, bank, cash, miscellaneous, exchange differences."""
    return chart_of("be").journals


def _account(row: Mapping[str, str]) -> Account:
    code, kind, marks, english, *_ = row.values()
    names = {language: row[language] for language in TRANSLATED if row.get(language)}
    reconcile = kind in ALWAYS_RECONCILED or marks == RECONCILE
    return Account(code, english, kind, reconcile, marks == NON_TRADE, names)


def _journal(row: Mapping[str, str], usual: Mapping[str, str]) -> Journal:
    money = row["type"] in ("bank", "cash")
    return Journal(row["code"], row["name"], cast(JournalType, row["type"]), usual[row["account"]] if money else "")


def _tax(row: Mapping[str, str]) -> Tax:
    return Tax(
        row["name"], cast(TaxUse, row["use"]), Decimal(row["percent"]), row["group"], row["scope"],
        tuple(row["base"].split()), tuple(_parts(row["tax"])),
        tuple(row["refund_base"].split()), tuple(_parts(row["refund_tax"])),
    )  # fmt: skip


def _parts(told: str) -> Iterator[TaxPart]:
    """Read `50 - 82; 50 411000 59`: percent, account (`-` for the line's own) and grids of each part."""
    for part in filter(None, told.split(";")):
        percent, account, *grids = part.split()
        yield TaxPart(Decimal(percent), account.strip("-"), tuple(grids))


def _rows(path: str) -> Iterator[dict[str, Any]]:
    return csv.DictReader(_text(path).splitlines())


def _text(path: str) -> str:
    """Read a data file; `pkgutil` finds it in a tenth of importlib.resources' time."""
    return (get_data("twinledger.books", f"charts/{path}") or b"").decode()
