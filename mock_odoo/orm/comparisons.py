"""Comparisons: the SQL of one operator on one plain value, with the semantics of 19.0 (observed)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mock_odoo.errors import NotInFake, OdooError, ServerError, UserError, postgres_error, type_error, value_error
from mock_odoo.orm import arguments, dates, exact_moments
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.postgres import INT64, json_array, text, undefined_operator
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import FALSE, TRUE, Sql, either, sql
from mock_odoo.orm.values import MONEY_SCALE

TEXT = ("char", "text", "html")
NUMBERS = ("integer", "float", "monetary", "many2one_reference")
LIKES = {"like": "pg_like", "ilike": "pg_ilike", "=like": "pg_like", "=ilike": "pg_ilike"}
COMPARISONS = ("<", ">", "<=", ">=")
PLAIN_COLUMN = re.compile(r'\w+\."\w+"')
SECOND = timedelta(seconds=1)


def compared_scalar(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of a condition on a field without relations; raise what the real server raises."""
    operator, value = condition.operator, condition.value
    if field.type == "boolean" and operator in (*COMPARISONS, "child_of", "parent_of"):
        raise _no_collection(condition)
    if operator in LIKES:
        return _like(field, condition, expression)
    if operator in COMPARISONS:
        return _compared(env, field, operator, value, expression)
    if operator in ("=", "in"):
        return _in(env, field, collection(value, operator), expression)
    where = f"works only for relational fields in condition {condition!r}"
    raise value_error(f"Cannot execute {operator} for {field.model}.{field.name}, {where}")


# Equality -------------------------------------------------------------------------------------------------------------


def _in(env: Environment, field: Field, values: Collection[Any], expression: Sql) -> Sql:
    if field.type == "boolean" and not field.store and True in values:
        values = [True]  # one that is computed is looked for where it holds (observed)
    if field.name == "analytic_distribution" and all(value is False or value is None for value in values):
        return FALSE  # an empty one is never found (observed)
    if field.type == "boolean":
        return either(_boolean(bool(value), expression) for value in {bool(value) for value in values})
    if field.type == "datetime":
        equal = _within_a_second if env.version.datetime_domain_truncates else exact_moments.equal
        return either(equal(env, value, expression) for value in values)
    empty = [value for value in values if _is_empty(field, value)]
    known = [_equal(env, field, value) for value in values if not _is_empty(field, value)]
    parts = [never_null(expression, sql("{} IN ({})", expression, listed(known)))] if known else []
    if empty:
        parts.append(_empty(field, expression))
    return either(parts)


def _boolean(wanted: bool, expression: Sql) -> Sql:
    return sql("({} IS TRUE)" if wanted else "({} IS NOT TRUE)", expression)


def _within_a_second(env: Environment, value: Any, expression: Sql) -> Sql:
    if value is None or value is False:
        return sql("({} IS NULL)", expression)
    start = _moment(env, value)
    with arguments.arithmetic():
        end = start + SECOND
    return never_null(expression, sql("{} >= {} AND {} < {}", expression, _text(start), expression, _text(end)))


def _empty(field: Field, expression: Sql) -> Sql:
    if field.type in TEXT:
        return sql("(COALESCE({}, '') = '')", expression)
    if field.type in NUMBERS and field.name != "id":
        return sql("(COALESCE({}, 0) = 0)", expression)
    return sql("({} IS NULL)", expression)


def _is_empty(field: Field, value: Any) -> bool:
    if value is None or value is False:
        return True
    if field.type in TEXT:
        return bool(value == "")
    if field.type == "monetary":
        return bool(value == 0)
    return field.type in NUMBERS and field.name != "id" and not value


def _equal(env: Environment, field: Field, value: Any) -> Any:
    """Return a value that equals what the field's column keeps of it."""
    if field.name == "id":
        return number(value, "integer")
    if field.type == "monetary":
        return _scaled(_numeric(value))
    return _literal(env, field, value)


def _numeric(value: Any) -> float:
    try:
        return float(text(str(value)))
    except ValueError:
        raise _no_syntax("numeric", value) from None


# Order ----------------------------------------------------------------------------------------------------------------


def _compared(env: Environment, field: Field, operator: str, value: Any, expression: Sql) -> Sql:
    if field.name == "analytic_distribution":
        raise UserError("Operation not supported")
    if field.name == "id":
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, bound(value, operator, "integer")))
    if field.type == "datetime":
        compare = _compared_moment if env.version.datetime_domain_truncates else exact_moments.compared
        return compare(env, operator, value, expression)
    if value is None or value is False:
        if field.type not in TEXT and field.type not in NUMBERS:
            return unknown(expression) if field.type == "selection" else FALSE
        value = "" if field.type in TEXT else 0
    if field.type in TEXT or field.type in NUMBERS:
        expression = sql("COALESCE({}, {})", expression, "" if field.type in TEXT else 0)
    literal = _scaled(arguments.real(value)) if field.type == "monetary" else _literal(env, field, value)
    if literal is None:
        return unknown(expression)
    return never_null(expression, sql(f"{{}} {operator} {{}}", expression, literal))


def _compared_moment(env: Environment, operator: str, value: Any, expression: Sql) -> Sql:
    """Whole seconds (or, for a literal without a time, whole days) are compared: after one is from the next one on."""
    if value is None or value is False:
        return FALSE
    literal = dates.parsed(value, env.now, env.timezone) if isinstance(value, str) else None
    if literal is None:
        raise _no_moment(value)
    if isinstance(literal, datetime):
        start, length = literal.replace(microsecond=0), SECOND
    else:
        start, length = dates.start_of(literal, env.timezone), timedelta(days=1)
    if operator in (">", "<="):
        try:
            start = dates.start_of(literal + length, env.timezone) if length > SECOND else start + length
        except OverflowError:  # nothing comes after the last moment
            return FALSE if operator == ">" else sql("({} IS NOT NULL)", expression)
    return never_null(expression, sql("{} >= {}" if operator in (">", ">=") else "{} < {}", expression, _text(start)))


