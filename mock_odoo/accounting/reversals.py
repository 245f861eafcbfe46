"""Reversals as people make them: drafts for invoices, entries that count at once, new drafts if asked (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mock_odoo.accounting import balance, manual_changes, move_refusals, posting, reconciliation, reversal
from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.orm.environment import Environment

MODEL = "account.move"


def refund(env: Environment, ids: Sequence[int], day: str, journal: int, reason: str) -> list[int]:
    """Create the reversals of entries and return them; that of one plain entry counts at once, several do not."""
    made = [_reversed(env, id_, day, journal, reason) for id_ in ids]
    if len(made) == 1:
        _settle_at_once(env, [id_ for id_, kind in _kinds(env, made) if kind not in INVOICES])
    return made


def modify(env: Environment, ids: Sequence[int], day: str, journal: int, reason: str) -> list[int]:
    """Reverse entries at once and return drafts that are made anew from them."""
    made = [_reversed(env, id_, day, journal, reason) for id_ in ids]
    _settle_at_once(env, made)
    return [new for id_ in ids for new in env.model(MODEL, (id_,)).copy({"date": day})]


def settle(env: Environment, ids: Iterable[int]) -> None:
    """Set off reversals that were posted against what they reverse, account by account, as far as both are open."""
    for back, account in env.database.store.all(
        "SELECT DISTINCT m.id, l.account_id FROM account_move m CROSS JOIN account_move_line l ON l.move_id = m.id"
        " CROSS JOIN account_move_line o ON o.move_id = m.reversed_entry_id AND +o.account_id = l.account_id"
        " JOIN account_account a ON a.id = l.account_id WHERE m.state = 'posted' AND o.parent_state = 'posted'"
        f" AND (a.reconcile OR a.account_type IN {balance.ASSETS_WITH_RESIDUAL})"
        " AND l.amount_residual != 0 AND o.amount_residual != 0"
        " AND m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id",
        (env.database.json_list(ids),),
    ):
        reconciliation.reconcile(env.sudo(), _open_lines(env, back, account))


def _open_lines(env: Environment, back: int, account: int) -> list[int]:
    rows = env.database.store.all(
        "SELECT l.id FROM account_move_line l JOIN account_move m ON l.move_id IN (m.id, m.reversed_entry_id)"
        " WHERE m.id = ? AND +l.account_id = ? AND l.amount_residual != 0 ORDER BY l.id",
        (back, account),
    )
    return [id_ for (id_,) in rows]


def _settle_at_once(env: Environment, ids: Sequence[int]) -> None:
    move_refusals.used_accounts(env, ids)
    posting.post(env.sudo(), ids, {"posted_before": 1})
    settle(env, ids)


def _reversed(env: Environment, entry: int, day: str, journal: int, reason: str) -> int:
    [record] = env.sudo().model(MODEL, (entry,)).read(["name"])
    ref = f"Reversal of: {record['name']}" + (f", {reason}" if reason else "")
    changes: dict[str, Any] = {"date": day, "invoice_date_due": day, "journal_id": journal, "ref": ref}
    [made] = reversal.reverse(env, [entry], changes)
    manual_changes.note(env, [entry, made])
    return made


def _kinds(env: Environment, ids: Sequence[int]) -> list[tuple[int, str]]:
    return env.database.store.all(
        "SELECT id, move_type FROM account_move WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
