"""Totals: what an invoice shows as its sums, in its own currency and, with their signs, in the company's."""

from __future__ import annotations

from mock_odoo.accounting.invoice_lines import Move
from mock_odoo.orm.environment import Environment

# A line of a tax, or one that rounds a tax.
_OF_TAXES = "(display_type = 'tax' OR (display_type = 'rounding' AND tax_repartition_line_id IS NOT NULL))"


def refresh_invoice(env: Environment, move: Move) -> None:
    """Set the totals of an invoice from its lines, and what is left to pay from those that are due."""
    sign = move.sign
    parts = env.database.store.one(
        f"SELECT SUM(CASE WHEN NOT {_OF_TAXES} AND display_type != 'payment_term' THEN amount_currency END),"
        f" SUM(CASE WHEN {_OF_TAXES} THEN amount_currency END),"
        f" SUM(CASE WHEN NOT {_OF_TAXES} AND display_type != 'payment_term' THEN balance END),"
        f" SUM(CASE WHEN {_OF_TAXES} THEN balance END),"
        " SUM(CASE WHEN display_type = 'payment_term' THEN amount_residual_currency END),"
        " SUM(CASE WHEN display_type = 'payment_term' THEN amount_residual END)"
        " FROM account_move_line WHERE move_id = ?",
        (move.id,),
    )
    untaxed, tax, balance, tax_balance, left, left_balance = (part or 0 for part in parts or (0,) * 6)
    values = {
        "amount_untaxed": sign * untaxed,
        "amount_tax": sign * tax,
        "amount_total": sign * (untaxed + tax),
        "amount_residual": -sign * left,
        "amount_untaxed_signed": -balance,
        "amount_tax_signed": -tax_balance,
        "amount_total_signed": -(balance + tax_balance),
        "amount_residual_signed": left_balance,
        "amount_untaxed_in_currency_signed": -untaxed,
        "amount_total_in_currency_signed": -(untaxed + tax),
    }
    assignments = ", ".join(f"{name} = ?" for name in values)
    env.database.store.execute(f"UPDATE account_move SET {assignments} WHERE id = ?", (*values.values(), move.id))