# Patterns -------------------------------------------------------------------------------------------------------------


def _like(field: Field, condition: Condition, expression: Sql) -> Sql:
    if field.type == "json":
        raise NotInFake(f"searching in {field.model}.{field.name}")
    if field.type == "boolean" and condition.value:
        value = condition.value if isinstance(condition.value, str) else str(condition.value)
        raise _no_collection(Condition(condition.field, condition.operator, value))
    if field.type == "boolean" and condition.operator.startswith("="):
        return _boolean(wanted=False, expression=expression)
    return like(field, condition, expression)


def like(field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of one of the four operators that compare with a pattern."""
    operator, value = condition.operator, condition.value
    pattern = text(str(value)) if value else ""
    if operator in ("like", "ilike"):
        if not pattern:
            return TRUE
        pattern = f"%{pattern}%"
    elif not pattern:
        return _empty(field, expression)
    elif not isinstance(value, str):
        raise type_error(f"The pattern to match must be a string in condition {condition!r}")
    if field.type == "monetary":
        expression = sql("printf('%.2f', {} / {})", expression, float(MONEY_SCALE))
    return never_null(expression, sql(LIKES[operator] + "({}, {})", expression, pattern))


# Values ---------------------------------------------------------------------------------------------------------------


def _literal(env: Environment, field: Field, value: Any) -> Any:
    """Return a value as the field's column keeps it; None for one that no column can keep."""
    if field.type in ("integer", "many2one_reference"):
        return _small(arguments.integer(value))
    if field.type == "float":
        return _finite(arguments.real(value))
    if field.type == "date":
        return _day(env, value)
    if field.type == "json":
        raise NotInFake(f"searching in {field.model}.{field.name}")
    return text(value if isinstance(value, str) else str(value))


def _small(value: int) -> float:
    """SQLite knows integers of 64 bits; a larger one is as far away as a double can be."""
    return value if value in INT64 else math.copysign(math.inf, value)


def _finite(value: float) -> float:
    """The real server rounds to the field's digits, which infinity and what is no number do not survive."""
    with arguments.arithmetic():
        int(value)
    return value


def _scaled(value: float) -> float:
    """PostgreSQL takes what is no number for the largest one."""
    if not math.isfinite(value):
        return math.inf if math.isnan(value) else value
    scaled = Decimal(repr(value)) * MONEY_SCALE
    return _small(int(scaled)) if scaled == int(scaled) else float(scaled)


def number(value: Any, column_type: str) -> float | None:
    """Return a number that a client sent, also as text; raise what PostgreSQL raises for anything else."""
    if isinstance(value, bool):
        raise undefined_operator(column_type, "=", "boolean")
    if isinstance(value, int):
        return _small(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if not isinstance(value, str):
        arguments.hashable(value)
        raise undefined_operator(column_type, "=", type(value).__name__)
    try:
        return _small(int(text(value)))
    except ValueError:
        raise _no_syntax(column_type, value) from None


def bound(value: Any, operator: str, column_type: str) -> float:
    """Return the number that a column is compared with; raise what PostgreSQL raises for anything else."""
    if value is None or isinstance(value, bool):
        raise undefined_operator(column_type, operator, "boolean")
    if isinstance(value, dict):
        raise ServerError("psycopg2.ProgrammingError", "can't adapt type 'dict'")
    if isinstance(value, list | tuple):
        if not value:
            raise _no_syntax(column_type, "{}")
        raise undefined_operator(column_type, operator, "text[]" if isinstance(value[0], str) else "integer[]")
    found = number(value, column_type)
    return math.inf if found is None else found


def _day(env: Environment, value: Any) -> str | None:
    if isinstance(value, str):
        if not (env.version.has_relative_dates or dates.is_iso(value)):
            raise NotInFake(f"what Odoo {env.version.name} makes of {value!r} as a date in a domain")
        return str(dates.parsed_day(value, env.now, env.timezone))
    if isinstance(value, list | tuple):
        if not value:
            return None
        raise type_error("'OrderedSet' object is not subscriptable")
    raise value_error(f"Failed to cast {value!r} into a date")


def _moment(env: Environment, value: Any) -> datetime:
    if not isinstance(value, str):
        raise _no_moment(value)
    found = dates.parsed(value, env.now, env.timezone)
    start = found if isinstance(found, datetime) else dates.start_of(found, env.timezone)
    return start.replace(microsecond=0)


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="microseconds")


def collection(value: Any, operator: str) -> list[Any]:
    """Return the values that an operator compares with: several, or the one there is."""
    if isinstance(value, dict):
        if value or operator != "in":
            raise type_error("unhashable type: 'dict'")
        return []
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return [arguments.hashable(item) for item in value]
    return [arguments.hashable(value)]


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


def _no_moment(value: Any) -> OdooError:
    if isinstance(value, list | tuple):
        if not value:
            return value_error("not enough values to unpack (expected 2, got 0)")
        return type_error("strptime() argument 1 must be str, not list")
    return value_error(f"Failed to cast {value!r} into a datetime")


def _no_syntax(column_type: str, value: object) -> OdooError:
    return postgres_error("InvalidTextRepresentation", f'invalid input syntax for type {column_type}: "{value}"\n')
