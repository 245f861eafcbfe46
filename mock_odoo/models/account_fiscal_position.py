"""Fiscal positions: for which partners there are other taxes and accounts (observed: conversation fiscal_positions)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from mock_odoo.accounting import fiscal_positions
from mock_odoo.errors import BrokenConstraint, NotInFake, ValidationError
from mock_odoo.models.labels import by_name
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

ZIP_RANGE = (
    'Invalid "Zip Range", You have to configure both "From" and "To" values for the zip range and "To" should be '
    'greater than "From".'
)
ONCE = "An account fiscal position could be defined only one time on same accounts."
Mapped = Callable[[Environment, Sequence[int]], dict[int, Any]]


def _mapping(of: Callable[[Environment, int], Mapping[int, Any]]) -> Mapped:
    """What takes the place of what, by id as JSON has it."""

    def mapping(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
        return {id_: {str(key): value for key, value in of(env, id_).items()} for id_ in ids}

    return mapping


def _states(env: Environment, alias: str) -> Sql:
    """How many states the country has."""
    env.schema("res.country.state")
    return sql("(SELECT COUNT(*) FROM res_country_state AS s WHERE s.country_id = {})", column(alias, "country_id"))


class AccountFiscalPosition(BaseModel):
    """A fiscal position; one of the company's own country is domestic."""

    model_name = "account.fiscal.position"
    sql_fields: ClassVar = {"display_name": by_name("account.fiscal.position"), "states_count": _states}
    computed_fields: ClassVar = {
        "tax_map": _mapping(fiscal_positions.tax_map),
        "account_map": _mapping(fiscal_positions.account_map),
    }

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id}

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        if vals.get("foreign_vat"):
            raise NotInFake("a VAT number of another country for a company")
        return super()._row(vals, new=new)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if names & {"country_id", "company_id"}:
            self.env.database.store.execute(
                "UPDATE account_fiscal_position AS f SET is_domestic = COALESCE(f.country_id ="
                " (SELECT c.account_fiscal_country_id FROM res_company c WHERE c.id = f.company_id), 0)"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (self.env.database.json_list(ids),),
            )

    def _check(self, ids: Sequence[int]) -> None:
        for position in self.env.model(self.model_name, tuple(ids)).read(["zip_from", "zip_to"]):
            start, end = position["zip_from"], position["zip_to"]
            if bool(start) != bool(end) or (start and start > end):
                raise ValidationError(ZIP_RANGE)


def _of_the_position(env: Environment, alias: str) -> Sql:
    name = column_of(env, "account.fiscal.position", "name", "p")
    return sql("(SELECT {} FROM account_fiscal_position AS p WHERE p.id = {})", name, column(alias, "position_id"))


class AccountFiscalPositionAccount(BaseModel):
    """An account that another one takes the place of."""

    model_name = "account.fiscal.position.account"
    sql_fields: ClassVar = {"display_name": _of_the_position}

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM account_fiscal_position_account"
            " GROUP BY position_id, account_src_id, account_dest_id HAVING COUNT(*) > 1"
        ):
            raise BrokenConstraint(ONCE)
