"""Payment state: how far an invoice is paid, and by what (observed)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.accounting import payment_links
from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.orm.environment import Environment

REVERSE = {
    "out_invoice": ("out_refund",),
    "in_invoice": ("in_refund",),
    "out_receipt": ("out_refund",),
    "in_receipt": ("in_refund",),
}


def refresh(env: Environment, ids: Sequence[int]) -> None:
    """Set the payment state of those entries that are invoices."""
    kinds = ", ".join(f"'{kind}'" for kind in INVOICES)
    rows = env.database.store.all(
        "SELECT id, move_type, state, COALESCE(amount_residual, 0), COALESCE(amount_total, 0), payment_state"
        f" FROM account_move WHERE id IN (SELECT value FROM json_each(?)) AND move_type IN ({kinds})",
        (env.database.json_list(ids),),
    )
    for id_, kind, state, left, total, before in rows:
        now = _state(_counterparts(env, id_), kind, state, left, total)
        if now != before:
            env.database.store.execute("UPDATE account_move SET payment_state = ? WHERE id = ?", (now, id_))


def _state(counterparts: set[str], kind: str, state: str, left: int, total: int) -> str:
    if not counterparts and not (state == "posted" and not total):
        return "not_paid"
    if left:
        return "partial"
    reversing = {*REVERSE.get(kind, ()), "entry reversal"}
    return "reversed" if counterparts and counterparts <= reversing else "paid"


def _counterparts(env: Environment, invoice: int) -> set[str]:
    """Return the types of the entries that an invoice is matched with; one that reverses it is told apart."""
    rows = env.database.store.all(
        "SELECT DISTINCT o.move_type, o.reversed_entry_id = ? FROM account_partial_reconcile p"
        " JOIN account_move_line d ON d.id = p.debit_move_id JOIN account_move_line c ON c.id = p.credit_move_id"
        " JOIN account_move o ON o.id = CASE WHEN d.move_id = ? THEN c.move_id ELSE d.move_id END"
        " WHERE p.id IN (SELECT x.id FROM account_move_line l"
        " JOIN account_partial_reconcile x ON x.debit_move_id = l.id OR x.credit_move_id = l.id WHERE l.move_id = ?)"
        " AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile x WHERE x.exchange_move_id = o.id)",
        (invoice,) * 3,
    )
    return {"entry reversal" if kind == "entry" and reverses else kind for kind, reverses in rows}


def refresh_payments(env: Environment, entries: Sequence[int]) -> None:
    """Set how far the payments behind entries, and those that name them, are matched, and their states."""
    listed = env.database.json_list(entries)
    rows = env.database.store.all(
        "SELECT id FROM account_payment WHERE move_id IN (SELECT value FROM json_each(?)) UNION"
        " SELECT owner FROM account_payment__invoice_ids WHERE member IN (SELECT value FROM json_each(?))",
        (listed, listed),
    )
    for payment, (reconciled, matched) in _matched(env, [id_ for (id_,) in rows]).items():
        paid = matched or _all_paid(env, payment)
        env.database.store.execute(
            "UPDATE account_payment SET is_reconciled = ?, is_matched = ?, state = CASE WHEN state IN"
            " ('in_process', 'paid') THEN CASE WHEN ? THEN 'paid' ELSE 'in_process' END ELSE state END WHERE id = ?",
            (reconciled, matched, paid, payment),
        )


def refresh_confirmed(env: Environment, payments: Sequence[int]) -> None:
    """Set how far payments are matched that were just confirmed; those on the bank's own account are paid."""
    for payment, (reconciled, matched) in _matched(env, payments).items():
        env.database.store.execute(
            "UPDATE account_payment SET is_reconciled = ?, is_matched = ?, state ="
            " CASE WHEN outstanding_account_id IS NULL"
            " OR (SELECT a.reconcile FROM account_account a WHERE a.id = outstanding_account_id)"
            " THEN state ELSE 'paid' END WHERE id = ?",
            (reconciled, matched, payment),
        )


def _matched(env: Environment, payments: Sequence[int]) -> dict[int, tuple[bool, bool]]:
    """Return by payment whether it is set off against what it pays, and whether the bank has it; of nothing, both.

    One that waits nowhere is neither (observed).
    """
    rows = env.database.store.all(
        "SELECT p.id, NOT p.amount OR NOT SUM(l.account_id = p.destination_account_id AND l.amount_residual != 0),"
        " NOT p.amount OR NOT SUM(l.account_id = p.outstanding_account_id AND COALESCE(a.reconcile, 0)"
        " AND l.amount_residual != 0), p.outstanding_account_id IS NOT NULL"
        " FROM account_payment p JOIN account_move_line l ON l.move_id = p.move_id"
        " JOIN account_account a ON a.id = l.account_id WHERE p.id IN (SELECT value FROM json_each(?)) GROUP BY p.id",
        (env.database.json_list(payments),),
    )
    return {id_: (bool(waits and reconciled), bool(waits and matched)) for id_, reconciled, matched, waits in rows}


def _all_paid(env: Environment, payment: int) -> bool:
    """Tell whether all that customers were billed and a payment pays is paid; bills do not count (observed)."""
    [invoices] = payment_links.invoices(env, [payment], sales=True).values()
    row = env.database.store.one(
        "SELECT COUNT(*) FROM account_move WHERE payment_state = 'paid' AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(invoices),),
    )
    return bool(invoices) and row == (len(invoices),)
