"""Payment links: which invoices a payment pays and which payments an invoice is paid with (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm.environment import Environment

# Partial reconciliations of a payment's lines, from either side: payment, the other line's entry, and their own id.
_PAIRS = (
    "SELECT p.id AS payment, m.id AS invoice, m.move_type AS kind, r.id AS partial FROM account_payment p"
    " JOIN account_move_line l ON l.move_id = p.move_id"
    " JOIN account_partial_reconcile r ON r.debit_move_id = l.id OR r.credit_move_id = l.id"
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
    paid: dict[int, set[int]] = {id_: set() for id_ in payments}
    for payment, invoice in _found(env, "payment", payments, kinds):
        paid[payment].add(invoice)
    found = {invoice for mine in paid.values() for invoice in mine}
    place = {invoice: number for number, invoice in enumerate(_in_order(env, found))}
    return {id_: sorted(mine, key=place.__getitem__) for id_, mine in paid.items()}


def payments(env: Environment, invoices: Sequence[int]) -> dict[int, list[int]]:
    """Return by invoice the payments that it is paid with, those it is reconciled with first."""
    paying: dict[int, dict[int, None]] = {id_: {} for id_ in invoices}
    for payment, invoice in _found(env, "invoice", invoices, INVOICES):
        paying[invoice][payment] = None
    return {id_: list(mine) for id_, mine in paying.items()}


def _in_order(env: Environment, invoices: Iterable[int]) -> list[int]:
    """Return invoices in the order of their model."""
    return env.sudo()["account.move"].search([("id", "in", sorted(invoices))])


def _found(env: Environment, side: str, ids: Sequence[int], kinds: Sequence[str]) -> list[tuple[int, int]]:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return env.database.store.all(
        f"SELECT payment, invoice FROM ({_PAIRS} UNION {_NAMED}) WHERE kind IN ({listed})"
        f" AND {side} IN (SELECT value FROM json_each(?)) ORDER BY partial IS NULL, partial, payment",
        (env.database.json_list(ids),),
    )
