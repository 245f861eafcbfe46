"""Trees: records with all below or above them, as `child_of` and `parent_of` ask for them (observed)."""

from __future__ import annotations

from typing import Any

from mock_odoo.errors import NotInFake, OdooError, key_error, no_attribute, type_error, value_error
from mock_odoo.orm.comparisons import listed
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.literals import number
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import NONE_FOUND, Sql, quoted, sql

KEPT_AS_PATHS = ("res.company", "res.partner.category")  # the way from the top to a record is kept with it


def roots(condition: Condition) -> list[Any]:
    """Return the ids and names of the records whose tree a condition asks for; what is no whole number is a name."""
    if not isinstance(condition.value, int | str | list | tuple | None):
        kind = type(condition.value)
        raise value_error(f"Value of type {kind} is not supported in condition {condition!r}")
    if condition.value is None or condition.value is False:
        return []
    wanted = [condition.value] if isinstance(condition.value, int | str) else list(condition.value)
    if any(isinstance(value, list | tuple | dict) and not value for value in wanted):
        raise NotInFake("a tree with an empty list among its roots")
    if any(isinstance(value, bytes) for value in wanted):
        raise NotInFake("a tree with bytes among its roots")
    return [value for value in wanted if isinstance(value, int | float | str | None)]


def has_none(schema: Schema, condition: Condition, *, is_many: bool) -> bool:
    """Tell whether a tree is asked for to which what has no record belongs, too: one with nothing among its roots."""
    if condition.operator not in ("child_of", "parent_of"):
        return False
    if is_many and ("parent_id" not in schema.fields or schema.model in KEPT_AS_PATHS):
        return False
    listed = condition.value if isinstance(condition.value, list) else [condition.value] if is_many else []
    return any(value is False or (is_many and value == 0) for value in listed) and condition.value is not False


def tree(env: Environment, schema: Schema, condition: Condition, ids: list[Any]) -> Sql:
    """Return a subquery for the records of a tree that begins at `ids`, or that there are none."""
    if ids and schema.model in KEPT_AS_PATHS and not all(ids):
        raise _no_path(condition)
    if ids and "parent_id" not in schema.fields:
        raise _no_parents(schema, condition, ids)
    if not any(ids):
        return NONE_FOUND
    _ = env.language  # the real server reads the roots, with all that is said of them
    is_above = condition.operator == "parent_of"
    if is_above and not schema.fields["parent_id"].column:
        return listed(_above(env, schema, ids))
    parent = required_expression(env, schema, schema.fields["parent_id"], "r")
    seeds = listed(_numbers(ids))
    if is_above and not _there(env, schema, seeds):
        return NONE_FOUND
    table = Sql(f"{quoted(schema.table)} AS r")
    step = Sql("r.id = tree.parent_id") if is_above else sql("{} = tree.id", parent)
    return sql(
        "WITH RECURSIVE tree(id, parent_id) AS (SELECT r.id, {} FROM {} WHERE r.id IN ({})"
        " UNION SELECT r.id, {} FROM {} JOIN tree ON {}) SELECT id FROM tree",
        parent, table, seeds, parent, table, step,
    )  # fmt: skip


def _numbers(ids: list[Any]) -> list[Any]:
    return [number(id_, "integer") for id_ in ids if id_ is not False]


def _above(env: Environment, schema: Schema, ids: list[Any]) -> list[int]:
    """Return records with all above them, as their parents are read: no column keeps those."""
    above: list[int] = []
    left = env.sudo()[schema.model].search([("id", "in", _numbers(ids))])
    while left:
        above += left
        read = env.sudo().model(schema.model, tuple(left)).read(["parent_id"], load=None)
        left = [id_ for id_ in dict.fromkeys(row["parent_id"] for row in read) if id_ and id_ not in above]
    return above


def _no_path(condition: Condition) -> OdooError:
    """Return what the path of nothing ends in."""
    if condition.operator == "parent_of":
        return no_attribute(False, "split")
    return type_error("unsupported operand type(s) for +: 'bool' and 'str'")


def _there(env: Environment, schema: Schema, seeds: Sql) -> bool:
    query = sql("SELECT 1 FROM {} AS r WHERE r.id IN ({}) LIMIT 1", Sql(quoted(schema.table)), seeds)
    return env.database.store.one(*query.asked()) is not None


def _no_parents(schema: Schema, condition: Condition, ids: list[Any]) -> OdooError:
    """Return what the real server notices once there is something whose tree it would look for."""
    if condition.operator == "parent_of":
        return key_error("parent_id")
    found = [id_ for id_ in ids if id_]
    return value_error(f"Invalid field {schema.model}.parent_id in condition ('parent_id', 'in', OrderedSet({found}))")
