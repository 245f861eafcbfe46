"""Payment entries: the entry behind a payment, made when it is confirmed and kept in line while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import currency, invoices
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE, decimal

FIELDS = (
    "name", "date", "journal_id", "company_id", "state", "amount", "payment_type", "currency_id", "partner_id", "memo",
    "payment_method_line_id", "outstanding_account_id", "destination_account_id", "move_id",
)  # fmt: skip
AMOUNTS = ("balance", "amount_currency")
OWED = ("asset_receivable", "liability_payable")


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


@dataclass(frozen=True)
class Parts:
    """The lines of the entry of a payment: what waits for the bank, what the partner has of it, and all others."""

    waiting: Sequence[Mapping[str, Any]]
    owed: Sequence[Mapping[str, Any]]
    others: Sequence[Mapping[str, Any]]


def follow(env: Environment, payment: Mapping[str, Any]) -> None:
    """Bring the draft entry of a payment in line with it.

    The same two lines stay; all that is written off becomes one line, called as the first of it, made anew (observed).
    """
    there = _parts(env, payment)
    first, second = _lines(env, payment)
    more = [_written_off(payment, there.others)] if there.others and there.waiting and there.owed else []
    for line in more:
        second["balance"] -= line["balance"]
        second["amount_currency"] -= line["amount_currency"]
    commands = [
        *_said(there.waiting, first),
        *_said(there.owed, second),
        *([2, line["id"]] for line in there.others),
        *([0, 0, line] for line in more),
    ]
    as_given = env.sudo().with_context(**{invoices.AS_GIVEN: True, "dynamic_unlink": True})
    as_given.model("account.move", (payment["move_id"],)).write({**_head(payment), "line_ids": commands})


def _said(there: Sequence[Mapping[str, Any]], line: Mapping[str, Any]) -> list[list[Any]]:
    """Return the commands that make lines of a kind the one that is needed."""
    return [[1, there[0]["id"], line], *([2, other["id"]] for other in there[1:])] if there else [[0, 0, line]]


def _written_off(payment: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    amounts = {name: sum((decimal(line[name]) for line in others), Decimal(0)) for name in AMOUNTS}
    kept = {name: others[0][name] for name in ("name", "account_id")}
    return {**kept, **amounts, "partner_id": payment["partner_id"], "currency_id": payment["currency_id"]}


def _parts(env: Environment, payment: Mapping[str, Any]) -> Parts:
    """Return the lines of a payment; what stands beside the partner's alone is what waits, wherever it does (observed).

    What waits stands on the payment's account, its journal's, or one of the journal's methods'.
    """
    found = env.sudo()["account.move.line"].search_read(
        [("move_id", "=", payment["move_id"])], ["account_id", "account_type", "name", *AMOUNTS], order="id", load=None
    )
    accounts = {payment["outstanding_account_id"], *_money_accounts(env, payment["journal_id"])}
    waiting = [line for line in found if line["account_id"] in accounts]
    owed = [line for line in found if line not in waiting and line["account_type"] in OWED]
    others = [line for line in found if line not in waiting and line not in owed]
    if not waiting and len(others) == 1:
        return Parts(others, owed, [])
    return Parts(waiting, owed, others)


def _money_accounts(env: Environment, journal: int) -> set[int]:
    rows = env.database.store.all(
        "SELECT default_account_id FROM account_journal WHERE id = ? UNION"
        " SELECT payment_account_id FROM account_payment_method_line WHERE journal_id = ?",
        (journal, journal),
    )
    return {id_ for (id_,) in rows if id_}


def refresh_amounts(env: Environment, ids: Sequence[int]) -> None:
    """Set what payments are worth in the company's currency: what waits of their entries, else by the day's rate."""
    for payment in payments(env, ids):
        waiting = _parts(env, payment).waiting if payment["move_id"] else None
        worth = booked(env, payment)[1] if waiting is None else sum(decimal(line["balance"]) for line in waiting)
        env.database.store.execute(
            "UPDATE account_payment SET amount_company_currency_signed = ? WHERE id = ?",
            (int(worth * MONEY_SCALE), payment["id"]),
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
