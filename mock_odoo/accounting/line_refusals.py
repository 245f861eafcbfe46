"""Refusals: what is said of changes of lines that cannot be (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.accounting import line_changes, locks, postable
from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.errors import BrokenConstraint, NotInFake, UserError, ValidationError, no_singleton
from mock_odoo.orm import arguments
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import to_column

MODEL = "account.move.line"
USE_OF_ARCHIVED = "You cannot use an archived account."
ONLY_BILLS_DEDUCT = "Only vendor bills allow for deductibility of product/services."
NO_SHARE = "The deductibility must be a value between 0 and 100."
DELETE_TAX = "You cannot delete a tax line as it would impact the tax report"
DELETE_DUE = "You cannot delete a payable/receivable line as it would not be consistent with the payment terms"
WITHOUT_ACCOUNT = ("line_section", "line_subsection", "line_note")
PROTECTED = (
    "account_id", "journal_id", "partner_id", "debit", "credit", "balance", "amount_currency", "currency_id", "tax_ids",
    "tax_tag_ids",
)  # fmt: skip


def account(env: Environment, vals: Mapping[str, Any]) -> None:
    """Raise UserError for an account that is archived; no account is said to be, as far as PostgreSQL looks for it."""
    if "account_id" not in vals:
        return
    id_ = to_column(env.schema(MODEL).fields["account_id"], vals["account_id"])
    if isinstance(vals["account_id"], str):
        arguments.ids([vals["account_id"]])
    if not id_:
        raise UserError(postable.ARCHIVED_ACCOUNT.format(False, False))
    if env.database.store.one("SELECT 1 FROM account_account WHERE id = ? AND NOT active", (id_,)):
        raise UserError(USE_OF_ARCHIVED)


def archived(env: Environment, lines: Sequence[int]) -> None:
    """Raise UserError for the first of the lines that stands on an archived account; 19.0 has the first ones."""
    if "active" not in env.schema("account.account").fields:
        return
    accounts: dict[int, int] = dict(
        env.database.store.all(
            "SELECT l.id, a.id FROM account_move_line l JOIN account_account a ON a.id = l.account_id"
            " WHERE l.id IN (SELECT value FROM json_each(?)) AND NOT COALESCE(a.active, 0)",
            (env.database.json_list(lines),),
        )
    )
    for line in lines:
        if line in accounts:
            raise UserError(postable.archived_account(env, accounts[line]))


def no_currency(env: Environment, lines: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise ValueError where nothing could be reckoned of the line of a document, as it would have no currency."""
    if "currency_id" not in vals or to_column(env.schema(MODEL).fields["currency_id"], vals["currency_id"]):
        return
    if any(line["move_type"] in INVOICES for line in _lines(env, lines, "move_type")):
        raise no_singleton("res.currency")


def deductible(env: Environment, lines: Sequence[int]) -> None:
    """Raise ValidationError for a share to be deducted that is none, or of no bill; NotInFake for part of a bill."""
    found = env.database.store.one(
        "SELECT l.deductible_amount, m.move_type FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
        " WHERE l.deductible_amount != 100 AND l.id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(lines),),
    )
    if found is None:
        return
    amount, kind = found
    if kind not in ("in_invoice", "in_refund"):
        raise ValidationError(ONLY_BILLS_DEDUCT)
    if not 0 <= amount <= 100:
        raise ValidationError(NO_SHARE)
    raise NotInFake("what can be deducted only in part,")


def taxes(env: Environment, lines: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise UserError where what counts would not keep its taxes, whether or not its period is locked."""
    names = [name for name in ("tax_ids", "tax_line_id") if name in vals]
    for line in _lines(env, lines, "parent_state", *names) if names else ():
        if line["parent_state"] == "posted" and any(line_changes.differs(line[name], vals[name]) for name in names):
            raise UserError(messages.TAXES_OF_POSTED)


def locked(env: Environment, lines: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise UserError where what counts in a locked period would get another account, partner, amount, or the like."""
    names = [name for name in PROTECTED if name in vals]
    if not names:
        return
    changed = [
        line["move_id"]
        for line in _lines(env, lines, "move_id", "parent_state", *names)
        if line["parent_state"] == "posted" and any(line_changes.differs(line[name], vals[name]) for name in names)
    ]
    locks.check(env, changed)


def _lines(env: Environment, lines: Sequence[int], *fields: str) -> list[dict[str, Any]]:
    return env.sudo().model(MODEL, tuple(lines)).read(list(fields), load=None)


def following(env: Environment, lines: Sequence[Mapping[str, Any]]) -> None:
    """What follows from taxes that are there, and from terms, is not deleted by itself (observed)."""
    for line in lines if not env.context.get("dynamic_unlink") else ():
        if line["display_type"] == "payment_term":
            raise ValidationError(DELETE_DUE)
        if line["display_type"] == "tax" and env.database.store.one(
            "SELECT 1 FROM account_move_line l JOIN account_move_line__tax_ids t ON t.owner = l.id WHERE l.move_id = ?",
            (line["move_id"],),
        ):
            raise ValidationError(DELETE_TAX)


def accounts(env: Environment, ids: Sequence[int]) -> None:
    """Every line that counts has an account; a section or a note has neither account nor amount."""
    listed = env.database.json_list(ids)
    of_these = "id IN (SELECT value FROM json_each(?))"
    textual = ", ".join(f"'{kind}'" for kind in WITHOUT_ACCOUNT)
    store = env.database.store
    if store.one(
        f"SELECT 1 FROM account_move_line WHERE {of_these} AND display_type IN ({textual})"
        " AND (account_id IS NOT NULL OR balance != 0)",
        (listed,),
    ):
        raise BrokenConstraint(messages.ACCOUNT_FORBIDDEN)
    if store.one(
        f"SELECT 1 FROM account_move_line WHERE {of_these} AND display_type NOT IN ({textual}) AND account_id IS NULL",
        (listed,),
    ):
        raise BrokenConstraint(messages.ACCOUNT_MISSING)
