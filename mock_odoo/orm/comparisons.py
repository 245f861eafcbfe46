"""Comparisons: the SQL of one operator on one plain value, with the semantics of 19.0 (observed)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from mock_odoo.errors import OdooError, postgres_error, value_error
from mock_odoo.orm import arguments, dates, distributions, exact_moments
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.literals import (
    bound,
    is_no_number,
    literal,
    moment_of,
    moment_text,
    no_moment,
    number,
    numeric,
    refuse_null,
    scaled,
)
from mock_odoo.orm.postgres import json_array, text, undefined_operator
from mock_odoo.orm.refusals import only_for_trees
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import FALSE, NONE_FOUND, TRUE, Sql, either, sql
from mock_odoo.orm.stages import LOOKING, raised
from mock_odoo.orm.values import MONEY_SCALE

TEXT = ("char", "text", "html")
NUMBERS = ("integer", "float", "monetary", "many2one_reference")
LIKES = {"like": "pg_like", "ilike": "pg_ilike", "=like": "pg_like", "=ilike": "pg_ilike"}
COMPARISONS = ("<", ">", "<=", ">=")
PLAIN_COLUMN = re.compile(r'\w+\."\w+"')
ENDS_IN_ESCAPE = re.compile(r"(?<!\\)(\\\\)*\\$")
YES = ("1", "true", "t", "yes", "y", "on")
SECOND = timedelta(seconds=1)


def compared_scalar(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of a condition on a field without relations; raise what the real server raises."""
    operator, value = condition.operator, condition.value
    if field.type == "json" and condition.field == field.name:
        return distributions.compared(field, condition, expression)
    if field.type == "boolean" and (value if operator in LIKES else operator not in ("=", "in")):
        raise _no_collection(condition)
    if operator in LIKES:
        return like(field, condition, expression)
    if operator in COMPARISONS:
        return _compared(env, field, condition, expression)
    if operator in ("=", "in"):
        if field.type == "html":
            _check_texts(collection(value, operator), "<>" if condition.negated else "=")
        return _in(env, field, condition, expression)
    if value is None or value is False:
        return NONE_FOUND
    with raised(LOOKING):
        raise only_for_trees(field, condition)


# Equality -------------------------------------------------------------------------------------------------------------


def _check_texts(values: Collection[Any], sign: str) -> None:
    """Markup is compared with whatever a client sends, which has to be a text for PostgreSQL."""
    kinds = {bool: "boolean", float: "numeric"}
    for value in values:
        if value is not None and value is not False and not isinstance(value, str):
            raise undefined_operator("text", sign, kinds.get(type(value), "integer"))


def _in(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    values = collection(condition.value, condition.operator)
    if field.type == "boolean":
        wanted = {truth(value) for value in values}
        return TRUE if len(wanted) == 2 else either(_boolean(value, expression) for value in wanted)
    if field.type in ("date", "datetime"):
        refuse_null(env, field.type, condition.value)
    if field.type == "datetime":
        equal = _within_a_second if env.version.datetime_domain_truncates else exact_moments.equal
        return either(equal(env, value, expression) for value in values)
    if field.name == "id" and all(value is False for value in values):
        return _empty(field, expression) if field.model in env.database.set_up_anew else FALSE
    empty = [value for value in values if _is_empty(field, value)]
    sign = "<>" if condition.negated else "="
    known = [_equal(env, field, value, sign) for value in values if not _is_empty(field, value)]
    parts = [never_null(expression, sql("{} IN ({})", expression, listed(known)))] if known else []
    if empty:
        parts.append(_empty(field, expression))
    return either(parts)


def truth(value: Any) -> bool:
    """Return what a boolean is compared with; a text is a word for yes, or it is no (observed)."""
    return value.lower() in YES if isinstance(value, str) else bool(value)


def _boolean(wanted: bool, expression: Sql) -> Sql:
    return sql("({} IS TRUE)" if wanted else "({} IS NOT TRUE)", expression)


def _within_a_second(env: Environment, value: Any, expression: Sql) -> Sql:
    if value is None or value is False:
        return sql("({} IS NULL)", expression)
    start = moment_of(env, value)
    with arguments.arithmetic():
        end = start + SECOND
    within = sql("{} >= {} AND {} < {}", expression, moment_text(start), expression, moment_text(end))
    return never_null(expression, within)


def _empty(field: Field, expression: Sql) -> Sql:
    if field.type in TEXT:
        return sql("(COALESCE({}, '') = '')", expression)
    if field.type in NUMBERS:  # of which no id is nought
        return sql("(COALESCE({}, 0) = 0)", expression)
    return sql("({} IS NULL)", expression)


def _is_empty(field: Field, value: Any) -> bool:
    if value is None or value is False:
        return True
    if field.type in TEXT:
        return bool(value == "")
    if field.type == "monetary":  # amounts are compared as texts, of which this one alone is none (observed)
        return str(value) == "0.0"
    return field.type in NUMBERS and field.name != "id" and not value


def _equal(env: Environment, field: Field, value: Any, sign: str) -> Any:
    """Return a value that equals what the field's column keeps of it; of what is no number it keeps nothing."""
    if field.name == "id":
        return number(value, "integer", sign)
    return scaled(numeric(value)) if field.type == "monetary" else literal(env, field, value)


# Order ----------------------------------------------------------------------------------------------------------------


def _compared(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    operator, value = condition.operator, condition.value
    if field.name == "id":
        kept = bound(value, condition.asked, "integer")
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, kept))
    if field.type == "datetime":
        compare = _compared_moment if env.version.datetime_domain_truncates else exact_moments.compared
        return compare(env, operator, value, expression)
    if field.type == "selection" and field.company_dependent and value and not isinstance(value, str):
        return unknown(expression)
    if value is None or value is False or (not value and field.type == "html"):
        if field.type not in TEXT and field.type not in NUMBERS:
            return unknown(expression) if field.type == "selection" else FALSE
        value = "" if field.type in TEXT else 0
    known = literal(env, field, value)
    if is_no_number(known):
        known = math.inf
    elif field.type in TEXT or field.type in NUMBERS:  # what is empty is compared by Python, and is below no NaN
        expression = sql("COALESCE({}, {})", expression, "" if field.type in TEXT else 0)
    if known is None:
        return unknown(expression)
    return never_null(expression, sql(f"{{}} {operator} {{}}", expression, known))


