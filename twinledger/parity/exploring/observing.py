"""Observing: what is looked at after a change, so that a difference is found where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.kinds import ENTRY, LINE, PAYMENT, TAX, TERM

HEAD = (
    "name display_name state move_type date invoice_date invoice_date_due invoice_payment_term_id ref "
    "payment_reference partner_id commercial_partner_id currency_id amount_untaxed amount_tax amount_total "
    "amount_residual amount_untaxed_signed amount_tax_signed amount_total_signed amount_residual_signed "
    "amount_total_in_currency_signed payment_state status_in_payment sequence_prefix sequence_number posted_before "
    "narration reversed_entry_id"
).split()
LINES = (
    "display_type name account_id partner_id debit credit balance amount_currency currency_id price_unit quantity "
    "discount price_subtotal price_total tax_ids tax_line_id tax_group_id tax_base_amount date date_maturity "
    "amount_residual amount_residual_currency reconciled parent_state sequence"
).split()
PAID = (
    "name state date amount memo payment_type partner_type partner_id currency_id journal_id outstanding_account_id "
    "destination_account_id is_reconciled is_matched payment_method_line_id amount_signed reconciled_invoices_count"
).split()


def observations(ask: Ask) -> Iterator[Ask]:
    """Yield the calls that show what a change has come to."""
    ids: Any = [f"${{{name}}}" for name in ask.makes] or ask.ids
    if not ids or not isinstance(ids, list) or ask.method in ("unlink", "copy"):
        return
    if ask.model == ENTRY.model:
        yield Ask(ENTRY.model, "read", {"fields": HEAD}, ids)
        asked = {"domain": [["move_id", "in", ids]], "fields": LINES, "order": "move_id, id"}
        yield Ask(LINE.model, "search_read", asked)
    elif ask.model == LINE.model:
        yield Ask(LINE.model, "read", {"fields": LINES}, ids)
    elif ask.model == PAYMENT.model:
        yield Ask(PAYMENT.model, "read", {"fields": PAID}, ids)
        yield Ask(LINE.model, "search_read", {"domain": [["payment_id", "in", ids]], "fields": LINES, "order": "id"})
    elif ask.model in (TAX.model, TERM.model):
        yield Ask(ask.model, "read", {"fields": list({TAX.model: TAX, TERM.model: TERM}[ask.model].asked)}, ids)


def lines_of(entry: str) -> Ask:
    """Return the call that tells which lines an entry has."""
    return Ask(LINE.model, "search", {"domain": [["move_id", "=", f"${{{entry}}}"]], "order": "id"})
