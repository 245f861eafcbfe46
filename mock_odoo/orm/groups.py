"""Groups: by what records are grouped (a field, a path, a period of a date), and what a client reads of each group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mock_odoo.errors import NotInFake, OdooError, value_error
from mock_odoo.orm import field_access, granularity, languages, reading
from mock_odoo.orm.aggregates import split
from mock_odoo.orm.conditions import fulfilled
from mock_odoo.orm.date_parts import DATES
from mock_odoo.orm.domain import ALL, And, Condition, Node, Or, as_list
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import related, required_expression
from mock_odoo.orm.order import Term, by_record
from mock_odoo.orm.refusals import not_stored
from mock_odoo.orm.relations import beyond, links_of
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_wire


@dataclass(frozen=True)
class Value:
    """What one group is about: its value as a client reads it, the domain of its records, and a period's bounds."""

    shown: Any
    node: Node
    period: tuple[str, str] | None = None


@dataclass(frozen=True)
class Group:
    """One thing to group by, as a client wrote it.

    `joined` is what the query joins for it, `terms` are what its own order goes by, `values` turns what the query
    found, all of it at once, into what clients read.
    """

    specification: str
    field: Field
    granularity: str
    expression: Sql
    joined: Sql
    values: Callable[[Sequence[Any]], list[Value]]

    def terms(self, env: Environment, place: int, *, descending: bool, nulls: str) -> list[Term]:
        """Return what to order by for an order by this group, which is column `place` of the query."""
        if self.field.type in ("many2one", "many2many") and env.has(self.field.relation):
            return list(by_record(env, self.field, self.expression, f"by_{place}", (), descending=descending))
        return [Term(Sql(str(place)), descending, nulls)]


def group(env: Environment, schema: Schema, specification: Any, number: int) -> Group:
    """Return what a client asked to group by; raise what the real server raises for what nobody can group by."""
    name, path, period = split(specification)
    field = _field(schema, name)
    target = _at_the_end(env, field, path, specification)
    field_access.check(env, field)
    if not target.facts.get("groupable"):
        raise _not_groupable(env, target, period, specification)
    _check_period(target, period, specification)
    expression, joined = _expression(env, schema, field, path, number)
    finished = _finished(env, target, expression, period)
    values = _values(env, target, period)
    return Group(specification, target, period, finished, joined, _through(env, schema, name, path, values))


def _not_groupable(env: Environment, field: Field, period: str, specification: str) -> OdooError:
    """Return the refusal of a group by what no database has; who groups by part of no date is told that first."""
    if period and field.type not in DATES:
        _check_period(field, period, specification)
    if field.type == "many2many":
        return value_error(f"Group by non-stored many2many field: {specification!r}")
    return not_stored(env, field)


def _field(schema: Schema, name: str) -> Field:
    field = schema.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {name!r} on model {schema.model!r}")
    return field


def _at_the_end(env: Environment, field: Field, path: str, specification: str) -> Field:
    """Return the field at the end of a path of references."""
    if field.type == "properties":
        raise NotInFake(f"grouping by {specification}")
    for name in path.split(".") if path else ():
        if field.type != "many2one":
            raise value_error(f"Only many2one path is accepted for the {specification!r} groupby spec")
        field = _field(env.schema(field.relation), name)
    return field


def _check_period(field: Field, period: str, specification: str) -> None:
    if field.type not in DATES:
        if period:
            raise value_error(f"Granularity set on a no-datetime field or property: {specification!r}")
    elif not period:
        raise value_error(f"Granularity not set on a date(time) field: {specification!r}")
    elif period not in granularity.STARTS and period not in granularity.NUMBERS:
        raise value_error(f"Granularity specification isn't correct: {period!r}")


