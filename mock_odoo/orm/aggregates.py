"""Aggregates: one value for the records of a group, as `field:function` or as `__count` (observed)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import NotInFake, OdooError, no_attribute, value_error
from mock_odoo.orm import field_access
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.postgres import undefined_function
from mock_odoo.orm.refusals import not_stored
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.stages import carried
from mock_odoo.orm.values import MONEY_SCALE, to_wire

COUNT = "__count"
SPECIFICATION = re.compile(r"(\w+)(?:\.(\w+(?:\.\w+)*))?(?::(\w+))?", re.ASCII)
FUNCTIONS = {
    "sum": "SUM({})",
    "avg": "pg_avg({}, {})",
    "max": "MAX({})",
    "min": "MIN({})",
    "bool_and": "MIN({})",
    "bool_or": "MAX({})",
    "array_agg": "json_group_array(json_array({}, {}))",
    "array_agg_distinct": "json_group_array(json_array({}, {}))",
    "recordset": "json_group_array(json_array({}, {}))",
    "count": "COUNT({})",
    "count_distinct": "COUNT(DISTINCT {})",
    "sum_currency": "SUM({})",
}
LISTS = ("array_agg", "array_agg_distinct", "recordset")
COUNTS = ("count", "count_distinct")
NUMERIC = ("integer", "float", "monetary", "many2one", "many2one_reference")
COLUMN_TYPES = {
    "char": "character varying",
    "selection": "character varying",
    "reference": "character varying",
    "text": "text",
    "html": "text",
    "date": "date",
    "datetime": "timestamp without time zone",
    "boolean": "boolean",
    "json": "jsonb",
    "properties": "jsonb",
    "monetary": "numeric",
    "float": "numeric",
}


class Recordset:
    """Records as an aggregate, which JSON shows as a text and XML-RPC cannot carry (observed)."""

    def __init__(self, model: str, ids: tuple[int, ...]) -> None:
        self.model = model
        self.ids = ids

    def __str__(self) -> str:
        return f"{self.model}{self.ids!r}"


@dataclass(frozen=True)
class Aggregate:
    """One aggregate: the name under which it is answered, its SQL, and what a client reads of the value.

    `is_text` and `is_list` say what it is compared with, `scale` how many of its units are one of a client's.
    """

    name: str
    expression: Sql
    to_wire: Callable[[Any], Any]
    is_text: bool = False
    is_list: bool = False
    scale: int = 1


def aggregate(env: Environment, schema: Schema, specification: str) -> Aggregate:
    """Return the aggregate that a client asked for; raise what the real server raises for what is none."""
    if specification == COUNT:
        return Aggregate(COUNT, Sql("COUNT(*)"), lambda value: value)
    name, path, function = split(specification)
    if path:
        raise value_error(f"Invalid {specification!r}, this dot notation is not supported")
    field = schema.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {name!r} on model {schema.model!r} for {specification!r}.")
    if not function:
        raise value_error(f"Aggregate method is mandatory for {field.name!r}")
    if function not in FUNCTIONS:
        raise value_error(f"Invalid aggregate method {function!r} for {specification!r}.")
    if function == "recordset" and not field.relation and name != "id":
        only = "can be only used on relational field (or id)"
        raise value_error(f"Aggregate method 'recordset' {only} (for {specification!r}).")
    counts, lists = function in COUNTS, function in LISTS
    return Aggregate(
        specification,
        _expression(env, schema, field, function),
        _converter(field, function),
        is_text=not counts and not lists and field.type not in (*NUMERIC, "boolean"),
        is_list=lists,
        scale=1 if counts or function == "avg" else _scale(field),
    )


def of_nothing(schema: Schema, specification: Any) -> tuple[str, Any]:
    """Return the name and the value of an aggregate of no records, which nobody checks beyond its form (observed)."""
    if specification == COUNT:
        return COUNT, 0
    name, path, function = split(specification)
    del path
    if function == "recordset":
        return specification, Recordset(_related(schema, name), ())
    if function in LISTS:
        return specification, []
    return specification, 0 if function in COUNTS else False


def split(specification: Any) -> tuple[str, str, str]:
    """Return field, rest of the path and function (or granularity) of a specification; missing parts are empty."""
    if not isinstance(specification, str):
        raise no_attribute(specification, "replace")
    match = SPECIFICATION.fullmatch(specification)
    if match is None:
        raise value_error(messages.bad_specification(specification))
    return match[1], match[2] or "", match[3] or ""


def _expression(env: Environment, schema: Schema, field: Field, function: str) -> Sql:
    field_access.check(env, field)
    if not field.facts.get("sortable"):
        raise not_stored(env, field)
    refused = _refused(field, function)
    if refused is not None:
        return carried(refused)
    value = required_expression(env, schema, field, "t")
    if function == "sum_currency":
        return _in_company_currency(env, schema, field, value)
    if function == "avg" and not _is_exact(field):
        return sql("AVG({})", value)
    if function == "avg":
        return sql(FUNCTIONS[function], value, _scale(field))
    pieces = (column("t", "id"), value) if function in LISTS else (value,)
    return sql(FUNCTIONS[function], *pieces)


def _is_exact(field: Field) -> bool:
    """Tell whether PostgreSQL reckons with a field as with a decimal: all but doubles without digits."""
    return field.type != "float" or isinstance(field.facts.get("digits"), list)


def _refused(field: Field, function: str) -> OdooError | None:
    """PostgreSQL has no sum of texts, no maximum of booleans, and no conjunction of numbers."""
    kind = COLUMN_TYPES.get(field.type, "integer")
    if field.type == "char" and field.facts.get("translate"):
        kind = "text"
    is_boolean, is_json = kind == "boolean", kind == "jsonb"
    refused = {
        "sum": field.type not in NUMERIC,
        "avg": field.type not in NUMERIC,
        "max": is_boolean or is_json,
        "min": is_boolean or is_json,
        "bool_and": not is_boolean,
        "bool_or": not is_boolean,
    }
    return undefined_function(function, kind) if refused.get(function) else None


def _in_company_currency(env: Environment, schema: Schema, field: Field, value: Sql) -> Sql:
    """A sum over several currencies is one in the company's; where rates would matter the fake has none."""
    if field.type != "monetary":
        raise value_error(f'Aggregator "sum_currency" only works on currency field for {field.name!r}')
    currency = required_expression(env, schema, schema.fields[field.currency_field], "t")
    home = env.database.company_currency(env.company_id)
    foreign = sql("SELECT 1 FROM {} AS t WHERE {} != {} LIMIT 1", Sql(f'"{schema.table}"'), currency, home)
    if env.database.store.one(foreign.code, foreign.values):
        raise NotInFake("the aggregate sum_currency over foreign currencies")
    return sql("SUM({})", value)


