"""Values of entries and lines that follow from others: to write them past those is not in the fake, and it says so.

The real server stores them, or changes the lines so that they fit (observed: each field of drafts written once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.errors import NotInFake

DERIVED = (
    *("amount_untaxed", "amount_tax", "amount_total", "amount_residual", "payment_state"),
    *("amount_untaxed_signed", "amount_tax_signed", "amount_total_signed", "amount_residual_signed"),
    *("amount_untaxed_in_currency_signed", "amount_total_in_currency_signed"),
    *("commercial_partner_id", "no_followup", "made_sequence_gap"),
)
OF_LINES = (
    *("date", "invoice_date", "parent_state", "journal_id", "company_currency_id", "ref", "move_name"),
    *("amount_residual", "amount_residual_currency", "reconciled"),
)
READ = (*DERIVED, "move_type", "currency_id", "company_currency_id")  # what `refuse` wants to know of an entry


def refuse(entries: Sequence[Mapping[str, Any]], vals: Mapping[str, Any]) -> None:
    """Raise NotInFake if values would change what follows from others, or make an entry a document or the reverse.

    `entries` are read with those of `READ` that the version has, references as ids.
    """
    for entry in entries:
        changed = next((name for name in DERIVED if name in vals and vals[name] != entry.get(name, vals[name])), None)
        if changed is not None:
            raise NotInFake(f"writing account.move.{changed}, which follows from other values,")
        if (vals.get("move_type", entry["move_type"]) in INVOICES) != (entry["move_type"] in INVOICES):
            raise NotInFake("making an entry a document, or a document an entry,")
        own = vals.get("currency_id", entry["currency_id"]) == entry["company_currency_id"]
        if own and entry["move_type"] in INVOICES and vals.get("invoice_currency_rate", 1) != 1:
            raise NotInFake("another rate than 1 of a document in its company's currency")


def refuse_of_lines(lines: Sequence[Mapping[str, Any]], vals: Mapping[str, Any]) -> None:
    """Raise NotInFake if values would change what lines, read with `OF_LINES`, have of their entries and matches."""
    for line in lines:
        changed = next((name for name in OF_LINES if name in vals and vals[name] != line[name]), None)
        if changed is not None:
            raise NotInFake(f"writing account.move.line.{changed}, which follows from other values,")
