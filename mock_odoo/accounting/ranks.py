"""Ranks: how often somebody was a customer or a supplier; postings count (observed, receipts do not)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.orm.environment import Environment

CUSTOMERS = "'out_invoice', 'out_refund'"
SUPPLIERS = "'in_invoice', 'in_refund'"


def count(env: Environment, entries: Sequence[int]) -> None:
    """Count the partners of entries that were just posted, and the companies that they belong to."""
    for rank, kinds, account in (
        ("customer_rank", CUSTOMERS, "asset_receivable"),
        ("supplier_rank", SUPPLIERS, "liability_payable"),
    ):
        env.database.store.execute(
            f"WITH asked(id) AS (SELECT value FROM json_each(?)), met(partner) AS ("
            f"SELECT partner_id FROM account_move JOIN asked USING (id) WHERE move_type IN ({kinds}) UNION ALL"
            " SELECT DISTINCT l.partner_id FROM account_move m JOIN asked USING (id) JOIN account_move_line l"
            " ON l.move_id = m.id JOIN account_account a ON a.id = l.account_id"
            f" WHERE m.move_type = 'entry' AND a.account_type = '{account}'),"
            " ranked(partner, times) AS (SELECT id, COUNT(*) FROM (SELECT p.id FROM met JOIN res_partner p"
            " ON p.id = met.partner UNION ALL SELECT p.commercial_partner_id FROM met JOIN res_partner p"
            " ON p.id = met.partner WHERE p.commercial_partner_id != p.id) GROUP BY id)"
            f" UPDATE res_partner SET {rank} = COALESCE({rank}, 0) + times FROM ranked WHERE id = partner",
            (env.database.json_list(entries),),
        )
