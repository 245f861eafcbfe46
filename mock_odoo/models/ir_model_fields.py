"""The fields of all models, as records: those of the modules, and those that a database gets of its own (observed)."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages, tables
from mock_odoo.errors import BrokenConstraint, MissingError, NotInFake, ServerError, UserError, ValidationError
from mock_odoo.models.ir_model import NOT_OURS, recorded
from mock_odoo.models.labels import by_name
from mock_odoo.orm import access, arguments, own_fields, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql

CHOICES = "ir.model.fields.selection"
SELECTIONS = ("selection", "reference")
NAME = re.compile(r"[a-z0-9_]{1,63}", re.IGNORECASE)
BASE_FIELD = (
    "Properties of base fields cannot be altered in this manner! Please modify them through Python code, preferably "
    "through a custom addon!"
)
PREFIX_WANTED = "Custom fields must have a name that starts with 'x_'!"
NO_NAME = "Field names can only contain characters, digits and underscores (up to 63)."
NAME_UNIQUE = "Field names must be unique per model."
OTHER_TYPE = "Changing the type of a field is not yet supported. Please drop it and create it again!"
OTHER_MODEL = "Changing the model of a field is forbidden!"
OF_BASE_FIELDS = frozenset({"field_description", "help"})
DEFAULTS = {
    "name": "x_",
    "field_description": "",
    "state": "manual",
    "on_delete": "set null",
    "domain": "[]",
    "selectable": True,
    "store": True,
    "sanitize": True,
    "sanitize_overridable": False,
    "sanitize_tags": True,
    "sanitize_attributes": True,
    "sanitize_style": False,
    "sanitize_form": True,
    "strip_style": False,
    "strip_classes": False,
}


def _field_label(env: Environment, alias: str) -> Sql:
    """The label with the model's name behind it."""
    model = sql(
        "(SELECT {} FROM ir_model AS m WHERE m.id = {})",
        column_of(env, "ir.model", "name", "m"),
        column(alias, "model_id"),
    )
    return sql("{} || ' (' || {} || ')'", column_of(env, "ir.model.fields", "field_description", alias), model)


