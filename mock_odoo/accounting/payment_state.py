"""Payment state: how far an invoice is paid, and by what (observed)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.accounting.invoice_lines import INVOICES
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
        "SELECT DISTINCT o.move_type, o.reversed_entry_id = ?1 FROM account_partial_reconcile p"
        " JOIN account_move_line d ON d.id = p.debit_move_id JOIN account_move_line c ON c.id = p.credit_move_id"
        " JOIN account_move o ON o.id = CASE WHEN d.move_id = ?1 THEN c.move_id ELSE d.move_id END"
        " WHERE (d.move_id = ?1 OR c.move_id = ?1) AND o.id NOT IN"
        " (SELECT x.exchange_move_id FROM account_partial_reconcile x WHERE x.exchange_move_id IS NOT NULL)",
        (invoice,),
    )
    return {"entry reversal" if kind == "entry" and reverses else kind for kind, reverses in rows}


def refresh_payments(env: Environment, entries: Sequence[int]) -> None:
    """Set how far the payments behind entries are matched: with what they pay, and with what the bank says."""
    for payment, open_lines, waits in env.database.store.all(
        "SELECT p.id, SUM(l.account_id = p.destination_account_id AND l.amount_residual != 0),"
        " SUM(l.account_id = p.outstanding_account_id AND a.reconcile AND l.amount_residual != 0)"
        " FROM account_payment p JOIN account_move_line l ON l.move_id = p.move_id"
        " JOIN account_account a ON a.id = l.account_id WHERE p.move_id IN (SELECT value FROM json_each(?))"
        " GROUP BY p.id",
        (env.database.json_list(entries),),
    ):
        env.database.store.execute(
            "UPDATE account_payment SET is_reconciled = ?, is_matched = 0, state = CASE WHEN state IN"
            " ('in_process', 'paid') THEN CASE WHEN ? THEN 'paid' ELSE 'in_process' END ELSE state END WHERE id = ?",
            (not open_lines, not open_lines and not waits, payment),
        )