def _expression(env: Environment, schema: Schema, field: Field, path: str, number: int) -> tuple[Sql, Sql]:
    """Return what to group by, and what the query has to join for it: the links of a many2many field."""
    if path:
        found = related(env, schema, f"{field.name}.{path}", "t")
        if found is None:
            raise NotInFake(f"grouping by {field.model}.{field.name}.{path}")
        return found, Sql("")
    if field.type != "many2many":
        return required_expression(env, schema, field, "t"), Sql("")
    alias, links, target = f"group_{number}", links_of(env, field), env.schema(field.relation)
    seen = fulfilled(beyond(env, field), target, ALL, "o")
    joined = sql(
        f" LEFT JOIN (SELECT {{}} AS owner, o.id AS member FROM {{}} AS links JOIN {{}} AS o ON o.id = {{}}"
        f" WHERE {{}}) AS {alias} ON {alias}.owner = t.id",
        links.owner, links.table, reading.table(target), links.member, seen,
    )  # fmt: skip
    return column(alias, "member"), joined


def _finished(env: Environment, field: Field, expression: Sql, period: str) -> Sql:
    """A boolean that was never set is false; a date is grouped by its period or by its part."""
    if field.type == "boolean":
        return sql("COALESCE({}, 0)", expression)
    if period in granularity.NUMBERS:
        return granularity.part(env, field, expression, period)
    if period:
        return granularity.start(env, field, expression, period, languages.first_weekday(env))
    return expression


# Values ---------------------------------------------------------------------------------------------------------------


def _values(env: Environment, field: Field, period: str) -> Callable[[Sequence[Any]], list[Value]]:
    if field.type in ("many2one", "many2many") or field.name == "id":
        return lambda kept: _references(env, field, kept)
    if period in granularity.NUMBERS:
        return lambda kept: [_number(field, period, value) for value in kept]
    if period:
        return lambda kept: [_period(env, field, period, value) for value in kept]
    return lambda kept: [_plain(field, value) for value in kept]


def _plain(field: Field, kept: Any) -> Value:
    shown = False if kept is None else bool(kept) if field.type == "boolean" else to_wire(field)(kept)
    return Value(shown, Condition(field.name, "=", shown))


def _references(env: Environment, field: Field, kept: Sequence[Any]) -> list[Value]:
    """A reference is shown with its label; whatever has none of the many is asked for with `not any`."""
    model = field.model if field.name == "id" else field.relation
    names = reading.labels(env, model, sorted({id_ for id_ in kept if id_ is not None}))
    nothing = Condition(field.name, "not any", []) if field.type == "many2many" else Condition(field.name, "=", False)
    return [
        Value(False, nothing) if id_ is None else Value([id_, names[id_]], Condition(field.name, "=", id_))
        for id_ in kept
    ]


def _number(field: Field, part: str, kept: Any) -> Value:
    shown = False if kept is None else float(kept)
    return Value(shown, Condition(f"{field.name}.{part}", "=", shown))


def _period(env: Environment, field: Field, period: str, kept: str | None) -> Value:
    if kept is None:
        return Value(False, Condition(field.name, "=", False))
    here, start, end = granularity.bounds(env, field, kept, period)
    node = And((Condition(field.name, ">=", start), Condition(field.name, "<", end)))
    return Value([start, languages.period_label(env, here, period)], node, (start, end))


def _through(
    env: Environment, schema: Schema, name: str, path: str, values: Callable[[Sequence[Any]], list[Value]]
) -> Callable[[Sequence[Any]], list[Value]]:
    """A group by a path has a domain about the first step: `any` of the records that fulfil the rest."""
    if not path:
        return values
    first, _, rest = path.partition(".")
    target = env.schema(schema.fields[name].relation)
    inner = _through(env, target, first, rest, values)
    return lambda kept: [_step(name, value) for value in inner(kept)]


def _step(name: str, value: Value) -> Value:
    """Whatever is empty on the other side may be so because there is no other side."""
    node: Node = Condition(name, "any", as_list(value.node))
    return Value(value.shown, node if value.shown else Or((Condition(name, "not any", []), node)), value.period)
