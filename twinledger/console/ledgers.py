"""Ledgers: what both systems hold of a company, account by account, and what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twinledger import projection
from twinledger.projection import Difference

if TYPE_CHECKING:
    from twinledger.world import Pair, World


@dataclass(frozen=True)
class Account:
    """An account on both sides; amounts are minor units, debit positive."""

    code: str
    name: str
    odoo: int
    silverfin: int

    @property
    def difference(self) -> int:
        """What Silverfin has more."""
        return self.silverfin - self.odoo


@dataclass(frozen=True)
class Ledgers:
    """A company on both sides: its trial balances, and the rows that Silverfin lacks or should not have."""

    company: str
    accounts: tuple[Account, ...]
    difference: Difference
    decimals: int
    currency: str
    sent: int

    @property
    def totals(self) -> tuple[int, int]:
        """The sums of both sides, which are nothing where the books balance."""
        return sum(one.odoo for one in self.accounts), sum(one.silverfin for one in self.accounts)

    @property
    def turnover(self) -> int:
        """The sum of all debit balances in Odoo."""
        return sum(one.odoo for one in self.accounts if one.odoo > 0)


def ledgers_of(world: World, pair: Pair) -> Ledgers:
    """Return both ledgers of a pair as they are now."""
    here, there = world.trial_balance(pair), pair.file.trial_balance()
    names = _names(world, pair)
    accounts = tuple(
        Account(code, names.get(code, ""), here.get(code, 0), there.get(code, 0)) for code in sorted({*here, *there})
    )
    database = world.odoo.database(pair.database)
    currency = database.company_currency(pair.company_id)
    [(symbol,)] = database.store.all("SELECT name FROM res_currency WHERE id = ?", (currency,))
    difference = projection.difference(world, pair)
    return Ledgers(pair.file.name, accounts, difference, database.digits(currency), symbol, len(pair.file.lines()))


def _names(world: World, pair: Pair) -> dict[str, str]:
    """Return the names of the company's accounts in Odoo by their codes."""
    rows = world.odoo.database(pair.database).store.all(
        "SELECT json_extract(code_store, ?), name FROM account_account", (f'$."{pair.company_id}"',)
    )
    return {code: name for code, name in rows if code}
