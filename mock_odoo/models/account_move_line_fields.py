"""Fields of journal items that are computed from others, and not stored (observed)."""

from __future__ import annotations

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql


def label(env: Environment, alias: str) -> Sql:
    """The entry's name, its reference in brackets and the line's own label, as far as there are any (observed)."""
    del env
    parts = [
        sql("NULLIF({}, '/')", column(alias, "move_name")),
        sql("'(' || NULLIF({}, '') || ')'", column(alias, "ref")),
        sql("NULLIF(NULLIF(NULLIF({}, ''), {}), {})", *(column(alias, name) for name in ("name", "ref", "move_name"))),
    ]
    joined = sql("COALESCE({} || ' ', '') || COALESCE({} || ' ', '') || COALESCE({}, '')", *parts)
    return sql("COALESCE(NULLIF(trim({}), ''), 'Draft Entry')", joined)


def same_currency(env: Environment, alias: str) -> Sql:
    """Whether the line is in the currency of its company."""
    del env
    return sql("({} = {})", column(alias, "currency_id"), column(alias, "company_currency_id"))
