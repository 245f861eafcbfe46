"""Own fields: those that a database has beside the recorded ones, `x_…`, as `ir.model.fields` keeps them.

A field of a model that others are made of is one of theirs, too: a contact's is a user's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mock_odoo.orm.schema import Field, Schema

if TYPE_CHECKING:
    from mock_odoo.database import Database

PARTS = {  # by model: those that are made of its records, each with the reference to what it is made of
    "account.move": (("account.bank.statement.line", "move_id"),),
    "product.template": (("product.product", "product_tmpl_id"),),
    "res.partner": (("res.users", "partner_id"),),
}
COMMON: Mapping[str, Any] = {  # what all of them have in common (observed)
    "change_default": False,
    "company_dependent": False,
    "default_export_compatible": False,
    "depends": [],
    "exportable": True,
    "groupable": True,
    "manual": True,
    "readonly": False,
    "required": False,
    "searchable": True,
    "sortable": True,
    "store": True,
}
OF_KINDS: Mapping[str, Mapping[str, Any]] = {  # what those of a kind have beside that (observed)
    "boolean": {},
    "char": {"translate": False, "trim": True},
    "date": {},
    "datetime": {},
    "float": {"aggregator": "sum"},
    "integer": {"aggregator": "sum"},
    "many2one": {"allow_hierachy_operators": False, "context": {}, "domain": []},
    "selection": {},
    "text": {"translate": False},
}


def schemas(database: Database) -> dict[str, Schema]:
    """Return the schemas of those models that have fields of their own in this database."""
    added: dict[str, dict[str, Field]] = {}
    for model, field in _fields(database):
        added.setdefault(model, {})[field.name] = field
    return {model: extended(database.registry.schema(model), fields) for model, fields in added.items()}


def extended(schema: Schema, fields: Mapping[str, Field]) -> Schema:
    """Return a schema with more fields than were recorded."""
    return replace(schema, fields={**schema.fields, **fields})


def _fields(database: Database) -> Iterator[tuple[str, Field]]:
    rows = database.store.all(
        "SELECT id, model, name, ttype, field_description, relation, related FROM ir_model_fields"
        " WHERE state = 'manual' ORDER BY id"
    )
    for id_, model, name, kind, label, relation, related in rows:
        facts = {**COMMON, **OF_KINDS[kind], "name": name, "string": label, "type": kind}
        if related:
            facts |= {"store": False, "readonly": True, "related": related, "depends": [related]}
        if relation:
            facts |= {"relation": relation, "allow_hierachy_operators": _is_tree(database, relation)}
        if kind == "selection":
            facts["selection"] = _choices(database, id_)
        yield model, Field(model, name, kind, facts)
        for part, link in PARTS.get(model, ()):
            path = f"{link}.{name}"
            yield (
                part,
                Field(part, name, kind, {**facts, "manual": False, "store": False, "related": path, "depends": [path]}),
            )


def _is_tree(database: Database, relation: str) -> bool:
    return "parent_id" in database.registry.schema(relation).fields


def _choices(database: Database, id_: int) -> list[list[str]]:
    rows = database.store.all(
        "SELECT value, name FROM ir_model_fields_selection WHERE field_id = ? ORDER BY sequence, id", (id_,)
    )
    return [[value, name] for value, name in rows]
