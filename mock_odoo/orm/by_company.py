"""References by company: what becomes of them when the records go that they lead to (observed: used_by_companies)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo import facts, messages
from mock_odoo.errors import UserError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import quoted


def let_go(env: Environment, schema: Schema, ids: Sequence[int]) -> None:
    """Raise UserError for the first record that another one needs in any company; empty what else refers to them."""
    keeping = facts.load(env.version.series, "on_delete")["restrict"]
    fields = env.registry.references_by_company[schema.model]
    for other, field in fields:
        if f"{other.model}.{field.name}" in keeping:
            _refuse(env, schema, other, field, ids)
    for other, field in fields:
        _empty(env, other, field, ids)


def _refuse(env: Environment, schema: Schema, other: Schema, field: Field, ids: Sequence[int]) -> None:
    found = env.database.store.one(
        f"SELECT o.id, e.value FROM {quoted(other.table)} AS o, json_each(o.{quoted(field.name)}) AS e"
        " WHERE e.value IN (SELECT value FROM json_each(?)) ORDER BY o.id LIMIT 1",
        (env.database.json_list(ids),),
    )
    if found is not None:
        raise UserError(messages.used_by(schema.model, found[1], other.model, found[0]))


def _empty(env: Environment, other: Schema, field: Field, ids: Sequence[int]) -> None:
    name, gone = quoted(field.name), "e.value IN (SELECT value FROM json_each(?))"
    rows = env.database.json_list(ids)
    env.database.store.execute(
        f"UPDATE {quoted(other.table)} SET {name} ="
        f" (SELECT json_group_object(e.key, e.value) FROM json_each({name}) AS e WHERE NOT {gone})"
        f" WHERE EXISTS (SELECT 1 FROM json_each({name}) AS e WHERE {gone})",
        (rows, rows),
    )
