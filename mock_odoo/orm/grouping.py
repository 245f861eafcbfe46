"""Grouping: groups of records with their aggregates, from a client's specifications to rows (observed)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mock_odoo.errors import NotInFake, OdooError, ServerError, UserError, no_attribute, postgres_error, value_error
from mock_odoo.orm import access, reading
from mock_odoo.orm.aggregates import COUNT, Aggregate, aggregate, of_nothing
from mock_odoo.orm.arguments import hashable, items
from mock_odoo.orm.conditions import fulfilled
from mock_odoo.orm.domain import Node
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.groups import Group, Value, group
from mock_odoo.orm.literals import bound
from mock_odoo.orm.order import Term
from mock_odoo.orm.postgres import text, undefined_operator
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import TRUE, Sql, both, either, is_never, join, negated, sql
from mock_odoo.orm.stages import carried
from mock_odoo.orm.values import DISTRIBUTION

ORDER = re.compile(
    r"\s*(?P<term>[\w.]+(:\w+)?)(\s+(?P<way>asc|desc))?(\s+nulls\s+(?P<nulls>first|last))?\s*", re.IGNORECASE | re.ASCII
)
NOT_TEXTS = {bool: "boolean", float: "numeric"}  # as PostgreSQL calls them
COMPARATORS = ("in", "not in", "<", ">", "<=", ">=", "=", "!=")


@dataclass(frozen=True)
class Row:
    """One group: a value for each thing it was grouped by, and its aggregates by their names."""

    values: tuple[Value, ...]
    aggregates: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a client asked for: groups, aggregates, a condition on them, an order and a part of the rows."""

    groups: tuple[Group, ...]
    aggregates: tuple[Aggregate, ...]
    having: Sql
    order: Sql
    part: Sql


def formatted(
    env: Environment,
    schema: Schema,
    node: Node,
    groupby: Any,
    aggregates: Any,
    having: Any,
    part: tuple[Any, Any],
    order: Any,
) -> tuple[tuple[Group, ...], list[Row]]:
    """Return the groups and a row for each of those that there are; `part` is offset and limit.

    Raises what the real server raises for specifications that are none; of a domain that finds nothing it groups
    nothing, and looks at nothing else.
    """
    access.check_access(env, schema.model, "read")
    if env.model(schema.model).not_grouped:
        raise UserError(env.model(schema.model).not_grouped)
    names, wanted = _texts(items(groupby)), items(aggregates)
    condition = fulfilled(env, schema, node, "t")
    if is_never(condition):
        found = dict(of_nothing(schema, specification) for specification in wanted)
        return (), [] if names else [Row((), found)]
    groups = tuple(group(env, schema, name, number) for number, name in enumerate(names))
    added = tuple(aggregate(env, schema, specification) for specification in wanted)
    if any(group.field.name == DISTRIBUTION for group in groups):
        raise _no_distribution(schema, groups, wanted)
    ordered = _order(env, schema, groups, order)
    asked = Asked(groups, added, _having(env, schema, items(having)), ordered, reading.part(*part))
    return groups, _rows(env, asked, _query(schema, condition, asked))


def _no_distribution(schema: Schema, groups: Sequence[Group], aggregates: list[Any]) -> OdooError:
    """Return what groups by what lines are spread over end in: they only count, and stand alone (observed)."""
    for specification in aggregates:
        if specification != COUNT:
            shown = specification.replace(":recordset", ":array_agg")
            return value_error(f"{DISTRIBUTION} grouping does not accept {shown} as aggregate.")
    if len(groups) > 1:
        return postgres_error("UndefinedTable", f'missing FROM-clause entry for table "{schema.table}"\n')
    return NotInFake(f"grouping by {DISTRIBUTION}")


def _texts(names: list[Any]) -> list[str]:
    for place, name in enumerate(names):
        if not isinstance(name, str):
            kind = type(name).__name__
            raise ServerError("builtins.TypeError", f"sequence item {place}: expected str instance, {kind} found")
    return names


def _query(schema: Schema, condition: Sql, asked: Asked) -> Sql:
    shown = [*(group.expression for group in asked.groups), *(each.expression for each in asked.aggregates)]
    query = sql("SELECT {} FROM {} AS t", join(", ", shown) if shown else Sql("1"), reading.table(schema))
    query += join("", (group.joined for group in asked.groups)) + sql(" WHERE {}", condition)
    if asked.groups:
        query += Sql(f" GROUP BY {', '.join(str(place + 1) for place in range(len(asked.groups)))}")
    if asked.having != TRUE:
        query += sql(" HAVING {}", asked.having)
    if asked.order.code:
        query += sql(" ORDER BY {}", asked.order)
    return query + asked.part


