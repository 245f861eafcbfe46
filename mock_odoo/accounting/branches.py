"""Branches: a company with all that stand below it."""

from __future__ import annotations

from mock_odoo.orm.sql import Sql, sql


def below(company: int) -> Sql:
    """Return what stands behind IN for a company and all below it."""
    return sql(
        "(WITH RECURSIVE branch(id) AS (SELECT {} UNION SELECT c.id FROM res_company AS c JOIN branch"
        " ON c.parent_id = branch.id) SELECT id FROM branch)",
        company,
    )
