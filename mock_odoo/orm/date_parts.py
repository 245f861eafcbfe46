"""Parts of dates in domains: `date.month_number` and the like compare as numbers (observed)."""

from __future__ import annotations

from dataclasses import replace

from mock_odoo.errors import NotInFake, OdooError
from mock_odoo.orm import granularity
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.comparisons import COMPARISONS, LIKES, like, listed, never_null
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.literals import bound, number
from mock_odoo.orm.refusals import no_part, not_stored, only_for_trees
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import NONE_FOUND, Sql, either, sql
from mock_odoo.orm.stages import LOOKING, WRITING, carried, raised

DATES = ("date", "datetime")
DOUBLE = "double precision"


def part_of(env: Environment, schema: Schema, field: Field, name: str, alias: str) -> Sql:
    """Return the SQL of a part of a value, which is refused where it matters unless it is a part that dates have."""
    if field.type in DATES and not env.version.has_date_parts:
        raise NotInFake(f"what Odoo {env.version.name} says to a part of a date in a domain")
    try:
        if not field.store:
            raise not_stored(env, field)
        if field.type not in DATES:
            raise no_part(field, name)
        return granularity.part(env, field, required_expression(env, schema, field, alias), name)
    except OdooError as error:
        error.stage = error.stage or WRITING
        return replace(carried(error), code="NULL")


def date_part(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """A part of a date is a number, and whatever has no date has none."""
    del env
    operator, value = condition.operator, condition.value
    if operator in COMPARISONS:
        kept = bound(value, condition.asked, DOUBLE)
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, kept))
    if operator in LIKES:
        return like(field, condition, expression)
    if operator in ("child_of", "parent_of"):
        if value is None or value is False:
            return NONE_FOUND
        with raised(LOOKING):
            raise only_for_trees(field, condition)
    values = collection(value, operator)
    known = [number(value, DOUBLE) for value in values if value is not None and value is not False]
    parts = [never_null(expression, sql("{} IN ({})", expression, listed(known)))] if known else []
    if len(known) < len(values):
        parts.append(sql("({} IS NULL)", expression))
    return either(parts)