def _compared_moment(env: Environment, operator: str, value: Any, expression: Sql) -> Sql:
    """Whole seconds (or, for a literal without a time, whole days) are compared: after one is from the next one on."""
    if value is None or value is False:
        return FALSE
    literal = dates.parsed(value, env.now, env.timezone) if isinstance(value, str) else None
    if literal is None:
        raise no_moment(env, value)
    if isinstance(literal, datetime):
        start, length = literal.replace(microsecond=0), SECOND
    else:
        start, length = dates.start_of(literal, env.timezone), timedelta(days=1)
    if operator in (">", "<="):
        try:
            start = dates.start_of(literal + length, env.timezone) if length > SECOND else start + length
        except OverflowError:  # nothing comes after the last moment
            return FALSE if operator == ">" else sql("({} IS NOT NULL)", expression)
    comparison = "{} >= {}" if operator in (">", ">=") else "{} < {}"
    return never_null(expression, sql(comparison, expression, moment_text(start)))


# Patterns -------------------------------------------------------------------------------------------------------------


def like(field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of one of the four operators that compare with a pattern; nothing but a part may be empty."""
    operator, value = condition.operator, condition.value
    if not value:
        return TRUE
    pattern = text(str(value))
    if operator in ("like", "ilike"):
        pattern = f"%{pattern}%"
    elif ENDS_IN_ESCAPE.search(pattern):  # the real server refuses it as soon as a value it has seen comes so far
        raise postgres_error("InvalidEscapeSequence", "LIKE pattern must not end with escape character\n")
    return never_null(expression, sql(LIKES[operator] + "({}, {})", _as_text(field, expression), pattern))


def _as_text(field: Field, expression: Sql) -> Sql:
    """Return a number with as many decimals as its field has; none is like no pattern (observed)."""
    digits = field.facts.get("digits")
    if field.type == "monetary":
        written = sql("printf('%.2f', {} / {})", expression, float(MONEY_SCALE))
    elif isinstance(digits, list):
        written = sql(f"printf('%.{digits[1]}f', {{}})", expression)
    else:
        return expression
    return sql("(CASE WHEN {} IS NOT NULL THEN {} END)", expression, written)


def listed(values: Iterable[Any]) -> Sql:
    """Return what stands between the brackets of IN, as one parameter however many the values are; never a NULL."""
    return Sql("SELECT value FROM json_each(?) WHERE value IS NOT NULL", (json_array(list(values)),))


def unknown(expression: Sql) -> Sql:
    """Return a comparison with nothing: nobody knows of a value, so its opposite does not hold either (observed)."""
    return sql("(CASE WHEN {} IS NULL THEN FALSE END)", expression)


def never_null(expression: Sql, condition: Sql) -> Sql:
    """Return a condition about an expression that is false where it would be NULL.

    A plain column is asked whether it is empty, which leaves its indexes of use; anything else is computed only once.
    """
    if PLAIN_COLUMN.fullmatch(expression.code):
        return sql("({} IS NOT NULL AND {})", expression, condition)
    return sql("(({}) IS TRUE)", condition)


# Errors ---------------------------------------------------------------------------------------------------------------


def _no_collection(condition: Condition) -> OdooError:
    kind = type(condition.value)
    return value_error(
        f"Cannot compare {condition.field!r} to {kind} which is not a collection of length 1 in condition {condition!r}"
    )
