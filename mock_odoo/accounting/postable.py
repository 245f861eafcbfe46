"""Postable: what an entry must have before it counts (observed)."""

from __future__ import annotations

from collections.abc import Iterator

from mock_odoo import messages
from mock_odoo.accounting import balance
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm.environment import Environment

NO_CUSTOMER = (
    "The 'Customer' field is required to validate the invoice.\n"
    "You probably don't want to explain to your auditor that you invoiced an invisible man :)"
)
NO_VENDOR = "The field 'Vendor' is required, please complete it to validate the Vendor Bill."
NO_DATE = "The Bill/Refund date is required to validate this document."
NEGATIVE = (
    "You cannot validate an invoice with a negative total amount. You should create a credit note instead. "
    "Use the action menu to transform it into a credit note or refund."
)


def reasons_against(env: Environment, entry: int) -> list[str]:
    """Return all that speaks against posting an entry; the real server says it all at once."""
    row = env.database.store.one(
        "SELECT name, state, move_type, partner_id, invoice_date, amount_total FROM account_move WHERE id = ?", (entry,)
    )
    name, state, kind, *head = row or (None, "draft", "entry", None, None, 0)
    reasons = [] if state == "draft" else [messages.must_be_draft(name or False, entry)]
    if kind in INVOICES:
        reasons += _amiss(kind, *head)
    if balance.without_items(env, [entry]):
        reasons.append(messages.NOTHING_TO_POST)
    return reasons


def _amiss(kind: str, partner: int | None, invoice_date: str | None, total: int | None) -> Iterator[str]:
    if not partner:
        yield NO_CUSTOMER if kind in SALES else NO_VENDOR
    if (total or 0) < 0:
        yield NEGATIVE
    if not invoice_date and kind not in SALES:
        yield NO_DATE
