"""Fiscal countries: in which countries the companies in view pay their taxes (observed)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.orm.environment import Environment


def codes(env: Environment, ids: Sequence[int]) -> dict[int, str]:
    """The codes of the fiscal countries of the companies in view, the same for every record."""
    rows = env.database.store.all(
        "SELECT k.code FROM json_each(?) AS c JOIN res_company AS o ON o.id = c.value"
        " JOIN res_country AS k ON k.id = o.account_fiscal_country_id ORDER BY c.key",
        (env.database.json_list(env.company_ids),),
    )
    return dict.fromkeys(ids, ",".join(dict.fromkeys(code for (code,) in rows)))