def _converter(field: Field, function: str) -> Callable[[Any], Any]:
    if function in COUNTS:
        return lambda value: value
    if function in LISTS:
        return _collected(field, function)
    if function in ("bool_and", "bool_or"):
        return bool
    if function == "avg":
        return lambda value: _false_if_none(value, lambda known: known)
    if function in ("sum", "sum_currency") and field.type == "float":
        return lambda value: _false_if_none(value, lambda known: _rounded(field, known))
    return lambda value: _false_if_none(value, to_wire(field))


def _collected(field: Field, function: str) -> Callable[[str], Any]:
    if function == "recordset":
        model = field.relation or field.model
        return lambda kept: Recordset(model, tuple(dict.fromkeys(filter(None, _list(field, kept, distinct=False)))))
    return lambda kept: _list(field, kept, distinct=function == "array_agg_distinct")


def _list(field: Field, kept: str, *, distinct: bool) -> list[Any]:
    """Return the values of a group in the order of the ids, `null` for an empty one."""
    values = [value for _, value in sorted(json.loads(kept), key=lambda pair: pair[0])]
    if distinct:
        values = sorted(set(values), key=lambda value: (value is None, value))
    convert = bool if field.type == "boolean" else to_wire(field)
    return [None if value is None else convert(value) for value in values]


def _related(schema: Schema, name: str) -> str:
    """Return the model that a field leads to; that of the record itself for one that leads nowhere."""
    return (schema.fields[name].relation if name in schema.fields else "") or schema.model


def _rounded(field: Field, value: float) -> float:
    """A column with digits is a decimal in PostgreSQL, whose sum has no error of a double."""
    digits = field.facts.get("digits")
    return round(value, digits[1]) if isinstance(digits, list) else value


def _scale(field: Field) -> int:
    return MONEY_SCALE if field.type == "monetary" else 1


def _false_if_none(value: Any, convert: Callable[[Any], Any]) -> Any:
    return False if value is None else convert(value)
