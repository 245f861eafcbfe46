"""Copying: the values of a copy of a record, from what the real server says of each field (recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_odoo import facts
from mock_odoo.orm import field_access
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.writing import STAMPS

CREATE, SET = 0, 6


def copied_values(env: Environment, schema: Schema, id_: int, without: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record that a copy has, too, those of `without` aside; raise NotInFake for other models.

    Records that belong to it are copied with it; those it is linked with are linked with its copy.
    """
    fields = [field for field in _copied(env, schema) if field.name not in without]
    [record] = env.model(schema.model, (id_,)).read([field.name for field in fields] or ["id"], load=None)
    return {field.name: _value(env, field, record[field.name]) for field in fields}


def _copied(env: Environment, schema: Schema) -> list[Field]:
    copied = facts.load(env.version.series, "copied")[schema.model]
    known = [field for field in schema.fields.values() if field.name in copied or field.facts.get("manual")]
    return [field for field in known if _is_own(env, field) and field_access.may_see(env, field)]


def _is_own(env: Environment, field: Field) -> bool:
    """Tell whether a field is neither the server's, nor of a model that the fake does not have, nor another's."""
    if field.name in ("id", *STAMPS) or field.related:
        return False
    return (field.column or field.type in X2MANY) and (not field.relation or env.has(field.relation))


def _value(env: Environment, field: Field, value: Any) -> Any:
    if field.type == "many2many":
        return [[SET, 0, value]]
    if field.type != "one2many":
        return value
    target, owned = env.schema(field.relation), {field.inverse: None}
    return [[CREATE, 0, copied_values(env, target, id_, owned)] for id_ in value]
