"""Cash rounding: what an invoice comes to in the coins that there are, by a line of its own (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from mock_odoo.accounting.invoice_lines import Move, lines_of, links, rows
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal

SEQUENCE = 11000
METHODS = {"UP": ROUND_UP, "DOWN": ROUND_DOWN, "HALF-UP": ROUND_HALF_UP}
ON_THE_TAX = "biggest_tax"
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Rounding:
    """A way to round: to multiples of a unit, and where what it makes goes."""

    name: str
    unit: Decimal
    method: str
    strategy: str
    profit: int | None
    loss: int | None

    def difference(self, total: Decimal) -> Decimal:
        """Return what has to be added to a total so that it is a multiple of the unit."""
        return (total / self.unit).quantize(Decimal(1), METHODS[self.method]) * self.unit - total


def refresh(env: Environment, move: Move) -> None:
    """Bring the line that rounds an invoice in line with its other lines."""
    lines = rows(env, move.id)
    there = [line for line in lines if line["display_type"] == "rounding"]
    others = [line for line in lines if line["display_type"] not in ("rounding", "payment_term")]
    values = _values(env, move, others)
    fitting = there if values and there and there[0]["tax_repartition_line_id"] == _part(values) else []
    lines_of(env, [line["id"] for line in there if line not in fitting])._drop()
    if values and fitting:
        lines_of(env, [fitting[0]["id"]])._put(values)
    elif values:
        lines_of(env)._add([{"move_id": move.id, "display_type": "rounding", "sequence": SEQUENCE, **values}])


def _values(env: Environment, move: Move, others: Sequence[Line]) -> dict[str, Any]:
    """Return what the line is to have; nothing if none is needed."""
    rounding = _rounding(env, move)
    total = sum((line["amount_currency"] for line in others), Decimal(0))
    difference = rounded(rounding.difference(total), move.digits) if rounding else Decimal(0)
    if rounding is None or not difference:
        return {}
    amounts = {
        "amount_currency": difference,
        "balance": rounded(difference / move.rate, move.company_digits),
        "currency_id": move.currency,
        "partner_id": move.partner or False,
    }
    if rounding.strategy == ON_THE_TAX:
        tax_lines = [line for line in others if line["display_type"] == "tax"]
        return {**_of_the_tax(env, tax_lines), **amounts} if tax_lines else {}
    account = rounding.loss if difference > 0 and rounding.loss else rounding.profit
    return {"name": rounding.name, "account_id": account, **amounts}


def _of_the_tax(env: Environment, tax_lines: Sequence[Line]) -> dict[str, Any]:
    """Return what the line takes from the greatest tax."""
    greatest = max(tax_lines, key=lambda line: (abs(line["balance"]), -line["id"]))
    [shown] = env.model("account.move.line", (greatest["id"],)).read(["name"])
    return {
        "name": f"{shown['name']} (rounding)",
        "account_id": greatest["account_id"],
        "tax_repartition_line_id": greatest["tax_repartition_line_id"],
        "tax_tag_ids": [[6, 0, list(links(env, "tax_tag_ids", [greatest["id"]]).get(greatest["id"], ()))]],
    }


def _part(values: Mapping[str, Any]) -> Any:
    return values.get("tax_repartition_line_id")


def _rounding(env: Environment, move: Move) -> Rounding | None:
    row = env.database.store.one("SELECT invoice_cash_rounding_id FROM account_move WHERE id = ?", (move.id,))
    if not row or not row[0]:
        return None
    company = env.sudo().with_context(allowed_company_ids=[move.company])
    names = ["name", "rounding", "rounding_method", "strategy", "profit_account_id", "loss_account_id"]
    [kept] = company.model("account.cash.rounding", (row[0],)).read(names, load=None)
    return Rounding(
        kept["name"], decimal(kept["rounding"]), kept["rounding_method"], kept["strategy"],
        kept["profit_account_id"] or None, kept["loss_account_id"] or None,
    )  # fmt: skip
