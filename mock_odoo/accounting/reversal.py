"""Reversal: an entry the other way round; of an invoice a credit note (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting.kinds import FOLLOWING
from mock_odoo.orm.environment import Environment

OPPOSITES = {
    "entry": "entry",
    "out_invoice": "out_refund",
    "out_refund": "out_invoice",
    "in_invoice": "in_refund",
    "in_refund": "in_invoice",
    "out_receipt": "out_refund",
    "in_receipt": "in_refund",
}
KEPT = ("narration", "invoice_origin", "invoice_user_id", "partner_shipping_id")
HEAD = (
    *KEPT, "move_type", "journal_id", "partner_id", "currency_id", "company_id", "name", "date",
    "invoice_payment_term_id",
)  # fmt: skip
LINE = ("name", "account_id", "partner_id", "currency_id", "display_type", "sequence", "analytic_distribution")
PRICED = (*LINE, "quantity", "price_unit", "discount", "tax_ids")
BOOKED = (*PRICED, "balance", "amount_currency", "date_maturity")


def reverse(env: Environment, ids: Sequence[int], changes: Mapping[str, Any]) -> list[int]:
    """Create drafts that reverse entries, with `changes` to what they would be, and return them."""
    entries = env.sudo().model("account.move", tuple(ids)).read([*HEAD], load=None)
    return [_reversed(env, entry, changes) for entry in entries]


def _reversed(env: Environment, entry: Mapping[str, Any], changes: Mapping[str, Any]) -> int:
    kind = OPPOSITES[entry["move_type"]]
    lines = env.sudo()["account.move.line"].search_read(
        [("move_id", "=", entry["id"])], [*(BOOKED if kind == "entry" else PRICED), "tax_repartition_line_id"],
        order="id", load=None,
    )  # fmt: skip
    values = {
        **{name: entry[name] for name in ("journal_id", "partner_id", "currency_id")},
        "move_type": kind,
        "ref": f"Reversal of: {entry['name']}",
        "reversed_entry_id": entry["id"],
        "date": entry["date"],
        "line_ids": [[0, 0, vals] for line in lines for vals in [_line(kind, line)] if vals],
    }
    if kind != "entry":
        values |= {name: entry[name] for name in KEPT}
        values |= {"invoice_date": changes.get("date", entry["date"]), "invoice_payment_term_id": False}
    [id_] = env.sudo()["account.move"].create([{**values, **changes}])
    return id_


def _line(kind: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a line the other way round; nothing for one that follows from others."""
    if kind == "entry":
        follows = line["tax_repartition_line_id"]
        signed = {"balance": -line["balance"], "amount_currency": -line["amount_currency"]}
        return {} if follows else {**_copied(line, BOOKED), **signed}
    follows = line["display_type"] in FOLLOWING
    return {} if follows else _copied(line, PRICED)


def _copied(line: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: [[6, 0, line[name]]] if name == "tax_ids" else line[name] for name in names}
