"""Currency rates: what a currency was worth on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.accounting.currency import rate
from mock_odoo.errors import BrokenConstraint
from mock_odoo.orm import companies
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column
from mock_odoo.orm.values import decimal

ONE_A_DAY = "Only one currency rate per day allowed!"
NOT_POSITIVE = "The currency rate must be strictly positive."


def _day(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "name")


def _company_rates(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    """How much of the currency a unit of the company's own buys."""
    found = {}
    for id_, kept, company, day in env.database.store.all(
        "SELECT id, rate, company_id, name FROM res_currency_rate WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    ):
        found[id_] = float(decimal(kept or 1.0) / _own(env, company, day))
    return found


def _inverse_rates(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    return {id_: 1 / value for id_, value in _company_rates(env, ids).items()}


def _own(env: Environment, company: int | None, day: str) -> Any:
    """Return the rate of the company's own currency, which is 1 unless somebody keeps rates of it, too."""
    id_ = company or env.company_id
    return rate(env, env.database.company_currency(id_), id_, day)


class ResCurrencyRate(BaseModel):
    """The rate of a currency from a day on."""

    model_name = "res.currency.rate"
    missed_when_written = frozenset({"company_id"})
    sql_fields: ClassVar = {"display_name": _day}
    computed_fields: ClassVar = {"company_rate": _company_rates, "inverse_company_rate": _inverse_rates}

    def _defaults(self) -> dict[str, Any]:
        root = self.env.database.root_company(self.env.company_id)
        return {"name": self.env.today, "company_id": root}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create([_as_rate(vals) for vals in vals_list])
        companies.refuse_nought(vals_list, self.env, self.schema, "create")
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        super()._write(_as_rate(vals))

    def _check(self, ids: Sequence[int]) -> None:
        """A rate is above nothing; a company has one a day, while those of all companies are not counted (observed)."""
        store = self.env.database.store
        if store.one(
            "SELECT 1 FROM res_currency_rate WHERE rate <= 0 AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        ):
            raise BrokenConstraint(NOT_POSITIVE)
        if store.one(
            "SELECT 1 FROM res_currency_rate WHERE company_id IS NOT NULL"
            " GROUP BY name, currency_id, company_id HAVING COUNT(*) > 1"
        ):
            raise BrokenConstraint(ONE_A_DAY)


def _as_rate(vals: dict[str, Any]) -> dict[str, Any]:
    """Return values in which the rate is said by its own name, whichever way round it was given."""
    rest = {name: value for name, value in vals.items() if name not in ("company_rate", "inverse_company_rate")}
    if "company_rate" in vals:
        rest["rate"] = vals["company_rate"]
    if vals.get("inverse_company_rate"):
        rest["rate"] = float(1 / decimal(vals["inverse_company_rate"]))
    return rest
