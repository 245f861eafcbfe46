"""What is asked for where accounts are looked for by what they compute: names, codes, groups and roots (observed)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mock_odoo.errors import OdooError, UserError, kind_without, no_attribute, type_error, value_error
from mock_odoo.models.account_account_fields import placeholder
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.comparisons import COMPARISONS, truth
from mock_odoo.orm.domain import ALL, NOTHING, Condition, Node, Not, Or, as_list, conditions_of, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.postgres import undefined_operator
from mock_odoo.orm.refusals import only_for_trees
from mock_odoo.orm.sql import NONE_FOUND, Sql, either, sql

MODEL = "account.account"
ROOTS = "account.root"
EQUAL = ("=", "in")
LIKES = ("like", "ilike")
KINDS = {bool: "boolean", float: "numeric"}  # of values, for PostgreSQL
TREES = ("child_of", "parent_of")
ROOT = 2  # characters of a code


def _by_code(env: Environment, condition: Condition, alias: str) -> Node | None:
    """Codes are compared with texts, by Python."""
    del alias
    value, operator = condition.value, condition.operator
    if operator in COMPARISONS and value and not isinstance(value, str):
        kind = type(value).__name__
        raise type_error(f"'{condition.asked}' not supported between instances of 'str' and '{kind}'")
    if operator in TREES and value is not None and value is not False:
        fields = env.schema(MODEL).fields
        field = fields.get("code_store") or fields["code"]
        raise only_for_trees(field, Condition(field.name, operator, value))
    return None


def _by_placeholder(env: Environment, condition: Condition, alias: str) -> Node | None:
    """A code that is shown is there as it stands, or not at all."""
    del alias
    if condition.operator in LIKES and not condition.value:
        return ALL
    if condition.operator not in (*EQUAL, "=ilike"):
        raise _unsupported(env, condition)
    for value in collection(condition.value, condition.operator):
        if not isinstance(value, str):
            raise undefined_operator("text", "=", KINDS.get(type(value), "integer"))
    return None


def _by_name(env: Environment, condition: Condition, alias: str) -> Node | None:
    """Names are texts, in which code and name are told apart; an order among them is one of the names alone."""
    del alias
    value, operator = condition.value, condition.operator
    if operator in EQUAL:
        for item in collection(value, operator):
            if item and not isinstance(item, str):
                raise no_attribute(item, "split")
        return None
    if operator not in (*COMPARISONS, *TREES):
        return None
    if not isinstance(value, str):
        raise _unsupported(env, condition)
    if not value:
        return ALL
    return Or((Condition("code", "=like", f"{value}%"), Condition("name", operator, value)))


def _by_group(env: Environment, condition: Condition, alias: str) -> Node:
    """A group is the beginning of its types."""
    del alias
    if condition.operator in LIKES and not condition.value:
        return ALL
    if condition.operator not in EQUAL:
        raise _unsupported(env, condition)
    groups = collection(condition.value, condition.operator)
    for group in groups:
        if not isinstance(group, str):
            raise no_attribute(group, "split")
    return Or(tuple(Condition("account_type", "=like", f"{group}%") for group in groups))


def _by_use(env: Environment, condition: Condition, alias: str) -> Node | None:
    """An account is used that has a line; those that are stand in the term from then on. Yes or no means yes."""
    del alias
    if condition.operator not in EQUAL:
        return None
    wanted = {truth(value) for value in collection(condition.value, condition.operator)}
    if not wanted:
        return None
    used = env.database.store.all("SELECT DISTINCT account_id FROM account_move_line WHERE account_id IS NOT NULL")
    return Condition("id", "in" if True in wanted else "not in", [id_ for (id_,) in used])


def _by_root(env: Environment, condition: Condition, alias: str) -> Sql:
    """A root is the beginning of codes; what is shorter than one is the root of a code that is as short."""
    if condition.operator == "any":
        return _by_fields_of_the_root(env, condition)
    _check_root(env, condition)
    operator, value = condition.operator, condition.value
    if operator == "child_of" and not value and value != "":
        return NONE_FOUND
    roots = collection(value, operator)
    for root in roots:
        if not isinstance(root, str):
            raise _no_length(root)
    if operator in EQUAL and "" in roots:
        raise undefined_operator("text", "=", "boolean")
    return either(_of_root(placeholder(env, alias), root, operator) for root in roots)


def _check_root(env: Environment, condition: Condition) -> None:
    """Raise what a term about the root ends in that compares it otherwise than by its name."""
    operator, value = condition.operator, condition.value
    is_like = operator in LIKES
    if (is_like and not value) or (operator in COMPARISONS and condition.negated):  # nothing would fulfil it, too
        raise _no_length(False)
    if is_like:
        raise _unsupported(env, replace(condition, operator="any", value=[("display_name", operator, value)]))
    if operator not in (*EQUAL, "child_of"):
        raise _unsupported(env, condition)
    if operator == "child_of" and value is True:
        raise type_error("'bool' object is not iterable")


def _by_fields_of_the_root(env: Environment, condition: Condition) -> Sql:
    node = condition.value if isinstance(condition.value, Node) else parse(condition.value)
    _check_fields(env, node)
    node = _settled(node)
    if node == NOTHING:
        return NONE_FOUND
    if node == ALL:
        raise kind_without("DomainBool", "field_expr")
    shown = [(*term[:1], "in", [term[2]]) if term[1] == "=" else term for term in as_list(node)]
    raise _unsupported(env, replace(condition, value=shown))


def _check_fields(env: Environment, node: Node) -> None:
    """Raise ValueError for a field that a root does not have; whatever else is asked of roots comes later."""
    for condition in conditions_of(node):
        if condition.field.split(".")[0] not in env.schema(ROOTS).fields:
            shown = (condition.field, condition.operator, condition.value)
            raise value_error(f"Invalid field {ROOTS}.{condition.field} in condition {shown!r}")


def _settled(node: Node) -> Node:
    """Return what is asked where a term asks for nothing at all: everything, or with `!` nothing."""
    if isinstance(node, Condition) and node.operator == "=?" and (node.value is None or node.value is False):
        return NOTHING if node.negated else ALL
    if isinstance(node, Not):
        part = _settled(node.part)
        return NOTHING if part == ALL else ALL if part == NOTHING else node
    if isinstance(node, Or) and any(_settled(part) == ALL for part in node.parts):
        return ALL
    return node


def _of_root(code: Sql, root: str, operator: str) -> Sql:
    if operator in EQUAL and len(root) < ROOT:
        return sql("({} IS {})", code, root)
    return sql("(pg_ilike({}, {}) IS TRUE)", code, f"{root}%")


def _unsupported(env: Environment, condition: Condition) -> OdooError:
    schema = env.schema(MODEL)
    field, shown = schema.fields[condition.field], (condition.field, condition.asked, condition.value)
    return UserError(f"Unsupported operator on {field.label} {schema.label!r} ({MODEL}) in {[shown]!r}")


def _no_length(value: Any) -> OdooError:
    return type_error(f"object of type '{type(value).__name__}' has no len()")


SEARCHES: Mapping[str, Callable[[Environment, Condition, str], Node | Sql | None]] = {
    "code": _by_code,
    "display_name": _by_name,
    "internal_group": _by_group,
    "placeholder_code": _by_placeholder,
    "root_id": _by_root,
    "used": _by_use,
}
