"""Balance: how the amounts of a line follow from each other, and that those of an entry add up to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import BrokenConstraint, UserError, type_error
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE, decimal, money

OF_THE_COMPANY = frozenset({"debit", "credit", "balance"})  # amounts that are in its currency
AMOUNTS = OF_THE_COMPANY | {"amount_currency"}
LEFT_BY = AMOUNTS | {"account_id", "currency_id"}  # what is left of a line is reckoned again when these are written
NO_NUMBERS = (str, list, dict)
UNCHECKED = "check_move_validity"  # the real server's own context key: False puts the check off
ASSETS_WITH_RESIDUAL = "('asset_cash', 'liability_credit_card')"


def amounts(
    env: Environment, vals: Mapping[str, Any], company_currency: int | None, rate: Decimal = Decimal(1)
) -> dict[str, Any]:
    """Return debit, credit, balance and amount_currency of a line that is told some of them (observed).

    In the company's currency the amount decides if it is given. Else the balance does, else debit minus credit, else
    the amount at `rate`; an amount in another currency that is not given is nothing. Raises Python's TypeError for a
    debit or a credit that is a text.
    """
    digits = env.database.digits(company_currency or 0)
    foreign = vals.get("currency_id") not in (company_currency, None, False)
    decides = "amount_currency" in vals and not (foreign and OF_THE_COMPANY & vals.keys())
    net = decimal(vals["amount_currency"]) / (rate if foreign else 1) if decides else _net(vals)
    net = _exact(money(net, digits))
    return {
        "balance": net,
        "debit": max(net, Decimal(0)),
        "credit": max(-net, Decimal(0)),
        "amount_currency": vals.get("amount_currency", 0.0) if foreign else net,
    }


def refuse_opposite(vals: Mapping[str, Any]) -> None:
    """Raise BrokenConstraint if a new line is told an amount on another side than its balance (observed)."""
    if OF_THE_COMPANY & vals.keys() and decimal(vals.get("amount_currency", 0)) * _net(vals) < 0:
        raise BrokenConstraint(messages.CURRENCY_SIGN)


def changed_amounts(
    env: Environment, line: Mapping[str, Any], vals: Mapping[str, Any], rate: Decimal
) -> dict[str, Any]:
    """Return the amounts of a line that is changed: a debit that is set ends the credit, and the other way round."""
    company_currency = line["company_currency_id"]
    known: dict[str, Any] = {"currency_id": vals.get("currency_id", line["currency_id"])}
    if "amount_currency" not in vals and known["currency_id"] != company_currency:
        known["amount_currency"] = line["amount_currency"]
    if not AMOUNTS & vals.keys():
        known["balance"] = line["balance"]
    for side, other in (("debit", "credit"), ("credit", "debit")):
        if side in vals and other not in vals:
            known[other] = 0
    return amounts(env, {**known, **{name: vals[name] for name in AMOUNTS if name in vals}}, company_currency, rate)


def refuse_others(vals: Mapping[str, Any]) -> None:
    """Raise what the real server ends in where an amount that is written to a line is no number (observed)."""
    for name, kinds in (
        ("balance", "'float' and {!r}"), ("amount_currency", "'float' and {!r}"),
        ("debit", "{!r} and 'int'"), ("credit", "'int' and {!r}"),
    ):  # fmt: skip
        if isinstance(vals.get(name), NO_NUMBERS):
            raise type_error(f"unsupported operand type(s) for -: {kinds.format(type(vals[name]).__name__)}")


def check(env: Environment, entries: Sequence[int]) -> None:
    """Raise UserError if one of the entries does not balance, unless that is put off; of several all are named."""
    if not env.context.get(UNCHECKED, True):
        return
    unbalanced = env.database.store.all(
        "SELECT m.name FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
        " WHERE l.move_id IN (SELECT value FROM json_each(?)) GROUP BY l.move_id HAVING SUM(l.balance) != 0",
        (env.database.json_list(entries),),
    )
    if len(unbalanced) > 1:
        raise UserError(messages.several_not_balanced(name or False for (name,) in unbalanced))
    if unbalanced:
        raise UserError(messages.NOT_BALANCED)


def check_signs(env: Environment, lines: Sequence[int]) -> None:
    """Raise BrokenConstraint if the amount of a line in its currency is on another side than its balance (observed)."""
    if env.database.store.one(
        "SELECT 1 FROM account_move_line l JOIN res_company c ON c.id = l.company_id"
        " WHERE l.id IN (SELECT value FROM json_each(?)) AND (l.balance < 0 AND l.amount_currency > 0"
        " OR l.balance > 0 AND l.amount_currency < 0"
        " OR l.currency_id = c.currency_id AND l.balance != l.amount_currency)",
        (env.database.json_list(lines),),
    ):
        raise BrokenConstraint(messages.CURRENCY_SIGN)


def without_items(env: Environment, entries: Sequence[int]) -> bool:
    """Tell whether one of the entries has no line that counts: sections and notes are none."""
    counting = env.database.store.one(
        "SELECT COUNT(DISTINCT move_id) FROM account_move_line WHERE account_id IS NOT NULL"
        " AND move_id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(entries),),
    )
    return counting != (len(set(entries)),)


def refresh_totals(env: Environment, entries: Sequence[int]) -> None:
    """Set the totals of plain entries: the sum of what was debited (observed)."""
    env.database.store.execute(
        "UPDATE account_move SET (amount_total, amount_total_signed, amount_total_in_currency_signed) ="
        " (SELECT COALESCE(SUM(MAX(amount_currency, 0)), 0), COALESCE(SUM(debit), 0),"
        " COALESCE(SUM(MAX(amount_currency, 0)), 0) FROM account_move_line"
        " WHERE move_id = account_move.id) WHERE move_type = 'entry' AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(entries),),
    )


def refresh_prices(env: Environment, lines: Sequence[int]) -> None:
    """Set the prices of lines of plain entries to their amounts, as if there were no taxes (observed)."""
    env.database.store.execute(
        "UPDATE account_move_line SET price_subtotal = amount_currency, price_total = amount_currency"
        " WHERE display_type = 'product' AND id IN (SELECT value FROM json_each(?))"
        " AND (SELECT move_type FROM account_move WHERE id = move_id) = 'entry'",
        (env.database.json_list(lines),),
    )


def refresh_residuals(env: Environment, lines: Sequence[int]) -> None:
    """Set what is left to match of lines on accounts that are reconciled (observed)."""
    env.database.store.execute(
        "UPDATE account_move_line SET amount_residual = CASE WHEN open.kept THEN open.left ELSE 0 END,"
        " amount_residual_currency = CASE WHEN open.kept THEN open.left_currency ELSE 0 END,"
        " reconciled = open.kept AND open.left = 0 AND open.left_currency = 0"
        " FROM (SELECT l.id, COALESCE(a.reconcile, 0) OR COALESCE(a.account_type, '') IN " + ASSETS_WITH_RESIDUAL +
        " AS kept, l.balance - COALESCE((SELECT SUM(p.amount) FROM account_partial_reconcile p"
        " WHERE p.debit_move_id = l.id), 0) + COALESCE((SELECT SUM(p.amount) FROM account_partial_reconcile p"
        " WHERE p.credit_move_id = l.id), 0) AS left,"
        " l.amount_currency - COALESCE((SELECT SUM(p.debit_amount_currency) FROM account_partial_reconcile p"
        " WHERE p.debit_move_id = l.id), 0) + COALESCE((SELECT SUM(p.credit_amount_currency)"
        " FROM account_partial_reconcile p WHERE p.credit_move_id = l.id), 0) AS left_currency"
        " FROM account_move_line l LEFT JOIN account_account a ON a.id = l.account_id"
        " WHERE l.id IN (SELECT value FROM json_each(?))) AS open WHERE open.id = account_move_line.id",
        (env.database.json_list(lines),),
    )  # fmt: skip


def _net(vals: Mapping[str, Any]) -> Decimal:
    """Return what a line is told that it comes to in the company's currency."""
    if "balance" in vals:
        return decimal(vals["balance"])
    return _difference(vals.get("debit", 0), vals.get("credit", 0))


def _difference(debit: Any, credit: Any) -> Decimal:
    """Return debit minus credit; what is no number fails when it is subtracted, a text that is none before that."""
    for side in (debit, credit):
        if isinstance(side, str):
            decimal(side)
    if isinstance(debit, NO_NUMBERS) or isinstance(credit, NO_NUMBERS):
        kinds = f"{type(debit).__name__!r} and {type(credit).__name__!r}"
        raise type_error(f"unsupported operand type(s) for -: {kinds}")
    return decimal(debit) - decimal(credit)


def _exact(kept: int) -> Decimal:
    return Decimal(kept) / MONEY_SCALE
