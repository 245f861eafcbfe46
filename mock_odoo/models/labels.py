"""Labels: how records are called where no better name is known of their model."""

from __future__ import annotations

from collections.abc import Callable

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.sql import Sql, column, sql


def by_name(model: str) -> Callable[[Environment, str], Sql]:
    """The name, in the language of the context."""
    return lambda env, alias: column_of(env, model, "name", alias)


def by_id(model: str) -> Callable[[Environment, str], Sql]:
    """Model and id, as records without a name are called (observed: `account.payment.term.line,12`)."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        return sql("{} || {}", f"{model},", column(alias, "id"))

    return expression