def _offers(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """What a selection offers, as Python writes it; nothing for a field of another kind."""
    env.schema("ir.model.fields.selection")
    listed = env.database.json_list(ids)
    found: dict[int, Any] = {
        id_: "[]" if kind in SELECTIONS else False
        for id_, kind in env.database.store.all(
            "SELECT id, ttype FROM ir_model_fields WHERE id IN (SELECT value FROM json_each(?))", (listed,)
        )
    }
    offers: dict[int, list[tuple[str, str]]] = {}
    for field, value, name in env.database.store.all(
        "SELECT field_id, value, name FROM ir_model_fields_selection"
        " WHERE field_id IN (SELECT value FROM json_each(?)) ORDER BY sequence, id",
        (listed,),
    ):
        offers.setdefault(field, []).append((value, name))
    return found | {field: str(choices) for field, choices in offers.items()}


def _choices(offers: object) -> list[tuple[str, str]]:
    """Return value and label of what a selection offers; raise what Python says of what it cannot read."""
    try:
        return [(str(value), str(label)) for value, label in ast.literal_eval(str(offers))]
    except (SyntaxError, TypeError, ValueError) as error:
        said = "\n".join(map(str, error.args))
        raise ServerError(f"builtins.{type(error).__name__}", said, *error.args) from None


class IrModelFields(BaseModel):
    """The fields of all models; those whose state is `manual` are a database's own, the others are the modules'."""

    model_name = "ir.model.fields"
    sql_fields: ClassVar = {"display_name": _field_label}
    computed_fields: ClassVar = {"modules": recorded("ir.model.fields", "modules", ""), "selection": _offers}

    def _defaults(self) -> dict[str, Any]:
        return dict(DEFAULTS)

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        return [self._make(vals) for vals in vals_list]

    def _make(self, vals: dict[str, Any]) -> int:
        """Add a field to the model that it names."""
        self._check_names(vals)
        complete = self._completed({**self._context_defaults(), **vals})
        model = self._model(complete.get("model_id"))
        self._check_field(model, complete)
        return self._add(model, complete)

    def _add(self, model: str, complete: Mapping[str, Any]) -> int:
        """Add a field that may be added; one that shows another record's is not kept in the model's table."""
        label = complete["field_description"] or complete["name"].replace("_", " ").title()
        on_delete = complete["on_delete"] if complete["ttype"] == "many2one" else False
        kept = {"copied": True, **complete, "model": model, "field_description": label, "on_delete": on_delete}
        offers = kept.pop("selection", None)
        [id_] = super()._create([{name: value for name, value in kept.items() if name in self.schema.fields}])
        self._offer(id_, offers)
        if not complete.get("related"):
            tables.add_column(self.env.database, self.env.schema(model), complete["name"], complete["ttype"])
        self.env.database.forget()
        self.env.database.set_up_anew.update([model, *(part for part, _ in own_fields.PARTS.get(model, ()))])
        for part, link in own_fields.PARTS.get(model, ()):
            self._inherit(id_, part, f"{link}.{complete['name']}")
        return id_

    def _model(self, model_id: object) -> str:
        if not model_id:
            raise writing.missing(self.schema, self.schema.fields["model_id"])
        records = self.env.model("ir.model", arguments.ids([model_id])).read(["model"])
        if not records:
            raise MissingError(messages.missing_record("ir.model", [model_id], self.env.uid))
        return str(records[0]["model"])

    def _check_field(self, model: str, vals: Mapping[str, Any]) -> None:
        name, kind = vals["name"], vals.get("ttype")
        if not kind:
            raise writing.missing(self.schema, self.schema.fields["ttype"])
        if kind in self.schema.fields["ttype"].selection:
            self._check_name(name)
        self._refuse_absent(model, vals)
        if self.env.database.store.one("SELECT 1 FROM ir_model_fields WHERE model = ? AND name = ?", (model, name)):
            raise BrokenConstraint(NAME_UNIQUE)

    def _check_name(self, name: Any) -> None:
        if not str(name).startswith("x_"):
            raise BrokenConstraint(PREFIX_WANTED)
        if not NAME.fullmatch(name):
            raise ValidationError(NO_NAME)

    def _refuse_absent(self, model: str, vals: Mapping[str, Any]) -> None:
        """Fields of some kinds, and what only some fields have, are not in the fake."""
        kind = vals["ttype"]
        asked = [
            name for name in ("related", "compute", "required", "translate", "company_dependent") if vals.get(name)
        ]
        if kind in self.schema.fields["ttype"].selection and (kind not in own_fields.OF_KINDS or asked):
            raise NotInFake(f"a {' '.join([*asked, kind])} field of a database's own")
        relation = vals.get("relation")
        if not self.env.has(model) or (kind == "many2one" and not (relation and self.env.has(relation))):
            raise NotInFake(
                f"an own field of {model} that refers to {relation}" if relation else f"an own field of {model}"
            )

    def _offer(self, id_: int, offers: object) -> None:
        """Keep what a selection offers, told as Python writes it."""
        for place, (value, label) in enumerate(_choices(offers) if offers else ()):
            choice = {"field_id": id_, "value": value, "name": label, "sequence": place}
            self.env.model(CHOICES)._create([choice])

    def _inherit(self, id_: int, part: str, path: str) -> None:
        """A field of a model that another is made of is one of that one, too, which the server says it made itself."""
        [field] = self.env.model(self.model_name, (id_,)).read(["name", "field_description", "ttype", "relation"])
        [model] = self.env.sudo()["ir.model"].search([("model", "=", part)])
        values = {
            **field,
            "model": part,
            "model_id": model,
            "state": "base",
            "related": path,
            "copied": True,
            "selectable": True,
        }
        row = self._row({name: value for name, value in values.items() if name != "id"}, new=True)
        [inherited] = writing.insert(self.env, self.schema, [row])
        unstamped: writing.Row = dict.fromkeys(writing.STAMPS)
        writing.update(self.env, self.schema, [inherited], unstamped, stamp=False)

    def _write(self, vals: dict[str, Any]) -> None:
        for field in self.read(["name", "model", "state", "ttype", "model_id"], load=None):
            if field["state"] == "base" and not vals.keys() <= OF_BASE_FIELDS:
                raise UserError(BASE_FIELD)
            if vals.get("ttype", field["ttype"]) != field["ttype"]:
                raise UserError(OTHER_TYPE)
            if vals.get("model_id", field["model_id"]) != field["model_id"]:
                raise UserError(OTHER_MODEL)
            if vals.get("name", field["name"]) != field["name"]:
                self._check_name(vals["name"])
                raise NotInFake("giving a field another name")
        super()._write(vals)
        self.env.database.forget()

    def _unlink(self) -> None:
        fields = self.read(["name", "model", "state", "related"])
        if any(field["state"] == "base" for field in fields):
            raise UserError(NOT_OURS)
        for field in fields:
            self._drop(field)

    def _drop(self, field: Mapping[str, Any]) -> None:
        """Take a field away, and with it those of the models that are made of its own."""
        parts = [field["model"], *(part for part, _ in own_fields.PARTS.get(field["model"], ()))]
        rows = self.search([("name", "=", field["name"]), ("model", "in", parts)])
        writing.delete(self.env, self.schema, rows)
        if not field["related"]:
            tables.drop_column(self.env.database, self.env.schema(field["model"]), field["name"])
        self.env.database.forget()
        self.env.database.set_up_anew.update(self.env.registry.schemas)

    @public(observed("parity conversation descriptions", date="2026-11-28"))
    def unlink(self) -> bool:
        """Delete fields; those that are not there are missed."""
        access.look(self.env, self.model_name, self.ids)
        return super().unlink()


class IrModelFieldsSelection(BaseModel):
    """What selections offer."""

    model_name = CHOICES
    looks_up_created = "field_id"
    sql_fields: ClassVar = {"display_name": by_name(CHOICES)}

    @public(observed("parity conversation descriptions", date="2026-11-28"), model=True)
    def create(self, vals_list: Any) -> list[int]:
        """Refuse to add to what the modules' fields offer; more for those of one's own is not in the fake."""
        self._look_up(vals_list)
        raise NotInFake("adding to what a selection offers")

    def _unlink(self) -> None:
        raise UserError(BASE_FIELD)
