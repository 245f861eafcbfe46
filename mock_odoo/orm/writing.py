"""Writing: rows in and out of tables, the copies that other rows keep of them, and what refers to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson

from mock_odoo import facts, messages
from mock_odoo.errors import BrokenConstraint, ConcurrentUpdate, MissingError, NotInFake
from mock_odoo.orm import by_company
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.postgres import int32
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, join, quoted, sql
from mock_odoo.orm.values import Column

Row = dict[str, Column | Sql]
DIALOGS = {  # which go with whom they were opened by
    ("res.users.identitycheck", "create_uid"),
    ("res.users.apikeys.description", "create_uid"),
}
STAMPS = ("create_uid", "create_date", "write_uid", "write_date")


def insert(env: Environment, schema: Schema, rows: Sequence[Row]) -> list[int]:
    """Insert rows, all with the same stamps, and return their new ids."""
    if not rows:
        return []
    ids = env.database.next_ids(schema.table, len(rows))
    stamps = _stamps(env, schema, STAMPS)
    names = sorted({name for row in rows for name in row})
    columns = ", ".join(quoted(name) for name in ("id", *stamps, *names))
    marks = ", ".join("?" * (1 + len(stamps) + len(names)))
    kept = tuple(stamps.values())
    env.database.store.execute_many(
        f"INSERT INTO {quoted(schema.table)} ({columns}) VALUES ({marks})",
        [(id_, *kept, *(row.get(name) for name in names)) for id_, row in zip(ids, rows, strict=True)],
    )
    _refresh_copies(env, schema, ids, {name for row in rows for name, value in row.items() if value is not None})
    return list(ids)


def update(env: Environment, schema: Schema, ids: Sequence[int], row: Row, *, stamp: bool = True) -> None:
    """Set columns of rows, and what other rows copy of them; with `stamp` also who did it and when."""
    stamps = _stamps(env, schema, ("write_uid", "write_date")) if stamp else {}
    values = {**row, **stamps}
    _refuse_overtaken(env, schema, ids)
    assignments = join(", ", (sql(f"{quoted(name)} = {{}}", value) for name, value in values.items()))
    query = sql(f"UPDATE {quoted(schema.table)} SET {{}} WHERE id IN {{}}", assignments, env.database.id_list(ids))
    env.database.store.execute(query.code, query.values)
    _refresh_copies(env, schema, ids, set(row))
    _refresh_dependents(env, schema, ids, row)


def delete(env: Environment, schema: Schema, ids: Sequence[int]) -> None:
    """Delete rows with all that belongs to them; raise UserError or BrokenConstraint if something still needs one."""
    _refuse_overtaken(env, schema, ids)
    by_company.let_go(env, schema, ids)
    for other, field in (*env.registry.references[schema.model], *env.database.own_references(schema.model)):
        if field.name not in STAMPS:
            env.schema(other.model)  # what every database has of it may refer to these
        _let_go(env, other, field, ids)
    rows = env.database.json_list(ids)
    if any(field.translated for field in schema.columns):
        env.database.store.execute(
            "DELETE FROM translation WHERE model = ? AND id IN (SELECT value FROM json_each(?))", (schema.model, rows)
        )
    env.database.store.execute(
        "DELETE FROM ir_model_data WHERE model = ? AND res_id IN (SELECT value FROM json_each(?))", (schema.model, rows)
    )
    env.database.store.execute(
        "DELETE FROM ir_attachment WHERE res_model = ? AND res_id IN (SELECT value FROM json_each(?))",
        (schema.model, rows),
    )
    for table in env.registry.link_tables:
        for model, name in ((table.owner_model, "owner"), (table.member_model, "member")):
            if model == schema.model:
                statement = f"DELETE FROM {quoted(table.name)} WHERE {name} IN (SELECT value FROM json_each(?))"
                env.database.store.execute(statement, (rows,))
    env.database.store.execute(
        f"DELETE FROM {quoted(schema.table)} WHERE id IN (SELECT value FROM json_each(?))", (rows,)
    )


def _refuse_overtaken(env: Environment, schema: Schema, ids: Sequence[int]) -> None:
    """Raise ConcurrentUpdate in a transaction that began before somebody else changed one of the rows."""
    if not env.database.is_late or "write_date" not in schema.fields:
        return
    if env.database.store.one(
        f"SELECT 1 FROM {quoted(schema.table)} WHERE write_date > ? AND id IN (SELECT value FROM json_each(?))",
        (env.stamp, env.database.json_list(ids)),
    ):
        raise ConcurrentUpdate


def check_references(env: Environment, schema: Schema, rows: Iterable[Row], missed: Collection[str] = ()) -> None:
    """Raise BrokenConstraint if a row refers to a record that is not there, MissingError where a field is `missed`."""
    wanted: dict[Field, set[Any]] = {}
    for row in rows:
        for name, value in row.items():
            field = schema.fields.get(name)
            if value is not None and field is not None and field.type == "many2one":
                wanted.setdefault(field, set()).update(_referred(field, value))
    for field, ids in wanted.items():
        if not env.has(field.relation):
            raise NotInFake(f"a value for {field.model}.{field.name} (the model {field.relation})")
        if _all_there(env, field.relation, sorted(ids)):
            continue
        if field.name in missed:
            raise MissingError(messages.missing_record(field.relation, [min(ids)], env.uid))
        if field.company_dependent:
            raise NotInFake(f"{min(ids)} as {schema.model}.{field.name}, which is kept though it refers to nothing,")
        for id_ in ids:
            int32(id_)
        raise BrokenConstraint(messages.reference_refused(schema.label, schema.model, field.known_as, field.name))


def _referred(field: Field, value: Any) -> list[Any]:
    """Return the ids that a column's new value refers to; one that differs by company keeps an object."""
    if not field.company_dependent:
        return [value]
    kept = value.values[-1:] if isinstance(value, Sql) else orjson.loads(value).values()
    return [id_ for id_ in kept if id_ is not None]


