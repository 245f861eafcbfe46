"""Exact moments: how versions before 19.0 compare a datetime, to the microsecond and in UTC (read)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from mock_odoo.errors import NotInFake
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import FALSE, Sql, sql
from mock_odoo.orm.values import kept_moment

LAST_SECOND = time(23, 59, 59)


def equal(env: Environment, value: Any, expression: Sql) -> Sql:
    """Return the condition that a moment is the one that a literal says, or is none."""
    if value is None or value is False:
        return sql("({} IS NULL)", expression)
    return sql("(({} = {}) IS TRUE)", expression, _moment(env, value, time()))


def compared(env: Environment, operator: str, value: Any, expression: Sql) -> Sql:
    """Return the condition that a moment lies before or after a literal; a day without a time is its first second.

    For `>` and `<=` it is its last.
    """
    if value is None or value is False:
        return FALSE
    of_a_day = LAST_SECOND if operator in (">", "<=") else time()
    return sql(f"(({{}} {operator} {{}}) IS TRUE)", expression, _moment(env, value, of_a_day))


def _moment(env: Environment, value: Any, of_a_day: time) -> str:
    if not isinstance(value, str) or not dates.is_iso(value):
        raise NotInFake(f"what Odoo {env.version.name} makes of {value!r} as a moment in a domain")
    found = dates.parsed(value, env.now, None)
    return kept_moment(found if isinstance(found, datetime) else datetime.combine(found, of_a_day))
