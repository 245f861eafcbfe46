"""Translations: values of translated fields in other languages than English, each kept beside the English one.

A field without a value in a language reads as the English one. What is written in a language without any value before
becomes the English value, too (observed: parity conversation languages).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mock_odoo import facts
from mock_odoo.errors import NotInFake
from mock_odoo.orm.postgres import json_array
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, sql

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment

TABLE = (
    "CREATE TABLE translation (model TEXT, field TEXT, id INTEGER, lang TEXT, value TEXT,"
    " PRIMARY KEY (model, field, id, lang)) WITHOUT ROWID"
)
INSTALLED = "CREATE TABLE installed_language (lang TEXT PRIMARY KEY)"


def create_tables(database: Database) -> None:
    """Make the empty tables."""
    database.store.execute(TABLE)
    database.store.execute(INSTALLED)


def recorded(database: Database, language: str) -> bool:
    """Tell whether labels and values were recorded in a language."""
    try:
        facts.load(database.version.series, f"language.{language}")
    except KeyError:
        return False
    return True


def install(database: Database, language: str) -> None:
    """Let labels and reference data have their values in a language, and let the language be used.

    Raises NotInFake for a language of which nothing was recorded.
    """
    if not recorded(database, language):
        raise NotInFake(f"the language {language}")
    values_by_model = facts.load(database.version.series, f"language.{language}")["values"]
    rows = [
        (model, field, int(id_), language, value)
        for model, fields in values_by_model.items()
        for field, values in fields.items()
        for id_, value in values.items()
    ]
    database.store.execute("UPDATE res_lang SET active = 1 WHERE code = ?", (language,))
    database.store.execute("INSERT OR IGNORE INTO installed_language VALUES (?)", (language,))
    database.store.execute_many("INSERT OR IGNORE INTO translation VALUES (?, ?, ?, ?, ?)", rows)
    database.forget()


def expression(env: Environment, field: Field, alias: str, english: Sql) -> Sql:
    """Return the SQL of a translated field in the language of the context."""
    return sql(
        f"COALESCE((SELECT value FROM translation AS tr WHERE tr.model = {{}} AND tr.field = {{}}"
        f" AND tr.id = {alias}.id AND tr.lang = {{}}), {{}})",
        field.model, field.name, env.language, english,
    )  # fmt: skip


def concerned(env: Environment, vals: Mapping[str, Any], schema: Schema) -> list[Field]:
    """Return the fields of some values that are kept in the language of the context; none if that is English."""
    if not env.translates:
        return []
    fields = [schema.fields[name] for name in vals if schema.fields[name].translated]
    if any(field.type == "html" for field in fields):
        raise NotInFake(f"terms of {schema.model} in {env.language}")
    return fields


def keep(env: Environment, fields: Iterable[Field], ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Keep values in the language of the context; a field that becomes empty is so in every language."""
    for field in fields:
        value = vals[field.name]
        if value is None or value is False:
            env.database.store.execute(
                "DELETE FROM translation WHERE model = ? AND field = ? AND id IN (SELECT value FROM json_each(?))",
                (field.model, field.name, json_array(list(ids))),
            )
            continue
        rows = [(field.model, field.name, id_, env.language, str(value)) for id_ in ids]
        env.database.store.execute_many("INSERT OR REPLACE INTO translation VALUES (?, ?, ?, ?, ?)", rows)


def copy(env: Environment, schema: Schema, id_: int, copied: int, default: Mapping[str, Any]) -> None:
    """Give a copy the translations of its original, with what was put behind the original's value behind them, too."""
    fields = [field for field in schema.columns if field.translated and field.name not in default]
    for field in fields:
        rows = env.database.store.all(
            f'SELECT t.id, t."{field.name}" FROM "{schema.table}" AS t WHERE t.id IN (?, ?)', (id_, copied)
        )
        values: dict[int, str | None] = dict(rows)
        suffix = (values[copied] or "")[len(values[id_] or "") :]
        env.database.store.execute(
            "INSERT OR IGNORE INTO translation SELECT model, field, ?, lang, value || ? FROM translation"
            " WHERE model = ? AND field = ? AND id = ?",
            (copied, suffix, schema.model, field.name, id_),
        )