def check_required(env: Environment, schema: Schema, rows: Iterable[Row], *, new: bool) -> None:
    """Raise BrokenConstraint if a mandatory column is or becomes empty."""
    for row in rows:
        for field in schema.mandatory:
            if (new or field.name in row) and row.get(field.name) is None:
                raise missing(schema, field)


def missing(schema: Schema, field: Field) -> BrokenConstraint:
    """Return what a mandatory column without a value ends in."""
    return BrokenConstraint(messages.missing_value(field.label, field.name, schema.label, schema.model), field.name)


def _all_there(env: Environment, model: str, ids: Sequence[int]) -> bool:
    found = env.database.store.one(
        f"SELECT COUNT(*) FROM {quoted(env.schema(model).table)} WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    return found == (len(ids),)


def _stamps(env: Environment, schema: Schema, names: Iterable[str]) -> dict[str, Column]:
    values: dict[str, Column] = {
        "create_uid": env.uid,
        "create_date": env.stamp,
        "write_uid": env.uid,
        "write_date": env.stamp,
    }
    return {name: values[name] for name in names if name in schema.fields}


def _refresh_copies(env: Environment, schema: Schema, ids: Sequence[int], changed: set[str]) -> None:
    """Copy again what rows keep of the records they point at, as far as the columns `changed` say where."""
    for level in schema.copy_levels:
        fields = [field for field in level if field.related.split(".")[0] in changed]
        _copy(env, schema, ids, fields)
        changed |= {field.name for field in fields}


def _copy(env: Environment, schema: Schema, ids: Sequence[int], fields: Iterable[Field]) -> None:
    assignments = []
    for field in fields:
        link, source = field.related.split(".")
        relation = schema.fields[link].relation
        target = env.schema(relation)
        found = required_expression(env, target, target.fields[source], "o")
        there = Sql(f"{quoted(target.table)} AS o WHERE o.id = {quoted(schema.table)}.{quoted(link)}")
        assignments.append(sql(f"{quoted(field.name)} = (SELECT {{}} FROM {{}})", found, there))
    if assignments:
        query = sql(
            f"UPDATE {quoted(schema.table)} SET {{}} WHERE id IN {{}}",
            join(", ", assignments),
            env.database.id_list(ids),
        )
        env.database.store.execute(query.code, query.values)


def _refresh_dependents(env: Environment, schema: Schema, ids: Sequence[int], row: Row) -> None:
    """Pass changed values on to the rows that copy them; that is a change of those rows, too, with stamps."""
    for copy in env.registry.copies[schema.model]:
        if copy.source not in row:
            continue
        other = env.schema(copy.model)
        found = env.database.store.all(
            f"SELECT id FROM {quoted(other.table)} WHERE {quoted(copy.link)} IN (SELECT value FROM json_each(?))",
            (env.database.json_list(ids),),
        )
        if found:
            update(env, other, [id_ for (id_,) in found], {copy.name: row[copy.source]})


def _let_go(env: Environment, schema: Schema, field: Field, ids: Sequence[int]) -> None:
    """Do to the rows that refer to `ids` what a deletion does: delete, refuse, or empty the reference."""
    link, rows = quoted(field.name), env.database.json_list(ids)
    found = env.database.store.all(
        f"SELECT id FROM {quoted(schema.table)} WHERE {link} IN (SELECT value FROM json_each(?))", (rows,)
    )
    if not found:
        return
    rules, place = facts.load(env.version.series, "on_delete"), f"{schema.model}.{field.name}"
    own = env.database.own_rule(field) if field.facts.get("manual") else ""
    if place in rules["cascade"] or (schema.model, field.name) in DIALOGS:
        delete(env, schema, [id_ for (id_,) in found])
    elif field.required or place in rules["restrict"] or own == "restrict":
        raise BrokenConstraint(messages.reference_refused(schema.label, schema.model, field.known_as, field.name))
    else:
        update(env, schema, [id_ for (id_,) in found], {field.name: None}, stamp=False)
