"""Accounts that are reconciled: what is left to match of their lines when somebody says that they are, or no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mock_odoo.accounting import balance
from mock_odoo.errors import UserError
from mock_odoo.orm.environment import Environment

PENDING = (
    "You cannot switch an account to prevent the reconciliation if some partial reconciliations are still pending."
)
AMONG = "IN (SELECT value FROM json_each(?))"


@contextmanager
def switching(env: Environment, accounts: Sequence[int], vals: Mapping[str, Any]) -> Iterator[None]:
    """Bring lines in line with accounts that are told whether they are reconciled; another type tells none (observed).

    Raises UserError for one that is not reconciled any more while something is matched in part.
    """
    wanted = bool(vals.get("reconcile"))
    rows = env.sudo().model("account.account", tuple(accounts)).read(["reconcile"]) if "reconcile" in vals else []
    switched = [row["id"] for row in rows if row["reconcile"] != wanted]
    if switched and not wanted:
        _refuse_pending(env, switched)
    yield
    if switched and wanted:
        balance.refresh_residuals(env, _lines(env, switched))
    elif switched:
        _leave_nothing(env, switched)


def _refuse_pending(env: Environment, accounts: Sequence[int]) -> None:
    if env.database.store.one(
        "SELECT 1 FROM account_partial_reconcile p JOIN account_move_line l ON l.id IN (p.debit_move_id,"
        f" p.credit_move_id) WHERE l.full_reconcile_id IS NULL AND l.account_id {AMONG}",
        (env.database.json_list(accounts),),
    ):
        raise UserError(PENDING)


def _lines(env: Environment, accounts: Sequence[int]) -> list[int]:
    rows = env.database.store.all(
        f"SELECT id FROM account_move_line WHERE account_id {AMONG}", (env.database.json_list(accounts),)
    )
    return [id_ for (id_,) in rows]


def _leave_nothing(env: Environment, accounts: Sequence[int]) -> None:
    """Leave nothing to match, also where there is money; what was matched is called so still (observed)."""
    env.database.store.execute(
        f"UPDATE account_move_line SET amount_residual = 0, amount_residual_currency = 0 WHERE account_id {AMONG}",
        (env.database.json_list(accounts),),
    )
