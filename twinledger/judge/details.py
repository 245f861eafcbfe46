"""Details: what lines carry beside their amount, as it must be in Silverfin and as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from mock_odoo.orm.values import MONEY_SCALE
from twinledger.books.amounts import written
from twinledger.books.balances import minor_unit
from twinledger.judge.case import Case
from twinledger.judge.verdicts import Failed
from twinledger.projection import Row

Sums = dict[tuple[str, str], int]  # by analytic code and account, in minor units


def open_items_agree(case: Case, reason: str) -> None:
    """Demand that what is unpaid of the items of customers and suppliers is unpaid in Silverfin, and nothing else."""
    query = """SELECT json_extract(a.code_store, ?), l.date, l.amount_residual FROM account_move_line l
        JOIN account_account a ON a.id = l.account_id
        WHERE l.parent_state = 'posted' AND l.company_id = ? AND l.amount_residual != 0 AND NOT COALESCE(a.non_trade, 0)
        AND a.account_type IN ('asset_receivable', 'liability_payable')"""
    company = case.pair.company_id
    unit = minor_unit(case.database, company)
    rows = case.database.store.all(query, (f'$."{company}"', company))
    wanted = Counter(Row(code, date.fromisoformat(day), left // unit) for code, day, left in rows)
    found = Counter(
        Row(line.account_number, line.date, (line.open_value or 0) * (1 if line.open_category == "receivable" else -1))
        for line in case.pair.file.lines()
        if line.open_value
    )
    if wanted != found:
        told = [f"  open in Odoo and not in Silverfin: {_row(row)}" for row in (wanted - found).elements()]
        told += [f"  open in Silverfin and not in Odoo: {_row(row)}" for row in (found - wanted).elements()]
        raise Failed(reason, "\n".join(sorted(told)))


def analysis_agrees(case: Case, names: dict[int, str], reason: str) -> None:
    """Demand that each analytic account, by id and name, has on each account what Odoo spreads over it.

    Every share is rounded by itself, so each line may be off by the smallest unit of the currency.
    """
    wanted, lines = _spread(case, names)
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in case.pair.file.lines():
        for code in line.analytical_dimensions.values():
            found[code, line.account_number] += line.value
    keys = sorted({*wanted, *found})
    wrong = [key for key in keys if abs(wanted.get(key, 0) - found.get(key, 0)) > lines]
    if wrong:
        told = [
            f"  {code} on {account}: {written(wanted.get((code, account), 0))} in Odoo, "
            f"{written(found.get((code, account), 0))} in Silverfin"
            for code, account in wrong
        ]
        raise Failed(reason, "\n".join(told))


def _spread(case: Case, names: dict[int, str]) -> tuple[Sums, int]:
    """Return what Odoo spreads over analytic accounts, and of how many lines."""
    keeper = case.keeper
    fields = ["account_id", "balance", "analytic_distribution"]
    ids = keeper.find("account.move.line", ("parent_state", "=", "posted"), ("company_id", "=", keeper.company))
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    spread = 0
    for row in keeper.call("account.move.line", ids, "read", fields, load=None):
        [account] = keeper.call("account.account", [row["account_id"]], "read", ["code"])
        units = int(Decimal(str(row["balance"])) * MONEY_SCALE) // minor_unit(case.database, case.pair.company_id)
        spread += bool(row["analytic_distribution"])
        for key, percentage in (row["analytic_distribution"] or {}).items():
            for id_ in map(int, key.split(",")):
                sums[names[id_], account["code"]] += round(units * Decimal(str(percentage)) / 100)
    return dict(sums), spread


def _row(row: Row) -> str:
    return f"{row.date} {row.account} {written(row.amount)}"
