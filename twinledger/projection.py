"""The projection: what Silverfin must hold of a ledger in Odoo, what it does hold, and the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from twinledger.books.amounts import written
from twinledger.books.balances import OFF_BALANCE, is_carried_forward, minor_unit, unallocated

if TYPE_CHECKING:
    from twinledger.world import Pair, World

SHOWN = 12


@dataclass(frozen=True, order=True)
class Row:
    """One line of a ledger as it is compared: account code, accounting date, amount in minor units (debit positive)."""

    account: str
    date: date
    amount: int


@dataclass(frozen=True)
class Difference:
    """Rows that Silverfin lacks and rows that it should not have, each as often as that is so."""

    missing: tuple[Row, ...]
    surplus: tuple[Row, ...]
    decimals: int = 2

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)

    def __str__(self) -> str:
        shown = [f"  missing in Silverfin: {self._row(row)}" for row in self.missing[:SHOWN]]
        shown += [f"  only in Silverfin:    {self._row(row)}" for row in self.surplus[:SHOWN]]
        more = max(len(self.missing) - SHOWN, 0) + max(len(self.surplus) - SHOWN, 0)
        return "\n".join(shown + ([f"  … and {more} more"] if more else []))

    def _row(self, row: Row) -> str:
        return f"{row.date}  {row.account:<10} {written(row.amount, self.decimals):>18}"


def expected(world: World, pair: Pair, *, off_balance: str = "skip", opening: bool = True) -> Counter[Row]:
    """Return what Silverfin must hold of the posted lines of a pair's books in Odoo, zero lines left out.

    What is dated before the file's sync_start_at is summed up on that day: per account of the balance sheet, and the
    rest, which is the accumulated result, on the account that collects results. Unless `opening`, it is left out.
    """
    start = pair.file.sync_start_at or date.min
    rows: Counter[Row] = Counter()
    balances: Counter[str] = Counter()
    for line, kind in _posted(world, pair):
        if kind == OFF_BALANCE and off_balance != "send":
            continue
        if line.date >= start:
            rows[line] += 1
        else:
            balances[line.account if is_carried_forward(kind) else _result_account(world, pair)] += line.amount
    if opening:
        rows.update(Row(account, start, balance) for account, balance in balances.items() if balance)
    return rows


def _posted(world: World, pair: Pair) -> Iterator[tuple[Row, str]]:
    """Yield the posted lines with an amount, each with its account's type."""
    database = world.odoo.database(pair.database)
    unit = minor_unit(database, pair.company_id)
    rows = database.store.all(
        "SELECT json_extract(a.code_store, ?), a.account_type, l.date, l.balance FROM account_move_line l"
        " JOIN account_account a ON a.id = l.account_id"
        " WHERE l.parent_state = 'posted' AND l.company_id = ? AND l.balance != 0",
        (f'$."{pair.company_id}"', pair.company_id),
    )
    for code, kind, when, balance in rows:
        yield Row(code, date.fromisoformat(when), balance // unit), kind


def _result_account(world: World, pair: Pair) -> str:
    """Return the account that collects results: the one that the connector named, else Odoo's first for them."""
    return pair.file.retained_earnings or unallocated(world.odoo.database(pair.database), pair.company_id)


def held(pair: Pair) -> Counter[Row]:
    """Return the lines that Silverfin holds for a pair, zero lines left out."""
    return Counter(Row(line.account_number, line.date, line.value) for line in pair.file.lines() if line.value)


def difference(
    world: World,
    pair: Pair,
    *,
    off_balance: str = "skip",
    opening: bool = True,
    analytic: bool = True,
    granularity: str = "line",
) -> Difference:
    """Return what tells the two ledgers of a pair apart, compared line by line or summed per account and month.

    At the granularity of entries, lines of one account and day are summed: Silverfin's wire has no member that says
    which lines belong together. If `analytic`, so they are wherever one of them is spread over analytic accounts: a
    line in Silverfin has one code in each dimension, so such a line may arrive in parts.
    """
    wanted, found = expected(world, pair, off_balance=off_balance, opening=opening), held(pair)
    if analytic and granularity == "line" and (places := _spread(world, pair)):
        wanted, found = _summed(wanted, places), _summed(found, places)
    wanted, found = coarsened(wanted, granularity), coarsened(found, granularity)
    missing = tuple(sorted((wanted - found).elements()))
    surplus = tuple(sorted((found - wanted).elements()))
    database = world.odoo.database(pair.database)
    return Difference(missing, surplus, database.digits(database.company_currency(pair.company_id)))


def _spread(world: World, pair: Pair) -> set[tuple[str, date]]:
    """Return the accounts and days on which a posted line is spread over analytic accounts."""
    rows = world.odoo.database(pair.database).store.all(
        "SELECT DISTINCT json_extract(a.code_store, ?), l.date FROM account_move_line l"
        " JOIN account_account a ON a.id = l.account_id"
        " WHERE l.parent_state = 'posted' AND l.company_id = ? AND l.analytic_distribution != '{}'",
        (f'$."{pair.company_id}"', pair.company_id),
    )
    return {(code, date.fromisoformat(when)) for code, when in rows}


def _summed(rows: Counter[Row], places: set[tuple[str, date]]) -> Counter[Row]:
    """Return rows, those on some accounts and days as one sum for each."""
    there = Counter({row: count for row, count in rows.items() if (row.account, row.date) in places})
    return (rows - there) + coarsened(there, "entry")


def coarsened(rows: Counter[Row], granularity: str) -> Counter[Row]:
    """Return rows as they are compared at a granularity: as they are, or summed."""
    if granularity == "line":
        return rows
    sums: Counter[tuple[str, date]] = Counter()
    for row, count in rows.items():
        day = row.date.replace(day=1) if granularity == "account-month" else row.date
        sums[row.account, day] += row.amount * count
    return Counter(Row(account, day, total) for (account, day), total in sums.items() if total)


def total(rows: Iterable[Row]) -> int:
    """Return the sum of the rows' amounts."""
    return sum(row.amount for row in rows)
