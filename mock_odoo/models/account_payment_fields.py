"""Fields of payments that follow from others: what they pay, by which journals and methods they may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mock_odoo.accounting import bank_accounts, payment_defaults, payment_links
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql

ByRecord = dict[int, Any]
# What is chosen again when something else of a payment changes.
DEPENDENTS = {
    "payment_method_line_id": ("journal_id", "payment_type"),
    "outstanding_account_id": ("journal_id", "payment_type", "payment_method_line_id"),
    "destination_account_id": ("partner_id", "partner_type", "journal_id"),
}


def _label(env: Environment, alias: str) -> Sql:
    del env
    return sql("COALESCE(NULLIF({}, ''), 'Draft Payment')", column(alias, "name"))


def _signed(env: Environment, alias: str) -> Sql:
    del env
    outbound = sql("{} = 'outbound'", column(alias, "payment_type"))
    return sql("CASE WHEN {} THEN -1 ELSE 1 END * {}", outbound, column(alias, "amount"))


def _title(env: Environment, alias: str) -> Sql:
    del env, alias
    return Sql("'Payment Receipt'")


def _invoices(env: Environment, ids: Sequence[int]) -> ByRecord:
    return dict(payment_links.invoices(env, ids, sales=True))


def _bills(env: Environment, ids: Sequence[int]) -> ByRecord:
    return dict(payment_links.invoices(env, ids, sales=False))


def _count(of: Callable[[Environment, Sequence[int]], ByRecord]) -> Callable[[Environment, Sequence[int]], ByRecord]:
    return lambda env, ids: {id_: len(found) for id_, found in of(env, ids).items()}


def _kind(env: Environment, ids: Sequence[int]) -> ByRecord:
    """Credit notes, where they are all that is paid."""
    paid = _invoices(env, ids)
    rows = env.database.store.all(
        "SELECT id FROM account_move WHERE move_type = 'out_refund' AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(one for found in paid.values() for one in found),),
    )
    notes = {id_ for (id_,) in rows}
    return {id_: "credit_note" if found and notes.issuperset(found) else "invoice" for id_, found in paid.items()}


def _offered(env: Environment, ids: Sequence[int]) -> ByRecord:
    rows = env.sudo().model("account.payment", tuple(ids)).read(["journal_id", "payment_type"], load=None)
    return {row["id"]: payment_defaults.lines(env, row["journal_id"], row["payment_type"]) for row in rows}


def _journals(env: Environment, ids: Sequence[int]) -> ByRecord:
    rows = env.sudo().model("account.payment", tuple(ids)).read(["company_id"], load=None)
    return {row["id"]: payment_defaults.journals(env, row["company_id"]) for row in rows}


def _bank_accounts(env: Environment, ids: Sequence[int]) -> ByRecord:
    names = ["payment_type", "partner_id", "company_id", "journal_id"]
    rows = env.sudo().model("account.payment", tuple(ids)).read(names, load=None)
    return {row["id"]: bank_accounts.of_a_payment(env, row) for row in rows}


def _duplicates(env: Environment, ids: Sequence[int]) -> ByRecord:
    """Other payments of the day, of as much, with and for the same partner, that count or may; none once it counts."""
    rows = env.database.store.all(
        "SELECT t.id, o.id FROM account_payment t JOIN account_payment o ON o.id != t.id"
        " AND (o.partner_id, o.amount, o.date, o.payment_type, o.company_id)"
        " = (t.partner_id, t.amount, t.date, t.payment_type, t.company_id)"
        " WHERE t.amount AND t.state NOT IN ('in_process', 'paid') AND o.state NOT IN ('canceled', 'rejected')"
        " AND t.id IN (SELECT value FROM json_each(?)) ORDER BY o.id",
        (env.database.json_list(ids),),
    )
    return {id_: [other for one, other in rows if one == id_] for id_ in ids}


SQL_FIELDS = {"display_name": _label, "amount_signed": _signed, "payment_receipt_title": _title}
COMPUTED_FIELDS = {
    "available_partner_bank_ids": _bank_accounts,
    "reconciled_invoice_ids": _invoices,
    "reconciled_invoices_count": _count(_invoices),
    "reconciled_invoices_type": _kind,
    "reconciled_bill_ids": _bills,
    "reconciled_bills_count": _count(_bills),
    "available_payment_method_line_ids": _offered,
    "available_journal_ids": _journals,
    "duplicate_payment_ids": _duplicates,
}


def without_dependents(payment: Mapping[str, Any], vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payment without what is chosen again after `vals` were written to it."""
    stale = {name for name, causes in DEPENDENTS.items() if name not in vals and vals.keys() & set(causes)}
    return {name: value for name, value in payment.items() if name not in stale}


def method_and_journal(env: Environment, payment: Mapping[str, Any]) -> tuple[str, str]:
    """Return how the method and the journal of a payment are called."""
    row = env.database.store.one(
        "SELECT l.name, j.name FROM account_payment_method_line l JOIN account_journal j ON j.id = l.journal_id"
        " WHERE l.id = ?",
        (payment["payment_method_line_id"],),
    )
    return row or ("", "")


def own_account(env: Environment, payment: Mapping[str, Any]) -> int | None:
    """Return where the method of a payment says itself that it waits for the bank."""
    row = env.database.store.one(
        "SELECT payment_account_id FROM account_payment_method_line WHERE id = ?", (payment["payment_method_line_id"],)
    )
    return row[0] if row else None