def _rows(env: Environment, asked: Asked, query: Sql) -> list[Row]:
    found = env.database.store.all(*query.asked())
    if found and not asked.groups and not asked.aggregates:  # only then the real server notices
        raise ServerError("builtins.AssertionError", "")
    width = len(asked.groups)
    columns = [group.values([row[place] for row in found]) for place, group in enumerate(asked.groups)]
    return [
        Row(
            tuple(column[number] for column in columns),
            {each.name: each.to_wire(kept) for each, kept in zip(asked.aggregates, row[width:], strict=True)},
        )
        for number, row in enumerate(found)
    ]


# Order ----------------------------------------------------------------------------------------------------------------


def _order(env: Environment, schema: Schema, groups: Sequence[Group], order: Any) -> Sql:
    """Return the ORDER BY: by the groups themselves if nothing else is asked for."""
    if not order:
        own = [group.terms(env, place, descending=False, nulls="") for place, group in enumerate(groups, start=1)]
        return join(", ", (term.sql for terms in own for term in terms))
    if not isinstance(order, str):
        raise no_attribute(order, "split")
    terms: list[Term] = []
    for piece in order.split(","):
        match = ORDER.fullmatch(piece)
        if match is None:
            raise value_error(f"Invalid order {order!r} for _read_group()")
        terms += _ordered(env, schema, groups, piece, match)
    return join(", ", (term.sql for term in terms))


def _ordered(
    env: Environment, schema: Schema, groups: Sequence[Group], piece: str, match: re.Match[str]
) -> Sequence[Term]:
    descending, nulls = (match["way"] or "").lower() == "desc", (match["nulls"] or "").upper()
    for place, each in enumerate(groups, start=1):
        if each.specification == match["term"]:
            return each.terms(env, place, descending=descending, nulls=nulls)
    try:
        return [Term(aggregate(env, schema, match["term"]).expression, descending, nulls)]
    except OdooError as error:
        message = f"Order term {piece.strip()!r} is not a valid aggregate nor valid groupby"
        raise (value_error(message) if error.class_name == "builtins.ValueError" else error) from None


# Having ---------------------------------------------------------------------------------------------------------------


def _having(env: Environment, schema: Schema, clause: list[Any]) -> Sql:
    """Return the condition on aggregates, from a list in Polish notation."""
    stack: list[Sql] = []
    for item in reversed(clause):
        if item == "!":
            stack.append(negated(_popped(stack)))
        elif isinstance(item, str) and item in ("&", "|"):
            pieces = [_popped(stack), _popped(stack)]
            stack.append(both(pieces) if item == "&" else either(pieces))
        else:
            stack.append(_compared(env, schema, item))
    return both(reversed(stack))


def _popped(stack: list[Sql]) -> Sql:
    if not stack:
        raise ServerError("builtins.IndexError", "pop from empty list")
    return stack.pop()


def _compared(env: Environment, schema: Schema, item: Any) -> Sql:
    if not isinstance(item, list | tuple) or len(item) != 3:
        raise value_error(f"Invalid having clause {item!r}: it should be a domain-like clause")
    name, comparator, value = item
    if hashable(comparator) not in COMPARATORS:
        raise value_error(f"Invalid having clause {item!r}: supported comparators are {COMPARATORS!r}")
    found = aggregate(env, schema, name)
    if comparator in ("in", "not in"):  # the real server hands over an array, which is no list in SQL
        near = "ARRAY" if isinstance(value, list | tuple) else value
        return carried(postgres_error("SyntaxError", f'syntax error at or near "{near}"\n'))
    sign = "<>" if comparator == "!=" else comparator
    try:
        return sql(f"({{}} {sign} {{}})", found.expression, _literal(found, comparator, value))
    except OdooError as error:
        return carried(error)


def _literal(found: Aggregate, comparator: str, value: Any) -> Any:
    """Return what an aggregate is compared with; a list of values is never comparable."""
    if found.is_list:
        raise undefined_operator("integer[]", comparator, "integer")
    if value is None:
        return None
    if found.is_text and not isinstance(value, str):
        raise undefined_operator("text", comparator, NOT_TEXTS.get(type(value), "integer"))
    if found.is_text:
        return text(value)
    return bound(value, comparator, "bigint") * found.scale
