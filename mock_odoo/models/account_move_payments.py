"""Entries and what pays them: the payments of an invoice, when the next is due, and the dialog that registers one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting import payment_links
from mock_odoo.accounting.kinds import POSTED
from mock_odoo.errors import UserError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql

NOT_POSTED = "You can only register payment for posted journal entries."
MISCELLANEOUS = "You cannot register payments for miscellaneous entries."

ByRecord = dict[int, Any]


def payments(env: Environment, ids: Sequence[int]) -> ByRecord:
    """What invoices are paid with, those they are reconciled with first."""
    return dict(payment_links.payments(env, ids))


def count(env: Environment, ids: Sequence[int]) -> ByRecord:
    """How many payments that are."""
    return {id_: len(found) for id_, found in payments(env, ids).items()}


def next_date(env: Environment, alias: str) -> Sql:
    """When the next part is due that is not paid, or how long there is a discount for it."""
    return sql(
        "(SELECT MIN(CASE WHEN l.discount_date >= {} THEN l.discount_date ELSE l.date_maturity END)"
        " FROM account_move_line AS l WHERE l.move_id = {} AND NOT COALESCE(l.reconciled, 0))",
        env.stamp[:10],
        column(alias, "id"),
    )


def line_date(env: Environment, alias: str) -> Sql:
    """When a line is to be paid: while a discount lasts until its end, else when it is due (observed)."""
    discount, due = column(alias, "discount_date"), column(alias, "date_maturity")
    return sql("CASE WHEN {} >= {} THEN {} ELSE {} END", discount, env.stamp[:10], discount, due)


def refuse_unpayable(documents: Sequence[Mapping[str, Any]]) -> None:
    """Raise UserError if one of them, read with state and move_type, is not posted, or is no document of trade."""
    if any(document["state"] != POSTED for document in documents):
        raise UserError(NOT_POSTED)
    if any(document["move_type"] == "entry" for document in documents):
        raise UserError(MISCELLANEOUS)


def register_dialog(lines: Sequence[int]) -> dict[str, Any]:
    """Return what the web client opens to register a payment of lines."""
    return {
        "name": "Pay",
        "res_model": "account.payment.register",
        "view_mode": "form",
        "views": [[False, "form"]],
        "context": {"active_model": "account.move.line", "active_ids": list(lines)},
        "target": "new",
        "type": "ir.actions.act_window",
    }
