"""The older grouping, `read_group`: the rows of the newer one in another shape (observed)."""

from __future__ import annotations

import re
from typing import Any

from mock_odoo.errors import NotInFake, no_text, type_error, value_error
from mock_odoo.orm.aggregates import COUNT, split
from mock_odoo.orm.arguments import items
from mock_odoo.orm.date_parts import DATES
from mock_odoo.orm.domain import Condition, Node, joined, on_the_wire, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.granularity import NUMBERS
from mock_odoo.orm.grouping import Row, formatted
from mock_odoo.orm.groups import Group
from mock_odoo.orm.schema import Schema

FIELD = re.compile(r"(?P<name>\w+)(:(?P<function>\w+)(\((?P<field>\w+)\))?)?", re.ASCII)
WHOLE_PERIOD = "month"


def read_group(
    env: Environment,
    schema: Schema,
    domain: Any,
    fields: Any,
    groupby: Any,
    part: tuple[Any, Any],
    order: Any,
    *,
    lazy: Any,
) -> list[dict[str, Any]]:
    """Return a dictionary for each group; with `lazy` by the first of `groupby` alone, and the rest for later."""
    names = [groupby] if isinstance(groupby, str) else _list(groupby)
    asked, later = (names[:1], names[1:]) if lazy else (names, [])
    specifications = [_group(schema, name) for name in asked]
    aggregates = _aggregates(schema, items(fields), [split(each)[0] for each in specifications])
    node = parse(domain)
    order = _order(order, dict(zip(asked, specifications, strict=True)), aggregates)
    groups, rows = formatted(env, schema, node, specifications, [COUNT, *aggregates.values()], [], part, order)
    count = f"{groups[0].specification.split(':')[0]}_count" if lazy and groups else COUNT
    shown = {name: each for name, each in aggregates.items() if name not in asked or not each.endswith(":recordset")}
    return [_shaped(node, asked, groups, row, shown, count, later) for row in rows]


def _list(groupby: Any) -> list[Any]:
    if not isinstance(groupby, list | tuple):
        raise type_error(f"'{type(groupby).__name__}' object is not subscriptable")
    return list(groupby)


def _group(schema: Schema, name: Any) -> str:
    """A date without a period is grouped by month."""
    _check_text(name)
    first, path, period = split(name)
    if path:
        raise value_error(f"Property name {path!r} has to be used on a property field.")
    field = schema.fields.get(first)
    if field is None:
        raise value_error(f"Invalid field {first!r} on model {schema.model!r}")
    return f"{name}:{WHOLE_PERIOD}" if field.type in DATES and not period else str(name)


def _aggregates(schema: Schema, fields: list[Any], grouped: list[str]) -> dict[str, str]:
    """Return the aggregates by the names under which they are answered; a bare field has its own aggregator or none."""
    found: dict[str, str] = {}
    for asked in fields:
        _check_text(asked)
        match = FIELD.match(asked)
        if asked == COUNT or match is None:
            continue
        name, function = match["name"], match["function"]
        if function:
            found[name] = f"{match['field'] or name}:{function}"
        elif name not in schema.fields:
            raise value_error(f"Invalid field {name!r} on model {schema.model!r}")
        elif name not in grouped and schema.fields[name].store:
            aggregator = schema.fields[name].facts.get("aggregator")
            if aggregator:
                found[name] = f"{name}:{aggregator}"
    return found


def _check_text(value: Any) -> None:
    if not isinstance(value, str):
        raise no_text(value)


def _order(order: Any, groups: dict[str, str], aggregates: dict[str, str]) -> Any:
    """An order by a group's field, by its count or by an aggregate's name is one by what stands behind the name."""
    if not isinstance(order, str) or not order:
        return order
    known = {f"{name.split(':')[0]}_count": COUNT for name in groups}
    known.update({name.split(":")[0]: specification for name, specification in groups.items()}, **groups, **aggregates)
    return ",".join(_renamed(term, known) for term in order.split(","))


def _renamed(term: str, known: dict[str, str]) -> str:
    name, space, way = term.strip().partition(" ")
    return known.get(name, name) + space + way


def _shaped(
    node: Node,
    asked: list[str],
    groups: tuple[Group, ...],
    row: Row,
    aggregates: dict[str, str],
    count: str,
    later: list[Any],
) -> dict[str, Any]:
    shaped: dict[str, Any] = {}
    periods: dict[str, Any] = {}
    for name, group, value in zip(asked, groups, row.values, strict=True):
        is_period = group.field.type in DATES and isinstance(value.shown, list | bool)
        shaped[name] = value.shown[1] if is_period and value.shown else value.shown
        if is_period and group.granularity not in NUMBERS and name not in aggregates:
            periods[name] = {"from": value.period[0], "to": value.period[1]} if value.period else False
    shaped[count] = row.aggregates[COUNT]
    shaped.update({name: row.aggregates[specification] for name, specification in aggregates.items()})
    own = {name: shaped[name] for name in aggregates}
    terms = [_term(name, group, value.node, own) for name, group, value in zip(asked, groups, row.values, strict=True)]
    shaped["__domain"] = on_the_wire(joined(node, *terms))
    if periods:
        shaped["__range"] = periods
    if later:
        shaped["__context"] = {"group_by": later}
    return shaped


def _term(name: str, group: Group, node: Node, row: dict[str, Any]) -> Node:
    """Return the term of a group: about what the row shows under its name, be that an aggregate (observed)."""
    if name not in row:
        return node
    if group.field.type in DATES and isinstance(row[name], str):
        raise NotInFake(f"grouping by {name} and asking for a day of the same name, such as {name}:max,")
    return Condition(group.field.name, "=", row[name])
