"""Exporting: records as rows of a table, one path of fields for each column (observed: conversation exports)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mock_odoo.errors import NotInFake, value_error
from mock_odoo.orm import external_ids, languages
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field, Schema

Path = tuple[str, ...]
Row = list[Any]
DATABASE_ID, EXTERNAL_ID = ".id", "id"
OF_THE_NAME = ("name", DATABASE_ID)  # what can stand behind links and shows their names all the same (observed)


def check_paths(schema: Schema, paths: Iterable[Path]) -> None:
    """Raise ValueError for a path that begins with no field; that comes before rights and records (observed)."""
    for path in paths:
        if path and path[0] not in (DATABASE_ID, EXTERNAL_ID):
            _field(schema, path[0])


def reads(paths: Iterable[Path]) -> bool:
    """Tell whether a path leads to anything of a record but its ids, which what is not there has, too (observed)."""
    return any(path[0] not in (DATABASE_ID, EXTERNAL_ID) for path in paths)


def rows(env: Environment, schema: Schema, ids: Iterable[int], paths: Sequence[Path]) -> list[Row]:
    """Return the rows of records: one for each, and more below it where others belong to it."""
    return [row for id_ in ids for row in _rows(env, schema, id_, paths)]


def _rows(env: Environment, schema: Schema, id_: int, paths: Sequence[Path]) -> list[Row]:
    first: Row = [""] * len(paths)
    below: list[Row] = []
    done: set[str] = set()
    for place, path in enumerate(paths):
        if not path or path[0] in done:
            continue
        name = path[0]
        field = None if name in (DATABASE_ID, EXTERNAL_ID) else _field(schema, name)
        if field is None or field.type not in ("many2one", "one2many"):
            first[place] = _cell(env, schema, id_, field, path)
            continue
        done.add(name)
        others = _others(env, schema, id_, field, paths)
        for cell, value in enumerate(others[0] if others else ()):
            first[cell] = value if paths[cell][:1] == (name,) else first[cell]
        below += others[1:]
    return [first, *below]


def _others(env: Environment, schema: Schema, id_: int, field: Field, paths: Sequence[Path]) -> list[Row]:
    """Return the rows of what a record refers to or has, with cells for the paths that lead there alone."""
    inner = [(path[1:] or ("display_name",)) if path[:1] == (field.name,) else () for path in paths]
    value = _read(env, schema, id_, field)
    ids = value if isinstance(value, list) else [value] if value else []
    return rows(env, env.schema(field.relation), ids, inner)


def _cell(env: Environment, schema: Schema, id_: int, field: Field | None, path: Path) -> Any:
    if field is None:
        return str(id_) if path[0] == DATABASE_ID else external_ids.ensured(env, schema, [id_])[id_]
    value = _read(env, schema, id_, field)
    if field.type == "many2many":
        return _listed(env, field, value, path[1:])
    if field.type == "selection":
        return dict(languages.labelled(env, field)["selection"]).get(value, value or "")
    return "" if value is False and field.type != "boolean" else value if value != [] else ""


def _listed(env: Environment, field: Field, ids: list[int], rest: Path) -> str:
    """Return the names of linked records in one cell, or their external ids."""
    target = env.schema(field.relation)
    if rest[:1] == (EXTERNAL_ID,):
        return ",".join(external_ids.ensured(env, target, ids)[id_] for id_ in ids)
    if rest and rest[0] not in OF_THE_NAME:
        raise NotInFake(f"exporting {field.model}.{field.name}/{'/'.join(rest)}")
    records = env.model(field.relation, tuple(ids)).read(["display_name"])
    return ",".join(record["display_name"] for record in records)


def _read(env: Environment, schema: Schema, id_: int, field: Field) -> Any:
    [record] = env.model(schema.model, (id_,)).read([field.name], load=None)
    return record[field.name]


def _field(schema: Schema, name: str) -> Field:
    if name not in schema.fields:
        raise value_error(f"Invalid field {name!r} on {schema.model!r}")
    return schema.fields[name]
