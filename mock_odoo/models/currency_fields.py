"""Fields of currencies that follow from their rates: what one is worth today, and since when (observed)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import currency
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql

Values = Callable[[Environment, Sequence[int]], dict[int, Any]]


def _day(env: Environment) -> str:
    asked = env.context.get("date")
    return str(asked)[:10] if asked else date.isoformat(env.today)


def _each(value: Callable[[Environment, int, Decimal], Any]) -> Values:
    def values(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
        day = _day(env)
        return {id_: value(env, id_, currency.rate(env, id_, env.company_id, day)) for id_ in ids}

    return values


def _said(env: Environment, id_: int, rate: Decimal) -> str:
    """What a unit of the company's currency buys; nothing is said of that currency itself."""
    own = env.database.company_currency(env.company_id)
    if id_ == own:
        return ""
    names: dict[int, str] = dict(
        env.database.store.all("SELECT id, name FROM res_currency WHERE id IN (?, ?)", (own, id_))
    )
    return f"1 {names[own]} = {rate:.6f} {names[id_]}"


def latest(env: Environment, alias: str) -> Sql:
    """The day of the last rate there is, be it to come."""
    del env
    return sql("(SELECT MAX(r.name) FROM res_currency_rate AS r WHERE r.currency_id = {})", column(alias, "id"))


def is_own(env: Environment, alias: str) -> Sql:
    """Whether it is the current company's."""
    return sql("({} = {})", column(alias, "id"), env.database.company_currency(env.company_id))


SQL_FIELDS = {"date": latest, "is_current_company_currency": is_own}
COMPUTED_FIELDS = {
    "rate": _each(lambda env, id_, rate: float(rate)),
    "inverse_rate": _each(lambda env, id_, rate: float(1 / rate)),
    "rate_string": _each(_said),
}
