"""References: what a many2one is set to (observed: parity conversation values_of_references).

A new record's column is PostgreSQL's business, which rounds, reads texts and refuses. A change takes whatever is no
number for none, in silence, but asks an object for the fields of its model.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import MissingError, NotInFake, postgres_error, value_error
from mock_odoo.orm.access import existing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.literals import array_type, kind, no_integer, number
from mock_odoo.orm.postgres import INT64
from mock_odoo.orm.schema import Field, Schema

USERS = "res.users"  # an object with the id of none is missed wherever it stands; a new one is not asked (observed)


def empty_left(schema: Schema, vals: dict[str, Any]) -> dict[str, Any]:
    """Return values with none for references that are set to an empty list or object: so they are taken (observed).

    But for an object in the place of a company, which rules take for another one.
    """
    empty = [
        name
        for name, value in vals.items()
        if (value == [] or (value == {} and name != "company_id"))
        and name in schema.fields
        and schema.fields[name].type == "many2one"
    ]
    return {**vals, **dict.fromkeys(empty, False)}


def refuse_objects(env: Environment, schema: Schema, vals: Mapping[str, Any], *, new: bool) -> None:
    """Raise what an object in the place of a reference ends in that has what no record referred to has."""
    for name, value in vals.items():
        field = schema.fields[name]
        if field.type == "many2one" and not (new and field.relation == USERS):
            refuse_unknown(env, field, [value])


def refuse_unknown(env: Environment, field: Field, said: Iterable[Any]) -> None:
    """Raise ValueError for an object, among what a field refers to, that has what is no field of the model."""
    names = [name for value in said if isinstance(value, dict) for name in value]
    if names and not env.has(field.relation):
        raise NotInFake(f"a value for {field.model}.{field.name} (the model {field.relation})")
    unknown = [name for name in names if name not in env.schema(field.relation).fields]
    if unknown:
        raise value_error(messages.unknown_field(unknown[0], "on model", field.relation))


def refuse_new(column: str, value: Any) -> None:
    """Raise what PostgreSQL raises for what a column of ids cannot keep; nothing and numbers are none of it."""
    if isinstance(value, bool) and value:
        raise no_integer(column, "boolean")
    if isinstance(value, dict) and value:
        kind(value)
    elif isinstance(value, list) and value:
        raise no_integer(column, array_type(value, "integer"))
    elif isinstance(value, str) and value:
        number(value, "integer")


def new(field: Field, value: Any) -> int | None:
    """Return the id that a new record refers to.

    What differs by company is kept as it is said: NotInFake for what is no id, which only reading it finds out.
    """
    if not value:
        return None
    if field.company_dependent and (value is True or not isinstance(value, int)):
        raise kept_as_said(field, value)
    if isinstance(value, str):
        value = number(value, "integer")
    if isinstance(value, float):
        return rounded(value)
    return value if isinstance(value, int) and value is not True else None


def changed(env: Environment, field: Field, value: Any, missed: Collection[str]) -> int | None:
    """Return the id that a record refers to from now on; an object may miss the one that it names."""
    if isinstance(value, dict):
        _look_at(env, field, value.get("id"), missed)
    return value if isinstance(value, int) and value is not True and value else None


def _look_at(env: Environment, field: Field, id_: Any, missed: Collection[str]) -> None:
    if isinstance(id_, str) and not id_.isdigit():
        raise postgres_error("InvalidTextRepresentation", f'invalid input syntax for type integer: "{id_}"\n')
    is_looked_at = field.name in missed or field.relation == USERS
    if is_looked_at and isinstance(id_, int) and id_ and id_ not in existing(env, env.schema(field.relation), [id_]):
        raise MissingError(messages.missing_record(field.relation, [id_], env.uid))


def rounded(value: float) -> int:
    """Return the whole number that PostgreSQL makes of one with decimals; one without an end is beyond all ids."""
    return int(Decimal(repr(value)).to_integral_value(ROUND_HALF_UP)) if math.isfinite(value) else INT64.stop


def kept_as_said(field: Field, value: object) -> NotInFake:
    """Return the refusal of an id that the real server keeps as a client says it, so that nothing follows of it."""
    return NotInFake(f"{value!r} as {field.model}.{field.name}, which is kept as it is said,")
