"""Modules: which there are, and which of them are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from mock_odoo import recorded_tables
from mock_odoo.errors import NotInFake, UserError
from mock_odoo.models.labels import by_name
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

STAYING = ("installed", "to upgrade", "to remove", "to install")
INSTALLED = "You are trying to remove a module that is installed or will be installed."


def _title(env: Environment, alias: str) -> Sql:
    return column_of(env, "ir.module.module", "shortdesc", alias)


def _version(env: Environment, ids: Sequence[int]) -> dict[int, str]:
    """The version that is there to install, whether or not it is installed."""
    recorded = recorded_tables.records(env.version.series, "ir.module.module")
    return {id_: recorded[id_]["installed_version"] for id_ in ids}


def _external_id(env: Environment, alias: str) -> Sql:
    env.schema("ir.model.data")
    return sql(
        "(SELECT d.module || '.' || d.name FROM ir_model_data AS d"
        " WHERE d.model = 'ir.module.category' AND d.res_id = {} LIMIT 1)",
        column(alias, "id"),
    )


def _depended(name: str) -> Callable[[Environment, str], Sql]:
    """A field of the module that another one needs."""

    def expression(env: Environment, alias: str) -> Sql:
        env.schema("ir.module.module")
        return sql(f"(SELECT m.{name} FROM ir_module_module AS m WHERE m.name = {{}})", column(alias, "name"))

    return expression


class IrModuleModule(BaseModel):
    """A module."""

    model_name = "ir.module.module"
    searched_names = ("name", "shortdesc", "summary")  # of which the last is not in the fake, so no name is looked for
    sql_fields: ClassVar = {"display_name": _title}
    computed_fields: ClassVar = {"installed_version": _version}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            writing.check_required(self.env, self.schema, [self._row(vals, new=True)], new=True)
        raise NotInFake("a module that nobody has")

    def _write(self, vals: dict[str, Any]) -> None:
        raise NotInFake("changing what is said of a module")

    def _unlink(self) -> None:
        if any(module["state"] in STAYING for module in self.read(["state"])):
            raise UserError(INSTALLED)
        super()._unlink()


class IrModuleCategory(BaseModel):
    """What modules are about."""

    model_name = "ir.module.category"
    sql_fields: ClassVar = {"display_name": by_name("ir.module.category"), "xml_id": _external_id}


class IrModuleModuleDependency(BaseModel):
    """What a module needs."""

    model_name = "ir.module.module.dependency"
    sql_fields: ClassVar = {
        "display_name": by_name("ir.module.module.dependency"),
        "depend_id": _depended("id"),
        "state": _depended("state"),
    }
