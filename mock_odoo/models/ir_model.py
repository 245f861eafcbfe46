"""The models of a database, as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_kit.provenance import client
from mock_odoo import recorded_tables
from mock_odoo.errors import NotInFake, UserError
from mock_odoo.models.labels import by_name
from mock_odoo.orm import access, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.schema import model_names

UNCHANGEABLE = ("model", "state", "abstract", "transient")
MODEL_FIXED = "Field {} cannot be modified on models."
ONLY_OWN_MODELS = "Only custom models can be modified."
NOT_OURS = "This column contains module data and cannot be removed!"


def recorded(model: str, name: str, otherwise: Any) -> Any:
    """What was recorded of the models and fields of the real server; what a database has of its own has another."""

    def values(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
        known = recorded_tables.records(env.version.series, model)
        return {id_: known[id_][name] if id_ in known else otherwise for id_ in ids}

    return values


class IrModel(BaseModel):
    """The models of the real server, also those that the fake does not have."""

    model_name = "ir.model"
    sql_fields: ClassVar = {"display_name": by_name("ir.model")}
    computed_fields: ClassVar = {
        "modules": recorded("ir.model", "modules", ""),
        "is_mail_thread_sms": recorded("ir.model", "is_mail_thread_sms", otherwise=False),
    }

    def _defaults(self) -> dict[str, Any]:
        mail = dict.fromkeys(("is_mail_thread", "is_mail_activity", "is_mail_blacklist", "is_mail_thread_sms"), False)
        return {"model": "x_", "order": "id", "state": "manual", **mail}

    def _shown_defaults(self) -> dict[str, Any]:
        name = {"name": "x_name", "field_description": "Name", "ttype": "char", "copied": True}
        return {**super()._shown_defaults(), "field_id": [[0, 0, name]]}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            if not vals.get("name"):
                raise writing.missing(self.schema, self.schema.fields["name"])
        raise NotInFake("a model of a database's own")

    def _write(self, vals: dict[str, Any]) -> None:
        for model in self.read(list(vals), load=None):
            changed = [name for name, value in vals.items() if value != model[name]]
            fixed = [name for name in changed if name in UNCHANGEABLE]
            if fixed:
                raise UserError(MODEL_FIXED.format(self.schema.fields[fixed[0]].label))
            if any(name.startswith("is_mail") for name in changed):
                raise UserError(ONLY_OWN_MODELS)
        super()._write(vals)

    def _unlink(self) -> None:
        raise UserError(NOT_OURS)

    @public(client("odooly asks for it when it may not read ir.model"), model=True)
    def get_available_models(self) -> list[dict[str, str]]:
        """Return the models that the user may read, of those that the fake has; outsiders are told of none."""
        recorded = model_names(self.env.version.series)
        readable = [
            name
            for name in self.env.registry.schemas
            if self.env.in_group("base.group_user")
            and access.has_access(self.env, name, "read")
            and not (recorded[name]["transient"] or recorded[name]["abstract"])
        ]
        records = self.env.sudo()[self.model_name].search_read([("model", "in", readable)], ["name", "model"])
        return [{"display_name": record["name"], "model": record["model"]} for record in records]
