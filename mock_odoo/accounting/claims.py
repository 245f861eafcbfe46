"""Claims and debts: on which accounts the lines of documents may stand (observed)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.accounting.kinds import SALES
from mock_odoo.errors import NotInFake, UserError
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
        side = "sale" if kind in SALES else "purchase"
        own, own_type, other, other_type = SIDES[side]
        if account_type == other_type:
            [found] = env.sudo().model("account.account", (account,)).read(["code"])
            raise UserError(OTHER_SIDE.format(found["code"], other, side))
        if is_due != (account_type == own_type):
            raise UserError(WITHOUT_DAY.format(own))


def refuse_new(env: Environment, kind: str, account: object) -> None:
    """Raise NotInFake for a new line that says no kind and stands on its document's own claims.

    The real server takes it for a due line without a day (observed); what becomes of such a document is not known.
    """
    row = env.database.store.one("SELECT account_type FROM account_account WHERE id = ?", (account,))
    _, own_type, *_ = SIDES["sale" if kind in SALES else "purchase"]
    if row and row[0] == own_type:
        raise NotInFake("a line of a document that stands on its claims and is no due line")
