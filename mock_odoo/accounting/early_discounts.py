"""Early discounts that lower the tax at once ("mixed"), by lines of their own (observed).

One takes a part of taxed prices off, with their taxes; another gives it back without taxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from mock_odoo.accounting.invoice_lines import HUNDRED, Move, lines_of, links, rows
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm.environment import Environment

SEQUENCE = 100
Key = tuple[int, tuple[int, ...], str | None]


def refresh(env: Environment, move: Move) -> bool:
    """Bring the lines of an early discount in line with the prices of an invoice; tell whether it has any."""
    lines = rows(env, move.id)
    taxes = links(env, "tax_ids", [line["id"] for line in lines])
    there = {_key(line, taxes): line["id"] for line in lines if line["display_type"] == "epd"}
    wanted = _wanted(move, [line for line in lines if line["display_type"] == "product"], taxes)
    lines_of(env, [id_ for key, id_ in there.items() if key not in wanted])._drop()
    for key, amount in wanted.items():
        values = {**_new(move, key), **_amounts(move, wanted, key, amount)}
        if key in there:
            lines_of(env, [there[key]])._put(values)
        else:
            lines_of(env)._add([{"move_id": move.id, "display_type": "epd", "sequence": SEQUENCE, **values}])
    return bool(wanted)


def _wanted(
    move: Move, products: Sequence[Mapping[str, Any]], taxes: Mapping[int, tuple[int, ...]]
) -> dict[Key, Decimal]:
    """Return what each line takes off, in the document's currency: line by line rounded, and what gives it back."""
    found: dict[Key, Decimal] = {}
    for line in products:
        off = rounded(line["amount_currency"] * move.reduction / HUNDRED, move.digits)
        if off and line["id"] in taxes:
            for key, amount in ((_key(line, taxes), -off), ((line["account_id"], (), None), off)):
                found[key] = found.get(key, Decimal(0)) + amount
    return found


def _amounts(move: Move, wanted: Mapping[Key, Decimal], key: Key, amount: Decimal) -> dict[str, Any]:
    def balance(key: Key) -> Decimal:
        return rounded(wanted[key] / move.rate, move.company_digits)

    mine = [other for other in wanted if other[0] == key[0] and other[1]]
    return {
        "amount_currency": amount,
        "balance": balance(key) if key[1] else -sum((balance(other) for other in mine), Decimal(0)),
        "currency_id": move.currency,
    }


def _new(move: Move, key: Key) -> dict[str, Any]:
    account, taxes, analytic = key
    return {
        "name": f"Early Payment Discount ({float(move.reduction)}%)",
        "account_id": account,
        "partner_id": move.partner or False,
        "tax_ids": [[6, 0, list(taxes)]],
        "analytic_distribution": orjson.loads(analytic) if analytic else False,
        "quantity": 0,
        "price_unit": 0,
    }


def _key(line: Mapping[str, Any], taxes: Mapping[int, tuple[int, ...]]) -> Key:
    mine = taxes.get(line["id"], ())
    return (line["account_id"], mine, line["analytic_distribution"] if mine else None)
