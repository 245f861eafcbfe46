"""Postable: what an entry must have before it counts (observed)."""

from __future__ import annotations

from collections.abc import Iterator

from mock_odoo import messages
from mock_odoo.accounting import balance
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment

NO_CUSTOMER = (
    "The 'Customer' field is required to validate the invoice.\n"
    "You probably don't want to explain to your auditor that you invoiced an invisible man :)"
)
NO_VENDOR = "The field 'Vendor' is required, please complete it to validate the Vendor Bill."
NO_DATE = "The Bill/Refund date is required to validate this document."
INACTIVE_CURRENCY = "You cannot validate a document with an inactive currency: {}"
ARCHIVED_ACCOUNT = "The account {} ({}) is archived."
POSTS_ITSELF = "This move is configured to be auto-posted on {}"
RECEIPTS = ("out_receipt", "in_receipt")
NEGATIVE = (
    "You cannot validate an invoice with a negative total amount. You should create a credit note instead. "
    "Use the action menu to transform it into a credit note or refund."
)


def reasons_against(env: Environment, entry: int) -> list[str]:
    """Return all that speaks against posting an entry; the real server says it all at once."""
    row = env.database.store.one(
        "SELECT m.name, m.state, m.move_type, m.partner_id, m.invoice_date, m.amount_total, m.auto_post, m.date,"
        " c.active, c.name FROM account_move m LEFT JOIN res_currency c ON c.id = m.currency_id WHERE m.id = ?",
        (entry,),
    )
    name, state, kind, partner, invoice_date, total, auto_post, day, in_use, currency = row or (None,) * 10
    reasons = [] if state == "draft" else [messages.must_be_draft(name or False, entry)]
    if kind in INVOICES:
        reasons += _amiss(kind, partner, invoice_date, total)
    if not in_use:
        reasons.append(INACTIVE_CURRENCY.format(currency))
    if auto_post not in (None, "no") and day > env.today.isoformat():
        reasons.append(POSTS_ITSELF.format(f"{dates.day(day):%m/%d/%Y}"))
    if balance.without_items(env, [entry]):
        reasons.append(messages.NOTHING_TO_POST)
    return reasons


def _amiss(kind: str, partner: int | None, invoice_date: str | None, total: int | None) -> Iterator[str]:
    """Yield what an invoice lacks; a receipt may be nobody's."""
    if not partner and kind not in RECEIPTS:
        yield NO_CUSTOMER if kind in SALES else NO_VENDOR
    if (total or 0) < 0:
        yield NEGATIVE
    if not invoice_date and kind not in SALES:
        yield NO_DATE


def archived_account(env: Environment, account: int) -> str:
    """Return what is said of an account that is out of use."""
    [found] = env.sudo().model("account.account", (account,)).read(["name", "code"])
    return ARCHIVED_ACCOUNT.format(found["name"], found["code"])
