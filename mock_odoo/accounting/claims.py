"""Claims and debts: on which accounts the lines of documents may stand (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.accounting.kinds import RECEIPTS, SALES
from mock_odoo.errors import MissingError, UserError
from mock_odoo.orm import access
from mock_odoo.orm.environment import Environment

OTHER_SIDE = "Account {} is of {} type, but is used in a {} operation."
WITHOUT_DAY = "Any journal item on a {} account must have a due date and vice versa."
SIDES = {
    "sale": ("receivable", "asset_receivable", "payable", "liability_payable"),
    "purchase": ("payable", "liability_payable", "receivable", "asset_receivable"),
}


def check(env: Environment, lines: Sequence[int]) -> None:
    """Raise UserError for a line of a document that stands on the other side's claims, or on its own undated."""
    rows = env.database.store.all(
        "SELECT m.move_type, a.id, a.account_type, l.display_type = 'payment_term' FROM account_move_line l"
        " JOIN account_move m ON m.id = l.move_id JOIN account_account a ON a.id = l.account_id"
        " WHERE l.id IN (SELECT value FROM json_each(?)) AND m.move_type != 'entry'",
        (env.database.json_list(lines),),
    )
    for kind, account, account_type, is_due in rows:
        side = _side(kind)
        own, own_type, other, other_type = SIDES[side]
        if account_type == other_type:
            [found] = env.sudo().model("account.account", (account,)).read(["code"])
            raise UserError(OTHER_SIDE.format(found["code"], other, side))
        if is_due != (account_type == own_type):
            raise UserError(WITHOUT_DAY.format(own))


def refuse_missing(env: Environment, account: Any) -> None:
    """Raise MissingError for the account of a document's new line that is not there; it is asked for its kind."""
    if account and not access.existing(env, env.schema("account.account"), [account]):
        raise MissingError(messages.missing_record("account.account", [account], env.uid))


def is_own(env: Environment, kind: str, account: object) -> bool:
    """Tell whether an account is one of a document's own claims: a new line on it that says no kind is a due line.

    Such a line has no day and no amount, and keeps the document from getting due lines of its own. On a receipt it is
    no due line, and refused (observed).
    """
    if kind in RECEIPTS:
        return False
    row = env.database.store.one("SELECT account_type FROM account_account WHERE id = ?", (account,))
    _, own_type, *_ = SIDES[_side(kind)]
    return row is not None and row[0] == own_type


def _side(kind: str) -> str:
    return "sale" if kind in SALES else "purchase"
