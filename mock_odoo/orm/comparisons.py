"""Comparisons: the SQL of one operator on one plain value, with the semantics of 19.0 (observed)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from mock_odoo.errors import postgres_error, type_error, value_error
from mock_odoo.orm import dates
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import FALSE, TRUE, Sql, either, sql
from mock_odoo.orm.values import MONEY_SCALE, decimal

TEXT = ("char", "text", "html")
NUMBERS = ("integer", "float", "monetary", "many2one_reference")
LIKES = {"like": "pg_like", "ilike": "pg_ilike", "=like": "pg_like", "=ilike": "pg_ilike"}
COMPARISONS = ("<", ">", "<=", ">=")
SECOND = timedelta(seconds=1)


def compared_scalar(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of a condition on a field without relations; raise what the real server raises."""
    operator, value = condition.operator, condition.value
    if operator in LIKES:
        return like(field, operator, value, expression)
    if operator in COMPARISONS:
        return _compared(env, field, operator, value, expression)
    if operator in ("=", "in"):
        return _in(env, field, value, expression)
    where = f"works only for relational fields in condition {condition!r}"
    raise value_error(f"Cannot execute {operator} for {field.model}.{field.name}, {where}")


def _in(env: Environment, field: Field, value: Any, expression: Sql) -> Sql:
    values = collection(value)
    if field.type == "boolean":
        return either(_boolean(bool(value), expression) for value in {bool(value) for value in values})
    if field.type == "datetime":
        return either(_within_a_second(env, value, expression) for value in values)
    empty = [value for value in values if _is_empty(field, value)]
    known = [_literal(env, field, value) for value in values if not _is_empty(field, value)]
    parts = [never_null(sql("{} IN ({})", expression, listed(known)))] if known else []
    if empty:
        parts.append(_empty(field, expression))
    return either(parts)


def _boolean(wanted: bool, expression: Sql) -> Sql:
    return sql("({} IS TRUE)" if wanted else "({} IS NOT TRUE)", expression)


def _within_a_second(env: Environment, value: Any, expression: Sql) -> Sql:
    if value is None or value is False:
        return sql("({} IS NULL)", expression)
    start = _moment(env, value)
    return never_null(sql("{} >= {} AND {} < {}", expression, _text(start), expression, _text(start + SECOND)))


def _compared(env: Environment, field: Field, operator: str, value: Any, expression: Sql) -> Sql:
    if value is None or value is False:
        if field.type not in TEXT and field.type not in NUMBERS:
            return FALSE
        value = "" if field.type in TEXT else 0
    if field.type == "datetime":
        return _compared_moment(env, operator, value, expression)
    if field.type in TEXT or field.type in NUMBERS:
        expression = sql("COALESCE({}, {})", expression, "" if field.type in TEXT else 0)
    return never_null(sql(f"{{}} {operator} {{}}", expression, _literal(env, field, value)))


def _compared_moment(env: Environment, operator: str, value: Any, expression: Sql) -> Sql:
    """Whole seconds (or, for a literal without a time, whole days) are compared: after one is from the next one on."""
    literal = dates.parsed(value, env.now, env.timezone) if isinstance(value, str) else value
    if isinstance(literal, datetime):
        start, end = literal.replace(microsecond=0), literal.replace(microsecond=0) + SECOND
    elif isinstance(literal, date):
        start = dates.start_of(literal, env.timezone)
        end = dates.start_of(literal + timedelta(days=1), env.timezone)
    else:
        raise type_error(f"unsupported value for a datetime: {value!r}")
    border = end if operator in (">", "<=") else start
    return never_null(sql("{} >= {}" if operator in (">", ">=") else "{} < {}", expression, _text(border)))


def like(field: Field, operator: str, value: Any, expression: Sql) -> Sql:
    """Return the SQL of one of the four operators that compare with a pattern."""
    pattern = "" if value is None or value is False else str(value)
    if operator in ("like", "ilike"):
        if not pattern:
            return TRUE
        pattern = f"%{pattern}%"
    elif not pattern:
        return _empty(field, expression)
    if field.type == "monetary":
        expression = sql("({} / {})", expression, float(MONEY_SCALE))
    return never_null(sql(LIKES[operator] + "({}, {})", expression, pattern))


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
    return field.type in NUMBERS and field.name != "id" and value == 0


def _literal(env: Environment, field: Field, value: Any) -> Any:
    """Return a value as the field's column keeps it."""
    if field.type in ("integer", "many2one", "many2one_reference"):
        return number(value, "integer")
    if field.type == "float":
        return float(number(value, "double precision"))
    if field.type == "monetary":
        scaled = decimal(value) * MONEY_SCALE
        return int(scaled) if scaled == int(scaled) else float(scaled)
    if field.type == "date":
        found = dates.parsed(value, env.now, env.timezone) if isinstance(value, str) else value
        return str(found)[:10]
    if field.type == "datetime":
        return _text(_moment(env, value))
    return value if isinstance(value, str) else str(value)


def number(value: Any, column_type: str) -> int | float:
    """Return a number that a client sent, also as text; raise what PostgreSQL raises for another text."""
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        raise type_error(f"unhashable type: '{type(value).__name__}'")
    try:
        return int(value)
    except ValueError:
        raise postgres_error(
            "InvalidTextRepresentation", f'invalid input syntax for type {column_type}: "{value}"\n'
        ) from None


def _moment(env: Environment, value: Any) -> datetime:
    if not isinstance(value, str):
        raise type_error(f"unsupported value for a datetime: {value!r}")
    found = dates.parsed(value, env.now, env.timezone)
    start = found if isinstance(found, datetime) else dates.start_of(found, env.timezone)
    return start.replace(microsecond=0)


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="microseconds")


def collection(value: Any) -> list[Any]:
    """Return the values that an operator compares with: several, or the one there is."""
    if isinstance(value, Collection) and not isinstance(value, str | bytes | dict):
        for item in value:
            if isinstance(item, list | dict):
                raise type_error(f"unhashable type: '{type(item).__name__}'")
        return list(value)
    return [value]


def listed(values: Iterable[Any]) -> Sql:
    """Return what stands between the brackets of IN, as one parameter however many the values are."""
    return Sql("SELECT value FROM json_each(?)", (orjson.dumps(list(values)).decode(),))


def never_null(condition: Sql) -> Sql:
    """Return a condition that is false where it would be NULL."""
    return sql("(({}) IS TRUE)", condition)
