"""Values of entries and lines that follow from others: to write them past those is not in the fake, and it says so.

The real server stores them, or changes the lines so that they fit (observed: each field of drafts written once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment

DERIVED = (
    *("amount_untaxed", "amount_tax", "amount_total", "amount_residual", "payment_state"),
    *("amount_untaxed_signed", "amount_tax_signed", "amount_total_signed", "amount_residual_signed"),
    *("amount_untaxed_in_currency_signed", "amount_total_in_currency_signed"),
    *("commercial_partner_id", "no_followup", "made_sequence_gap"),
)
OF_LINES = (
    *("date", "invoice_date", "parent_state", "journal_id", "company_currency_id", "move_name", "tax_line_id"),
    *("amount_residual", "amount_residual_currency", "reconciled"),
)
ANOTHER_RATE = "another rate than 1 of a document in its company's currency"
OF_THE_KIND = ("move_type", "invoice_currency_rate")  # what a document may not have, or an entry not become


def refuse(env: Environment, entries: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise NotInFake if values would change what follows from others, or make an entry a document or the reverse."""
    said = _said(env, "account.move", DERIVED, vals)
    if not said and not vals.keys() & set(OF_THE_KIND):
        return
    read = (*said, "move_type", "currency_id", "company_currency_id")
    for entry in env.sudo().model("account.move", tuple(entries)).read([*read], load=None):
        _refuse_change("account.move", said, entry, vals)
        if (vals.get("move_type", entry["move_type"]) in INVOICES) != (entry["move_type"] in INVOICES):
            raise NotInFake("making an entry a document, or a document an entry,")
        own = vals.get("currency_id", entry["currency_id"]) == entry["company_currency_id"]
        if own and entry["move_type"] in INVOICES and vals.get("invoice_currency_rate", 1) != 1:
            raise NotInFake(ANOTHER_RATE)


def refuse_rate(vals: Mapping[str, Any], company_currency: int | None) -> None:
    """Raise NotInFake for a new document in its company's currency at another rate than 1."""
    if vals.get("currency_id") == company_currency and vals.get("invoice_currency_rate", 1) != 1:
        raise NotInFake(ANOTHER_RATE)


def refuse_of_lines(env: Environment, lines: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise NotInFake if values would change what lines have of their entries and matches."""
    said = _said(env, "account.move.line", OF_LINES, vals)
    for line in env.sudo().model("account.move.line", tuple(lines)).read(said, load=None) if said else ():
        _refuse_change("account.move.line", said, line, vals)


def _said(env: Environment, model: str, names: Sequence[str], vals: Mapping[str, Any]) -> list[str]:
    """Return the names that values are said for, of those that the version has."""
    return [name for name in names if name in vals and name in env.schema(model).fields]


def _refuse_change(model: str, names: Sequence[str], record: Mapping[str, Any], vals: Mapping[str, Any]) -> None:
    changed = next((name for name in names if vals[name] != record[name]), None)
    if changed is not None:
        raise NotInFake(f"writing {model}.{changed}, which follows from other values,")
