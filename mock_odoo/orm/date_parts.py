"""Parts of dates in domains: `date.month_number` and the like compare as numbers (observed)."""

from __future__ import annotations

from mock_odoo.orm import domain
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.comparisons import COMPARISONS, LIKES, like, listed, never_null
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.literals import bound, number
from mock_odoo.orm.refusals import no_relation, only_for_trees
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import TRUE, Sql, either, negated, sql
from mock_odoo.orm.stages import LOOKING, raised

DOUBLE = "double precision"


def date_part(expression: Sql, field: Field, condition: Condition) -> Sql:
    """A part of a date is a number, and whatever has no date has none."""
    operator, value = condition.operator, condition.value
    if operator in domain.NEGATIVE:
        positive = Condition(condition.field, domain.NEGATIVE[operator], value)
        return negated(date_part(expression, field, positive))
    if operator in COMPARISONS:
        kept = bound(value, condition.asked, DOUBLE)
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, kept))
    if operator in LIKES:
        return like(field, condition, expression)
    if operator == "any":
        raise no_relation(condition, value)
    if operator in ("child_of", "parent_of"):
        with raised(LOOKING):
            raise only_for_trees(field, condition)
    if operator == "=?" and not value:
        return TRUE
    values = collection(value, operator)
    known = [number(value, DOUBLE) for value in values if value is not None and value is not False]
    parts = [never_null(expression, sql("{} IN ({})", expression, listed(known)))]
    if len(known) < len(values):
        parts.append(sql("({} IS NULL)", expression))
    return either(parts)
