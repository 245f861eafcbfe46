"""Acts: what happens in Odoo that clauses need, and that the fake does not do by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper


def turn_to_storno(keeper: Bookkeeper, move: int) -> None:
    """Write an entry as storno accounting does: what is debited is a negative credit, and the other way round."""
    keeper.database.store.execute(
        "UPDATE account_move_line SET debit = MIN(balance, 0), credit = MIN(-balance, 0) WHERE move_id = ?", (move,)
    )


def add_analytic_account(keeper: Bookkeeper, plan: str, name: str) -> int:
    """Add an analytic account to a plan, and the plan if there is none of that name, and return the account's id."""
    known = keeper.find("account.analytic.plan", ("name", "=", plan))
    root = known[0] if known else _add(keeper, "account_analytic_plan", {"name": plan})
    values = {"name": name, "active": 1, "plan_id": root, "root_plan_id": root, "company_id": keeper.company}
    return _add(keeper, "account_analytic_account", values)


def _add(keeper: Bookkeeper, table: str, values: dict[str, Any]) -> int:
    [id_] = keeper.database.next_ids(table, 1)
    row = {"id": id_, **values}
    marks = ", ".join("?" * len(row))
    keeper.database.store.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    return int(id_)
