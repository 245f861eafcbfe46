"""Recorded tables: what every database has of some models, put there when somebody first asks for the model.

So a new database is small and quickly made, and who never reads `ir.model.fields` does not pay for its 6,000 rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_odoo import facts
from mock_odoo.facts.record_tables import TABLES
from mock_odoo.orm.registry import is_turned, link_table
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import quoted

if TYPE_CHECKING:
    from mock_odoo.database import Database

EXTERNAL_IDS = "ir.model.data"
MODELS = frozenset({*TABLES, EXTERNAL_IDS})
FILLED = "CREATE TABLE filled_table (model TEXT PRIMARY KEY)"
MOMENTS = {"create_uid": "create_date", "write_uid": "write_date"}
# Models whose records are called by a rule, in each of their modules.
NAMING = {
    "ir.model": lambda row: f"model_{row['model'].replace('.', '_')}",
    "ir.model.fields": lambda row: f"field_{row['model'].replace('.', '_')}__{row['name']}",
}


def fill(database: Database, schema: Schema) -> None:
    """Put the recorded records of a model, or the external ids of all recorded records, where they belong.

    How many rows that wrote is counted, for to everybody outside they were always there.
    """
    before = database.store.changes
    with database.store.transaction():
        if database.store.one("SELECT 1 FROM filled_table WHERE model = ?", (schema.model,)):
            return
        database.store.execute("INSERT INTO filled_table VALUES (?)", (schema.model,))
        if schema.model == EXTERNAL_IDS:
            _identify(database, schema)
        else:
            insert(database, schema)
    database.rows_filled_in += database.store.changes - before


@cache
def records(series: str, model: str) -> Mapping[int, Mapping[str, Any]]:
    """Return the recorded records of a model by id, with columns and some computed fields as a client reads them."""
    table = facts.load(series, f"table.{model}")
    names, defaults = table["columns"], table["defaults"]
    return {id_: dict(zip(names, (*row, *defaults[len(row) :]), strict=True)) for id_, *row in table["rows"]}


@cache
def called(series: str, model: str, xmlid: str) -> int:
    """Return the id of the recorded record of a model with an external id."""
    return next(int(id_) for name, id_, _ in facts.load(series, f"table.{model}")["xmlids"] if name == xmlid)


@cache
def _columns(series: str, schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Return the names of columns in which there is anything, and the rows of a table, ids first."""
    found = records(series, schema.model)
    fields = [field for field in schema.columns if any(row.get(field.name) for row in found.values())]
    rows = [[id_, *(_kept(field, row.get(field.name)) for field in fields)] for id_, row in found.items()]
    return ["id", *(field.name for field in fields)], rows


def _kept(field: Field, value: Any) -> Any:
    """A client reads False for nothing."""
    return None if value is False and field.type != "boolean" else value


def insert(database: Database, schema: Schema) -> None:
    """Put the recorded records of a model into its empty table."""
    columns, rows = _columns(database.version.series, schema)
    names, marks = ", ".join(quoted(name) for name in columns), ", ".join("?" * len(columns))
    table = quoted(schema.table)
    database.store.execute_many(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    database.ids.pass_over({schema.table: [row[0] for row in rows]})
    _link(database, schema)
    date(database, schema)


def date(database: Database, schema: Schema) -> None:
    """Say that whoever made the recorded records did so with the database."""
    made = f"{database.parameter('database.create_date')[:19]}.000000"
    for user, moment in MOMENTS.items():
        if user in schema.fields:
            database.store.execute(f"UPDATE {quoted(schema.table)} SET {moment} = ? WHERE {user} IS NOT NULL", (made,))


def _link(database: Database, schema: Schema) -> None:
    links = facts.load(database.version.series, f"table.{schema.model}")["links"]
    for name, by_record in links.items():
        field = schema.fields[name]
        if field.relation in database.registry and not is_turned(field):
            database.store.execute_many(
                f"INSERT INTO {quoted(link_table(field))} VALUES (?, ?)",
                [(int(owner), member) for owner, members in by_record.items() for member in members],
            )


def _identify(database: Database, schema: Schema) -> None:
    """Give recorded records that are still there their external ids."""
    rows: list[Sequence[Any]] = []
    for model in TABLES:
        if model in database.registry:
            there = _ids(database, model)
            rows += [row for row in _external_ids(database.version.series, model) if there is None or row[3] in there]
    ids = database.next_ids(schema.table, len(rows))
    database.store.execute_many(
        f"INSERT INTO {quoted(schema.table)} (id, module, name, model, res_id, noupdate) VALUES (?, ?, ?, ?, ?, ?)",
        [(id_, *row) for id_, row in zip(ids, rows, strict=True)],
    )


def _ids(database: Database, model: str) -> set[int] | None:
    """Return which records of a filled table are left; None for one that nobody has asked for."""
    if not database.store.one("SELECT 1 FROM filled_table WHERE model = ?", (model,)):
        return None
    table = quoted(database.registry.schema(model).table)
    return {id_ for (id_,) in database.store.all(f"SELECT id FROM {table}")}


def _external_ids(series: str, model: str) -> Iterator[tuple[str, str, str, int, bool]]:
    """Return module, name, model, record and whether updates leave it alone, of each external id of a model's table."""
    if model in NAMING:
        modules = facts.load(series, "modules")  # in the order in which they were installed
        for id_, row in records(series, model).items():
            for module in sorted(row["modules"].split(", "), key=modules.index):
                yield module, NAMING[model](row), model, id_, False
    for xmlid, id_, noupdate in facts.load(series, f"table.{model}")["xmlids"]:
        module, _, name = xmlid.partition(".")
        yield module, name, model, id_, noupdate
