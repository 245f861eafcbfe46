"""Kinds of entries: which are invoices, which of them sales, and on which side each is booked."""

from __future__ import annotations

INVOICES = ("out_invoice", "out_refund", "in_invoice", "in_refund", "out_receipt", "in_receipt")
OUTBOUND = ("in_invoice", "out_refund", "in_receipt", "entry")
RECEIPTS = ("out_receipt", "in_receipt")
REFUNDS = ("out_refund", "in_refund")
SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
FOLLOWING = ("tax", "rounding", "payment_term")  # lines of invoices that follow from others
POSTED, DRAFT, CANCELLED = "posted", "draft", "cancel"  # the states of entries
