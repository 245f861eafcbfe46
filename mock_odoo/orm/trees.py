"""Trees: records with all below or above them, as `child_of` and `parent_of` ask for them (observed)."""

from __future__ import annotations

from typing import Any

from mock_odoo.errors import NotInFake, OdooError, ServerError, no_attribute, type_error, value_error
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import NONE_FOUND, Sql, quoted, sql

KEPT_AS_PATHS = ("res.company", "res.partner.category")  # the way from the top to a record is kept with it


def roots(condition: Condition) -> list[Any]:
    """Return the ids and names of the records whose tree a condition asks for."""
    if not isinstance(condition.value, int | str | list | tuple | None):
        kind = type(condition.value)
        raise value_error(f"Value of type {kind} is not supported in condition {condition!r}")
    wanted = [condition.value] if isinstance(condition.value, int | str) else list(condition.value or ())
    if any(isinstance(value, list | tuple | dict) and not value for value in wanted):
        raise NotInFake("a tree with an empty list among its roots")
    if any(isinstance(value, bytes) for value in wanted):
        raise NotInFake("a tree with bytes among its roots")
    return [value for value in wanted if isinstance(value, int | float | str) and value is not False]


def has_none(condition: Condition, *, is_many: bool) -> bool:
    """Tell whether a tree is asked for to which what has no record belongs, too: one with nothing among its roots."""
    if condition.operator not in ("child_of", "parent_of"):
        return False
    listed = condition.value if isinstance(condition.value, list) else [condition.value] if is_many else []
    return any(value is False or (is_many and value == 0) for value in listed) and condition.value is not False


def tree(
    env: Environment, schema: Schema, condition: Condition, values: list[Any], seeds: Sql, *, looked_for: bool
) -> Sql:
    """Return a subquery for the records of a tree, or that there are none; `seeds` finds the records called `values`.

    Ids are taken for records that are there unless they are to be looked for, as names are.
    """
    is_of_nothing = looked_for or condition.value in (False, [])
    if schema.model in KEPT_AS_PATHS and not any(values) and not (is_of_nothing and not values):
        raise _no_path(condition)
    _ = env.language  # the real server reads the roots, with all that is said of them
    looked_for = looked_for or any(isinstance(value, str) for value in values)
    if "parent_id" in schema.fields and condition.operator == "parent_of":
        looked_for = True
    if not values or (looked_for and not _there(env, schema, seeds)):
        return NONE_FOUND
    if "parent_id" not in schema.fields:
        raise _no_parents(env, schema, condition, seeds)
    table = Sql(f"{quoted(schema.table)} AS r")
    parent = required_expression(env, schema, schema.fields["parent_id"], "r")
    step = sql("{} = tree.id", parent) if condition.operator == "child_of" else Sql("r.id = tree.parent_id")
    return sql(
        "WITH RECURSIVE tree(id, parent_id) AS (SELECT r.id, {} FROM {} WHERE r.id IN ({})"
        " UNION SELECT r.id, {} FROM {} JOIN tree ON {}) SELECT id FROM tree",
        parent, table, seeds, parent, table, step,
    )  # fmt: skip


def _no_path(condition: Condition) -> OdooError:
    """Return what the path of nothing ends in."""
    if condition.operator == "parent_of":
        return no_attribute(False, "split")
    return type_error("unsupported operand type(s) for +: 'bool' and 'str'")


def _there(env: Environment, schema: Schema, seeds: Sql) -> bool:
    query = sql("SELECT 1 FROM {} AS r WHERE r.id IN ({}) LIMIT 1", Sql(quoted(schema.table)), seeds)
    return env.database.store.one(*query.asked()) is not None


def _no_parents(env: Environment, schema: Schema, condition: Condition, seeds: Sql) -> OdooError:
    """Return what the real server notices once there is something whose tree it would look for."""
    if condition.operator == "parent_of":
        return ServerError("builtins.KeyError", "parent_id")
    ids = sorted({int(id_) for (id_,) in env.database.store.all(*seeds.asked()) if id_ is not None})
    return value_error(f"Invalid field {schema.model}.parent_id in condition ('parent_id', 'in', OrderedSet({ids}))")
