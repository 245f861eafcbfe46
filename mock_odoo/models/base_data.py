"""Models of base data: countries, currencies, languages, groups, system parameters, and the list of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import BrokenConstraint, UserError
from mock_odoo.models import currency_fields, fiscal_countries
from mock_odoo.models.labels import by_name
from mock_odoo.models.nested import Nested
from mock_odoo.orm import writing
from mock_odoo.orm.environment import SOURCE_LANGUAGE, Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import decimal

CURRENCY_HAS_ITEMS = (
    "You cannot reduce the number of decimal places of a currency which has already been used to make accounting "
    "entries."
)
CURRENCY_OF_A_COMPANY = "This currency is set on a company and therefore cannot be deactivated."
ROUNDING_POSITIVE = "The rounding factor must be greater than 0!"
COUNTRY_UNIQUE = "The {} of the country must be unique!"
BASE_LANGUAGE = "Base Language '{}' can not be deleted."
ACTIVE_LANGUAGE = "You cannot delete the language which is Active!\nPlease de-activate the language first."
SPOKEN = "Cannot deactivate a language that is currently used by {}."


def _with_those_above(env: Environment, alias: str) -> Sql:
    """The names from the topmost tag down to this one."""
    name = column_of(env, "res.partner.category", "name", "c")
    return sql(
        "(WITH RECURSIVE up(id, parent_id, name) AS (SELECT c.id, c.parent_id, {} FROM res_partner_category AS c"
        " WHERE c.id = {} UNION ALL SELECT c.id, c.parent_id, {} || ' / ' || up.name FROM res_partner_category AS c"
        " JOIN up ON c.id = up.parent_id) SELECT name FROM up WHERE parent_id IS NULL)",
        name, column(alias, "id"), name,
    )  # fmt: skip


def _group_codes(env: Environment, ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes of the groups that a country is in; an empty one where it is in none."""
    env.schema("res.country.group")
    found: dict[int, list[str]] = {id_: [] for id_ in ids}
    for id_, code in env.database.store.all(
        "SELECT x.member, g.code FROM res_country_group__country_ids x JOIN res_country_group g ON g.id = x.owner"
        " WHERE g.code IS NOT NULL AND x.member IN (SELECT value FROM json_each(?)) ORDER BY g.id",
        (env.database.json_list(ids),),
    ):
        found[id_].append(code)
    return {id_: codes or [""] for id_, codes in found.items()}


class ResCountry(BaseModel):
    """Countries."""

    model_name = "res.country"
    searched_names = ("name", "code")
    sql_fields: ClassVar = {"display_name": by_name("res.country")}
    computed_fields: ClassVar = {"country_group_codes": _group_codes}

    def _searched_first(self, name: Any) -> str:
        return "code" if name else "display_name"

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> writing.Row:
        """Codes are written in capitals (observed)."""
        row = super()._row(vals, new=new)
        code = row.get("code")
        return {**row, "code": code.upper()} if isinstance(code, str) else row

    def _check(self, ids: Sequence[int]) -> None:
        for name in ("name", "code"):
            if self.env.database.store.one(f"SELECT 1 FROM res_country GROUP BY {name} HAVING COUNT(*) > 1"):
                raise BrokenConstraint(COUNTRY_UNIQUE.format(name))


class ResLang(BaseModel):
    """Languages; only the active ones can be used, and only installed ones have words of their own."""

    model_name = "res.lang"
    looks_up_created = "code"
    sql_fields: ClassVar = {"display_name": by_name("res.lang")}

    def _defaults(self) -> dict[str, Any]:
        """A language that is put down is not one that can be used: nobody gave it words (observed)."""
        return {name: value for name, value in super()._defaults().items() if name != "active"}

    @public(observed("parity conversation languages", date="2026-11-23"), model=True)
    def get_installed(self) -> list[list[str]]:
        """Return code and name of the languages that can be used."""
        return [[language["code"], language["name"]] for language in self.search_read([], ["code", "name"])]

    def _write(self, vals: dict[str, Any]) -> None:
        if "active" in vals and not vals["active"]:
            self._refuse_spoken()
        super()._write(vals)

    def _refuse_spoken(self) -> None:
        """Raise UserError for a language that somebody speaks who is in use (observed)."""
        codes = [language["code"] for language in self.read(["code"])]
        for whose, people in (("users", "res.users"), ("contacts", "res.partner")):
            if self.env.sudo()[people].search([("lang", "in", codes)], limit=1):
                raise UserError(SPOKEN.format(whose))

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        self.env.database.forget()

    def _unlink(self) -> None:
        for language in self.read(["code", "active"]):
            if language["code"] == SOURCE_LANGUAGE:
                raise UserError(BASE_LANGUAGE.format(language["code"]))
            if language["active"]:
                raise UserError(ACTIVE_LANGUAGE)
        super()._unlink()


