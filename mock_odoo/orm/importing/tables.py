"""Tables: which cells of which rows say something about one record (observed: parity conversation imports)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mock_odoo.errors import key_error, no_text, type_error, value_error
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field, Schema

Path = tuple[str, ...]
DATABASE_ID, EXTERNAL_ID, NAME = ".id", "id", "/"  # no piece of a path has a slash
OWN_NAMES = (DATABASE_ID, EXTERNAL_ID, NAME)


@dataclass(frozen=True)
class Rows:
    """What a table says of one record: the first and the last row, and by field its cells or the rows below it.

    `cells` has by field what stands behind the field's name (NAME for the field itself) with the cell's value.
    """

    first: int
    last: int
    cells: dict[str, dict[str, Any]]
    below: dict[str, list[Rows]]


def paths(env: Environment, schema: Schema, names: Any) -> list[Path]:
    """Return the columns' paths; raise what the real server raises for a column that is none."""
    found = []
    for name in items(names):
        if not isinstance(name, str):
            raise no_text(name)
        found.append(tuple(name.split("/")))
        _check(env, schema, found[-1])
    return found


def _check(env: Environment, schema: Schema, path: Path) -> None:
    name, rest = path[0], path[1:]
    if name in (DATABASE_ID, EXTERNAL_ID):
        return
    if not name:
        raise key_error("")
    if name not in schema.fields:
        raise value_error(f"Invalid field name {name!r}")
    if rest and is_below(schema.fields[name]):
        _check(env, env.schema(schema.fields[name].relation), rest)


def table(data: Any) -> list[list[Any]]:
    """Return the rows; raise what the real server raises for what are none."""
    if not hasattr(data, "__len__"):
        raise type_error(f"object of type '{type(data).__name__}' has no len()")
    if isinstance(data, dict) and data:
        raise key_error(0)
    return [items(row) for row in data]


def is_below(field: Field) -> bool:
    """Tell whether a field's records stand in rows of their own."""
    return field.type == "one2many"


def records(env: Environment, schema: Schema, columns: Sequence[Path], data: Sequence[list[Any]]) -> Iterator[Rows]:
    """Return the records of a table; a row that says nothing but of records below belongs to the one above it."""
    for first, last in _spans(schema, columns, data):
        rows = Rows(first, last, {}, {})
        for name in dict.fromkeys(path[0] for path in columns):
            places = [place for place, path in enumerate(columns) if path[0] == name]
            if name in schema.fields and is_below(schema.fields[name]):
                rows.below[name] = _below(env, schema.fields[name], columns, places, data[first : last + 1])
            else:
                rows.cells[name] = {_way(columns[place]): _at(data[first], place) for place in places}
        yield rows


def _way(path: Path) -> str:
    return "/".join(path[1:]) if len(path) > 1 else NAME


def _spans(schema: Schema, columns: Sequence[Path], data: Sequence[list[Any]]) -> Iterator[tuple[int, int]]:
    own = [place for place, path in enumerate(columns) if path[0] not in schema.fields or not _leads(schema, path)]
    others = [place for place in range(len(columns)) if place not in own]
    starts = [
        number
        for number, row in enumerate(data)
        if not number or _says(row, own) or not _says(row, others)
    ]  # fmt: skip
    for first, following in pairwise([*starts, len(data)]):
        yield first, following - 1


def _leads(schema: Schema, path: Path) -> bool:
    return is_below(schema.fields[path[0]])


def _below(
    env: Environment, field: Field, columns: Sequence[Path], places: Sequence[int], data: Sequence[list[Any]]
) -> list[Rows]:
    inner = [columns[place][1:] or (NAME,) for place in places]
    rows = [[_at(row, place) for place in places] for row in data if _says(row, places)]
    return list(records(env, env.schema(field.relation), inner, rows))


def _says(row: Sequence[Any], places: Sequence[int]) -> bool:
    return any(_at(row, place) for place in places)


def _at(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else ""
