"""Reference data that every database has: states, groups of countries, incoterms, industries, precisions (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import BrokenConstraint
from mock_odoo.models.labels import by_name
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

ONE_CODE_PER_COUNTRY = "The code of the state must be unique by country!"
ONE_CODE_PER_GROUP = "The country group code must be unique!"


def _state(env: Environment, alias: str) -> Sql:
    """The name of a state with its country's code."""
    country = sql("(SELECT k.code FROM res_country AS k WHERE k.id = {})", column(alias, "country_id"))
    return sql("{} || ' (' || {} || ')'", column(alias, "name"), country)


class ResCountryState(BaseModel):
    """States and provinces of countries."""

    model_name = "res.country.state"
    sql_fields: ClassVar = {"display_name": _state}

    def _searched_first(self, name: Any) -> str:
        return "display_name"

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one("SELECT 1 FROM res_country_state GROUP BY country_id, code HAVING COUNT(*) > 1"):
            raise BrokenConstraint(ONE_CODE_PER_COUNTRY)


class ResCountryGroup(BaseModel):
    """Groups of countries, e.g. the European Union."""

    model_name = "res.country.group"
    sql_fields: ClassVar = {"display_name": by_name("res.country.group")}

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM res_country_group WHERE code IS NOT NULL GROUP BY code HAVING COUNT(*) > 1"
        ):
            raise BrokenConstraint(ONE_CODE_PER_GROUP)


class ResPartnerIndustry(BaseModel):
    """What partners do for a living."""

    model_name = "res.partner.industry"
    sql_fields: ClassVar = {"display_name": by_name("res.partner.industry")}


class ResGroupsPrivilege(BaseModel):
    """What groups are about, each group one step of it."""

    model_name = "res.groups.privilege"
    sql_fields: ClassVar = {"display_name": by_name("res.groups.privilege")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "placeholder": "No", "sequence": 100}


class DecimalPrecision(BaseModel):
    """With how many decimals prices, quantities and shares are kept."""

    model_name = "decimal.precision"
    sql_fields: ClassVar = {"display_name": by_name("decimal.precision")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "digits": 2}


def _incoterm(env: Environment, alias: str) -> Sql:
    return sql("'[' || {} || '] ' || {}", column(alias, "code"), column_of(env, "account.incoterms", "name", alias))


class AccountIncoterms(BaseModel):
    """Terms of delivery; they are looked for by their names alone."""

    model_name = "account.incoterms"
    searched_names = ("name",)
    sql_fields: ClassVar = {"display_name": _incoterm}