class ResPartnerCategory(Nested):
    """Tags of partners, which may stand below each other."""

    model_name = "res.partner.category"
    sql_fields: ClassVar = {"display_name": _with_those_above}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "color": self.env.database.dice.stream("color of a tag").randint(1, 11)}


class ResCurrency(BaseModel):
    """Currencies; the number of decimals follows from the rounding."""

    model_name = "res.currency"
    searched_names = ("name", "full_name")
    sql_fields: ClassVar = {"display_name": by_name("res.currency"), **currency_fields.SQL_FIELDS}
    computed_fields: ClassVar = {**currency_fields.COMPUTED_FIELDS, "fiscal_country_codes": fiscal_countries.codes}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "rounding": 0.01, "position": "after"}

    def _shown_defaults(self) -> dict[str, Any]:
        return {**super()._shown_defaults(), "fiscal_country_codes": fiscal_countries.codes(self.env, [0])[0]}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if "rounding" in names:
            self.env.database.store.execute(
                "UPDATE res_currency SET decimal_places = CASE WHEN rounding > 0 AND rounding < 1"
                " THEN CAST(ceil(-log10(rounding)) AS INTEGER) ELSE 0 END WHERE id IN (SELECT value FROM json_each(?))",
                (self.env.database.json_list(ids),),
            )
        self.env.database.forget()

    def _write(self, vals: dict[str, Any]) -> None:
        if "active" in vals and not vals["active"] and self._is_used("res_company", "currency_id"):
            raise UserError(CURRENCY_OF_A_COMPANY)
        if "rounding" in vals:
            self._refuse_fewer_decimals(decimal(vals["rounding"]))
        super()._write(vals)

    def _refuse_fewer_decimals(self, rounding: Decimal) -> None:
        """Raise UserError for a currency in which, or in whose companies, something is booked."""
        is_coarser = any(
            not rounding or rounding > decimal(currency["rounding"]) for currency in self.read(["rounding"])
        )
        columns = ("currency_id", "company_currency_id")
        if is_coarser and any(self._is_used("account_move_line", name) for name in columns):
            raise UserError(CURRENCY_HAS_ITEMS)

    def _is_used(self, table: str, name: str) -> bool:
        """Tell whether a row of a table names one of the currencies in a column."""
        listed = self.env.database.json_list(self.ids)
        found = f"SELECT 1 FROM {table} WHERE {name} IN (SELECT value FROM json_each(?)) LIMIT 1"
        return self.env.database.store.one(found, (listed,)) is not None

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM res_currency WHERE rounding <= 0 AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        ):
            raise BrokenConstraint(ROUNDING_POSITIVE)
        if self.env.database.store.one("SELECT 1 FROM res_currency GROUP BY name HAVING COUNT(*) > 1"):
            raise BrokenConstraint(messages.CURRENCY_UNIQUE)


def _key(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "key")


class IrConfigParameter(BaseModel):
    """System parameters; a change of one clears the server's caches, that of verified credentials included."""

    model_name = "ir.config_parameter"
    sql_fields: ClassVar[Mapping[str, Any]] = {"display_name": _key}

    @public(observed("section 5.4, revoked key after"), model=True)
    def get_param(self, key: str, default: Any = False) -> Any:
        """Return a parameter's value, or `default`."""
        found = self.search_read([("key", "=", key)], ["value"], limit=1)
        return found[0]["value"] if found else default

    @public(observed("section 5.4, revoked key after"), model=True)
    def set_param(self, key: str, value: Any) -> Any:
        """Set a parameter (False and None delete it) and return its earlier value, or False."""
        found = self.search_read([("key", "=", key)], ["value"], limit=1)
        records = self.env.model(self.model_name, tuple(record["id"] for record in found))
        if value is False or value is None:
            records.unlink()
        elif found:
            records.write({"value": str(value)})
        else:
            self.create({"key": key, "value": str(value)})
        return found[0]["value"] if found else False

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        self.env.database.clear_caches()

    def _unlink(self) -> None:
        super()._unlink()
        self.env.database.clear_caches()
