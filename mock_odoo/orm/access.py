"""Access: what a user's groups let them do with a model, and with which of its records."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo import messages
from mock_odoo.errors import AccessError, MissingError, ServerError
from mock_odoo.orm import companies
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.conditions import permitted
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import Sql, quoted, sql

OPERATIONS = ("read", "write", "create", "unlink")


def has_access(env: Environment, model: str, operation: str) -> bool:
    """Tell whether a group of the user's gives the right to `operation` (read, write, create or unlink)."""
    if hashable(operation) not in OPERATIONS:
        raise ServerError("builtins.AssertionError", "Invalid access mode")
    if env.su:
        return True
    place = OPERATIONS.index(operation)
    return any(rights[place] for group, rights in env.schema(model).access.items() if group in env.group_ids)


def check_access(env: Environment, model: str, operation: str) -> None:
    """Raise AccessError, naming the groups that may, unless a group of the user's gives the right to `operation`."""
    if has_access(env, model, operation):
        return
    schema, place = env.schema(model), OPERATIONS.index(operation)
    names = [env.database.group_name(group) for group, rights in schema.access.items() if rights[place]]
    raise AccessError(messages.not_allowed(operation, schema.label, model, names))


def check_records(env: Environment, model: str, ids: Sequence[int], operation: str) -> None:
    """Raise MissingError for the first record that is not there, AccessError if a rule hides one."""
    schema = env.schema(model)
    there = existing(env, schema, ids)
    missing = next((id_ for id_ in ids if id_ not in there), None)
    if missing is not None:
        raise MissingError(messages.missing_record(model, [missing], env.uid))
    refuse_hidden(env, schema, ids, operation)


def refuse_hidden(env: Environment, schema: Schema, ids: Sequence[int], operation: str) -> None:
    """Raise AccessError if a rule hides one of the records, all of which are there."""
    seen = existing(env, schema, ids, permitted(env, schema, "t", operation))
    hidden = [id_ for id_ in ids if id_ not in seen]
    if hidden:
        user = env.user
        error = AccessError(messages.rule_refuses(operation, user.name, user.id, schema.label, schema.model))
        raise companies.advised(env, schema, hidden, error)


def existing(env: Environment, schema: Schema, ids: Sequence[int], condition: Sql | None = None) -> set[int]:
    """Return those of `ids` that are there, and fulfil `condition` about the alias `t`."""
    query = sql("SELECT t.id FROM {} AS t WHERE t.id IN {}", Sql(quoted(schema.table)), env.database.id_list(ids))
    if condition is not None:
        query += sql(" AND {}", condition)
    return {row[0] for row in env.database.store.all(query.code, query.values)}
