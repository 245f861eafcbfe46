"""External ids: one row for each name that a record has outside of the database."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import AccessError, value_error
from mock_odoo.orm import external_ids
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql

NOT_ENOUGH_RIGHTS = 'Not enough access rights on the external ID "{}.{}"'


def _complete(env: Environment, alias: str) -> Sql:
    del env
    return sql("{} || '.' || {}", column(alias, "module"), column(alias, "name"))


def _reference(env: Environment, alias: str) -> Sql:
    del env
    return sql("{} || ',' || {}", column(alias, "model"), column(alias, "res_id"))


class IrModelData(BaseModel):
    """An external id."""

    model_name = "ir.model.data"
    sql_fields: ClassVar = {"display_name": _complete, "complete_name": _complete, "reference": _reference}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "module": "", "noupdate": False}

    @public(observed("section 6, more", date="2026-11-22"), model=True)
    def check_object_reference(self, module: str, xml_id: str, raise_on_access_error: bool = False) -> list[Any]:
        """Return model and id of the record with an external id, no id for one that is not found; raise ValueError.

        Raises AccessError for one that is not found if that is wanted (observed).
        """
        found = external_ids.record(self.env, f"{module}.{xml_id}")
        if found is None:
            raise value_error(f"External ID not found in the system: {module}.{xml_id}")
        model, id_ = found
        if self.env.model(model).search([("id", "=", id_)]):
            return [model, id_]
        if raise_on_access_error:
            raise AccessError(NOT_ENOUGH_RIGHTS.format(module, xml_id))
        return [model, False]
