"""Payment entries: the entry behind a payment, made when it is confirmed and kept in line while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import currency, invoices
from mock_odoo.accounting.rounding import rounded
from mock_odoo.errors import NotInFake
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE, decimal

FIELDS = (
    "name", "date", "journal_id", "company_id", "state", "amount", "payment_type", "currency_id", "partner_id", "memo",
    "payment_method_line_id", "outstanding_account_id", "destination_account_id", "move_id",
)  # fmt: skip


def payments(env: Environment, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return payments with all that their entries follow from."""
    return env.sudo().model("account.payment", tuple(ids)).read([*FIELDS], load=None)


def create(env: Environment, payment: Mapping[str, Any], more: Sequence[Mapping[str, Any]] = ()) -> int:
    """Create the draft entry of a payment, with `more` lines beside its two, and return it.

    What the further lines balance comes to what is set off on the partner's account; they have their taxes with them.
    """
    first, second = _lines(env, payment)
    for line in more:
        second["balance"] -= line["balance"]
        second["amount_currency"] -= line["amount_currency"]
    vals = {**_head(payment), "journal_id": payment["journal_id"], "origin_payment_id": payment["id"]}
    lines = [[0, 0, line] for line in (first, second, *more)]
    as_given = env.sudo().with_context(**{invoices.AS_GIVEN: True})
    [move] = as_given["account.move"].create([{**vals, "line_ids": lines}])
    writing.update(env, env.schema("account.payment"), [payment["id"]], {"move_id": move})
    return move


def follow(env: Environment, payment: Mapping[str, Any]) -> None:
    """Bring the draft entry of a payment in line with it; the same lines stay."""
    there = env.sudo()["account.move.line"].search([("move_id", "=", payment["move_id"])], order="id")
    if len(there) != 2:
        raise NotInFake("changing a payment whose entry has more lines than its two")
    commands = [[1, id_, line] for id_, line in zip(there, _lines(env, payment), strict=True)]
    entry = env.sudo().model("account.move", (payment["move_id"],))
    entry.write({**_head(payment), "line_ids": commands})


def refresh_amounts(env: Environment, ids: Sequence[int]) -> None:
    """Set what payments are worth in the company's currency: what their entries say, else the rate of their day."""
    for payment in payments(env, ids):
        row = env.database.store.one(
            "SELECT SUM(balance) FROM account_move_line WHERE move_id = ? AND account_id = ?",
            (payment["move_id"], payment["outstanding_account_id"]),
        )
        kept = row[0] if row and row[0] is not None else int(booked(env, payment)[1] * MONEY_SCALE)
        env.database.store.execute(
            "UPDATE account_payment SET amount_company_currency_signed = ? WHERE id = ?", (kept, payment["id"])
        )


def _head(payment: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date": payment["date"],
        "ref": payment["memo"],
        "partner_id": payment["partner_id"],
        "currency_id": payment["currency_id"],
    }


def _lines(env: Environment, payment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the two lines of a payment: what waits for the bank, and what the partner's account has of it."""
    amount, balance = booked(env, payment)
    common = {
        "name": _label(env, payment),
        "currency_id": payment["currency_id"],
        "partner_id": payment["partner_id"],
        "date_maturity": payment["date"],
    }
    accounts = (payment["outstanding_account_id"], payment["destination_account_id"])
    return [
        {**common, "account_id": account, "amount_currency": sign * amount, "balance": sign * balance}
        for account, sign in zip(accounts, (1, -1), strict=True)
    ]


def booked(env: Environment, payment: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Return what comes in (or goes out, below nothing) in the payment's currency and in the company's."""
    sign = 1 if payment["payment_type"] == "inbound" else -1
    amount = sign * decimal(payment["amount"])
    return amount, in_company_currency(env, payment, amount)


def in_company_currency(env: Environment, payment: Mapping[str, Any], amount: Decimal) -> Decimal:
    """Return what an amount in the currency of a payment is worth in the company's on its day."""
    rate = currency.rate(env, payment["currency_id"], payment["company_id"], payment["date"])
    return rounded(amount / rate, env.database.digits(env.database.company_currency(payment["company_id"])))


def _label(env: Environment, payment: Mapping[str, Any]) -> str:
    row = env.database.store.one(
        "SELECT name FROM account_payment_method_line WHERE id = ?", (payment["payment_method_line_id"] or 0,)
    )
    return ": ".join(filter(None, (row[0] if row else "", payment["memo"] or "")))
