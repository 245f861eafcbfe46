"""Literals: from a value that a client compares with to what columns keep (observed)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from mock_odoo.errors import NotInFake, OdooError, ServerError, postgres_error, type_error, value_error
from mock_odoo.orm import arguments, dates
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.postgres import INT64, text, undefined_operator
from mock_odoo.orm.schema import Field
from mock_odoo.orm.stages import WRITING, raised
from mock_odoo.orm.values import MONEY_SCALE


def literal(env: Environment, field: Field, value: Any) -> Any:
    """Return a value as the field's column keeps it; None for one that no column can keep."""
    with raised(WRITING):
        if field.type in ("integer", "many2one_reference"):  # what a client reads of a record has its id in it
            return _small(arguments.integer(value.get("id") if isinstance(value, dict) else value))
        if field.type == "float":
            return _rounded(field, arguments.real(value))
        if field.type == "monetary":
            return scaled(arguments.real(value))
    if field.type == "date":
        return _day(env, value)
    return text(value if isinstance(value, str) else str(value))


def _small(value: int) -> float:
    """SQLite knows integers of 64 bits; a larger one is as far away as a double can be."""
    if value in INT64:
        return value
    return math.inf if value > 0 else -math.inf


def _rounded(field: Field, value: float) -> float:
    """The real server rounds to the digits of a field that has some, which infinity and no number do not survive."""
    if isinstance(field.facts.get("digits"), list):
        with arguments.arithmetic():
            int(value)
    return value


def is_no_number(value: Any) -> bool:
    """Tell whether a value is what doubles have for none: PostgreSQL takes it for the largest, SQLite for nothing."""
    return isinstance(value, float) and math.isnan(value)


def scaled(value: float) -> float:
    """Return an amount in the units of a column."""
    if not math.isfinite(value):
        return value
    scaled = Decimal(repr(value)) * MONEY_SCALE
    return _small(int(scaled)) if scaled == int(scaled) else float(scaled)


def number(value: float | str, column_type: str, sign: str = "=") -> float | None:
    """Return a number that a client sent, also as text; raise what PostgreSQL raises for anything else."""
    if isinstance(value, bool):
        raise undefined_operator(column_type, sign, "boolean")
    if isinstance(value, int):
        return _small(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    try:
        return _small(int(text(value)))
    except ValueError:
        raise _no_syntax(column_type, value) from None


def bound(value: Any, operator: str, column_type: str) -> float:
    """Return the number that a column is compared with; raise what PostgreSQL raises for anything else."""
    if value is None or isinstance(value, bool):
        raise undefined_operator(column_type, operator, "boolean")
    if isinstance(value, dict | bytes):
        raise ServerError("psycopg2.ProgrammingError", f"can't adapt type '{arguments.kind(value)}'")
    if isinstance(value, list | tuple):
        if not value:
            raise _no_syntax(column_type, "{}")
        raise undefined_operator(column_type, operator, array_type(value, column_type))
    found = number(value, column_type)
    return math.inf if found is None else found


def no_integer(column: str, kind: str) -> OdooError:
    """Return what PostgreSQL says of a value of another type in a column of whole numbers."""
    return postgres_error(
        "DatatypeMismatch",
        f'column "{column}" is of type integer but expression is of type {kind}\n'
        "HINT:  You will need to rewrite or cast the expression.\n",
    )


def array_type(values: Sequence[Any], column_type: str) -> str:
    """Return the type of an array; raise what PostgreSQL raises of one whose members are of several kinds or of none.

    An array of nothing but NULL is a text to PostgreSQL, which it reads as a value of the column.
    """
    if all(value is None for value in values):
        raise _no_syntax(column_type, f"{{{','.join(['NULL'] * len(values))}}}")
    kinds = list(dict.fromkeys(kind(value) for value in values if value is not None))
    others = [kind for kind in kinds if kind != "text"]
    if "boolean" in others and len(others) > 1:
        first, second = others[:2]
        raise postgres_error("DatatypeMismatch", f"ARRAY types {first} and {second} cannot be matched\n")
    if not others:
        return "text[]"
    for value in values:
        if isinstance(value, str):
            raise _no_syntax(others[0], value)
    return "numeric[]" if "numeric" in others else f"{others[0]}[]"


def _members(values: list[Any]) -> list[Any]:
    """Return what stands in an array within an array; raise what PostgreSQL says where that is nothing."""
    if values:
        return values
    raise postgres_error(
        "IndeterminateDatatype",
        "cannot determine type of empty array\n"
        "HINT:  Explicitly cast to the desired type, for example ARRAY[]::integer[].\n",
    )


def kind(value: Any) -> str:
    """Return what PostgreSQL takes a value for; raise what its driver raises of an object."""
    if isinstance(value, dict):
        raise ServerError("psycopg2.ProgrammingError", "can't adapt type 'dict'")
    if isinstance(value, list):
        return array_type(_members(value), "integer").removesuffix("[]")
    return {str: "text", bool: "boolean", float: "numeric"}.get(type(value), "integer")


def refuse_null(env: Environment, kind: str, values: Any) -> None:
    """Raise ValueError for a day or a moment in a list that is null; alone it is none (observed)."""
    for value in values if isinstance(values, list | tuple) else ():
        if value is None:
            raise value_error(f"Failed to cast None into a {kind}")
        if value is not False:
            _ = _day(env, value) if kind == "date" else moment_of(env, value)


def _day(env: Environment, value: Any) -> str | None:
    if isinstance(value, str):
        if not (env.version.has_relative_dates or dates.is_iso(value)):
            raise NotInFake(f"what Odoo {env.version.name} makes of {value!r} as a date in a domain")
        return str(dates.parsed_day(value, env.now, env.timezone))
    if isinstance(value, list | tuple):
        if not value:
            return None
        for one in value:
            if isinstance(one, list):
                raise type_error("unhashable type: 'OrderedSet'")
            if one is not False:
                _day(env, one)
        raise type_error("'OrderedSet' object is not subscriptable")
    raise value_error(f"Failed to cast {value!r} into a date")


def moment_of(env: Environment, value: Any) -> datetime:
    """Return the moment that a text names, in whole seconds; a day is its beginning."""
    if not isinstance(value, str):
        raise no_moment(env, value)
    found = dates.parsed(value, env.now, env.timezone)
    start = found if isinstance(found, datetime) else dates.start_of(found, env.timezone)
    return start.replace(microsecond=0)


def moment_text(moment: datetime) -> str:
    """Return a moment as columns keep it."""
    return moment.isoformat(sep=" ", timespec="microseconds")


def numeric(value: Any) -> float:
    """Return a number that PostgreSQL makes of what a client sent; raise what it raises for none."""
    try:
        return float(text(str(value)))
    except ValueError:
        raise _no_syntax("numeric", value) from None


def no_moment(env: Environment, value: Any) -> OdooError:
    """Return what a value that is no moment ends in."""
    if isinstance(value, list | tuple):
        if not value:
            return value_error("not enough values to unpack (expected 2, got 0)")
        for one in value:
            if one is not False:
                moment_of(env, one)
        return type_error("strptime() argument 1 must be str, not list")
    return value_error(f"Failed to cast {value!r} into a datetime")


def _no_syntax(column_type: str, value: object) -> OdooError:
    return postgres_error("InvalidTextRepresentation", f'invalid input syntax for type {column_type}: "{value}"\n')
