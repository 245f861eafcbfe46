"""Payment links: which invoices a payment pays and which payments an invoice is paid with (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm.environment import Environment

# Partial reconciliations of a payment's lines, from either side: payment, the other line's entry, and their own id.
_PAIRS = (
    "SELECT p.id AS payment, m.id AS invoice, m.move_type AS kind, r.id AS partial FROM account_payment p"
    " JOIN account_move_line l ON l.move_id = p.move_id"
    " JOIN account_partial_reconcile r ON l.id IN (r.debit_move_id, r.credit_move_id)"
    " JOIN account_move_line o ON o.id = r.debit_move_id + r.credit_move_id - l.id"
    " JOIN account_move m ON m.id = o.move_id"
)
_NAMED = (
    "SELECT i.owner AS payment, m.id AS invoice, m.move_type AS kind, NULL AS partial"
    " FROM account_payment__invoice_ids i JOIN account_move m ON m.id = i.member"
)


def invoices(env: Environment, payments: Sequence[int], *, sales: bool) -> dict[int, list[int]]:
    """Return by payment what it pays, reconciled or named by it: of sales, or of purchases."""
    kinds = SALES if sales else tuple(kind for kind in INVOICES if kind not in SALES)
    found = _found(env, "payment", payments, kinds)
    return {id_: in_order(env, "account.move", {invoice for _, invoice in found if _ == id_}) for id_ in payments}


def payments(env: Environment, invoices: Sequence[int]) -> dict[int, list[int]]:
    """Return by invoice the payments that it is paid with, those it is reconciled with first."""
    found = _found(env, "invoice", invoices, INVOICES)
    return {id_: list(dict.fromkeys(payment for payment, _ in found if _ == id_)) for id_ in invoices}


def in_order(env: Environment, model: str, ids: Iterable[int]) -> list[int]:
    """Return records in the order of their model."""
    return env.sudo().with_context(active_test=False)[model].search([("id", "in", sorted(ids))])


def _found(env: Environment, side: str, ids: Sequence[int], kinds: Sequence[str]) -> list[tuple[int, int]]:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return env.database.store.all(
        f"SELECT payment, invoice FROM ({_PAIRS} UNION {_NAMED}) WHERE kind IN ({listed})"
        f" AND {side} IN (SELECT value FROM json_each(?)) ORDER BY partial IS NULL, partial, payment",
        (env.database.json_list(ids),),
    )
