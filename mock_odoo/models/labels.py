"""Labels: how records are called where no better name is known of their model."""

from __future__ import annotations

from collections.abc import Callable

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql


def by_name(env: Environment, alias: str) -> Sql:
    """The name."""
    del env
    return column(alias, "name")


def by_id(model: str) -> Callable[[Environment, str], Sql]:
    """Model and id, as records without a name are called (observed: `account.payment.term.line,12`)."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        return sql("{} || {}", f"{model},", column(alias, "id"))

    return expression
