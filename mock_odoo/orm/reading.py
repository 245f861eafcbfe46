"""Reading: from a query's rows to the dictionaries that a client gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mock_odoo.errors import OdooError, ServerError, UserError, postgres_error
from mock_odoo.orm.conditions import fulfilled
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import expression, label
from mock_odoo.orm.order import order_by
from mock_odoo.orm.pages import FAR
from mock_odoo.orm.postgres import INT64, rounded
from mock_odoo.orm.relations import beyond, links_of, members_of
from mock_odoo.orm.rights import check_shown
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sql import FALSE, Sql, column, is_never, join, quoted, sql
from mock_odoo.orm.stages import carried
from mock_odoo.orm.values import empty, size_shown, to_wire

CLASSIC = "_classic_read"
Record = dict[str, Any]
# Whose names the real server finds without looking at anything that could be translated (observed).
UNTRANSLATED = ("account.move", "account.move.line", "account.payment", "account.partial.reconcile", "res.users")


def records(env: Environment, schema: Schema, fields: Sequence[Field], selection: Sql, load: object) -> list[Record]:
    """Return the records that `selection` (FROM … about the alias `t`) selects, with the values of `fields`.

    References are `[id, label]` if `load` is Odoo's classic way and bare ids otherwise.
    """
    computed = env.model(schema.model).computed_fields
    by_sql = {
        field: found
        for field in fields
        if field.type not in X2MANY and field.name not in computed
        for found in [_expression(env, schema, field, selection)]
        if found is not None
    }
    query = sql("SELECT {} {}", join(", ", [column("t", "id"), *by_sql.values()]), selection)
    rows = env.database.store.all(*query.asked())
    ids = [row[0] for row in rows]
    columns = dict(zip(by_sql, zip(*(row[1:] for row in rows), strict=True), strict=True)) if rows else {}
    values = [(field.name, _values(env, field, ids, columns.get(field), load)) for field in fields]
    found_records: list[Record] = [{"id": id_} for id_ in ids]
    for name, column_values in values:
        for record, value in zip(found_records, column_values, strict=True):
            record[name] = value
    return found_records


def _expression(env: Environment, schema: Schema, field: Field, selection: Sql) -> Sql | None:
    """Return the SQL of a field; what others show of nothing asks for no language (observed)."""
    try:
        return expression(env, schema, field, "t")
    except UserError:
        if field.related and not env.database.store.all(*sql("SELECT 1 {}", selection).asked()):
            return Sql("NULL")
        raise


def selection(env: Environment, schema: Schema, node: Any, order: object, offset: object, limit: object) -> Sql:
    """Return the FROM … that finds what the user may see of a domain's records, in order and in part."""
    found = unordered(env, schema, node)
    if found == nothing(schema):
        return found
    ordered, page = sql("{} ORDER BY {}", found, order_by(env, schema, order, "t")), part(offset, limit)
    if page.values and page.values[1] >= FAR and ordered.refusal is None and not env.database.ties_fall_freely:
        return _far_in(env, schema, ordered, *page.values)
    return ordered + page


def _far_in(env: Environment, schema: Schema, ordered: Sql, most: int, first: int) -> Sql:
    """Return the FROM … of a page far into a long list; `most` is -1 for all of the rest."""
    ids = env.database.pages.part(sql("SELECT t.id {}", ordered), first, most)
    return sql(
        "FROM json_each({}) AS page CROSS JOIN {} AS t ON t.id = page.value ORDER BY page.key",
        env.database.json_list(ids),
        table(schema),
    )


def unordered(env: Environment, schema: Schema, node: Any) -> Sql:
    """Return the FROM … that finds what the user may see of a domain's records, in any order."""
    condition = fulfilled(env, schema, node, "t")
    return nothing(schema) if is_never(condition) else sql("FROM {} AS t WHERE {}", table(schema), condition)


def nothing(schema: Schema) -> Sql:
    """Return the FROM … that finds no record; of such a search the real server looks at nothing else (observed)."""
    return sql("FROM {} AS t WHERE {}", table(schema), FALSE)


def part(offset: object, limit: object) -> Sql:
    """Return the LIMIT and OFFSET that a client asked for; nothing, False and 0 mean all."""
    try:
        most = _count(limit, "LIMIT", "InvalidRowCountInLimitClause")
        first = _count(offset, "OFFSET", "InvalidRowCountInResultOffsetClause")
    except OdooError as error:
        return carried(error)
    return sql(" LIMIT {} OFFSET {}", most or -1, first) if first or most else Sql("")


def table(schema: Schema) -> Sql:
    """Return the model's table."""
    return Sql(quoted(schema.table))


def labels(env: Environment, model: str, ids: Sequence[int]) -> dict[int, str]:
    """Return the display names of records, whether the user may see the records or not."""
    if env.model(model).is_virtual:
        return {id_: str(id_) for id_ in ids}
    schema = env.schema(model)
    if ids and model not in UNTRANSLATED:
        _ = env.language
    query = sql(
        "SELECT t.id, {} FROM {} AS t WHERE t.id IN {}",
        label(env, model, "t"),
        table(schema),
        env.database.id_list(ids),
    )
    return dict(env.database.store.all(query.code, query.values))


def _values(env: Environment, field: Field, ids: list[int], kept: Sequence[Any] | None, load: object) -> Sequence[Any]:
    computed = env.model(field.model).computed_fields.get(field.name)
    if computed is not None:
        by_id = computed(env, ids)
        return _shown(field, [by_id[id_] for id_ in ids], load)
    if field.type in X2MANY:
        linked = _linked(env, field, ids)
        return [linked.get(id_, []) for id_ in ids]
    if kept is None:
        shown = _computed_through(env, field, ids)
        return _shown(field, [shown.get(id_, empty(field)) for id_ in ids], load)
    if field.type == "many2one":
        return _references(env, field, kept, load)
    sizes = field.type == "binary" and env.context.get("bin_size")
    convert: Callable[[Any], Any] = size_shown if sizes else to_wire(field)
    return [convert(value) for value in kept]


def _shown(field: Field, values: Sequence[Any], load: object) -> Sequence[Any]:
    """Return computed values, references of which are `[id, label]`, as `load` wants them."""
    bare = field.type == "many2one" and load != CLASSIC
    return [value[0] if bare and value else value for value in values]


def _references(env: Environment, field: Field, kept: Sequence[Any], load: object) -> Sequence[Any]:
    if load != CLASSIC:
        return [id_ or False for id_ in kept]
    wanted = sorted({id_ for id_ in kept if id_})
    names: Mapping[int, str] = labels(env, field.relation, wanted) if wanted else {}
    return [[id_, names[id_]] if id_ else False for id_ in kept]


def _linked(env: Environment, field: Field, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids on the other side of an x2many field, by record."""
    if not ids:
        return {}
    if field.related:
        return _linked_through(env, field, ids)
    check_shown(env, field)
    if not env.has(field.relation) or not field.store or not _has_column(env, field):
        return {}
    target, links = env.schema(field.relation), links_of(env, field)
    shown = fulfilled(beyond(env, field), target, members_of(env, field), "t")
    query = sql(
        "SELECT links.{}, t.id FROM {} AS links JOIN {} AS t ON t.id = links.{}"
        " WHERE links.{} IN {} AND {} ORDER BY {}",
        links.owner, links.table, table(target), links.member, links.owner, env.database.id_list(ids), shown,
        order_by(env, target, None, "t"),
    )  # fmt: skip
    linked: dict[int, list[int]] = {}
    for owner, member in env.database.store.all(query.code, query.values):
        linked.setdefault(owner, []).append(member)
    return linked


def _has_column(env: Environment, field: Field) -> bool:
    """Tell whether the other side of a one2many field keeps whom it belongs to; a many2many has its own table."""
    if field.type != "one2many":
        return True
    inverse = env.schema(field.relation).fields.get(field.inverse)
    return inverse is not None and inverse.column


def _linked_through(env: Environment, field: Field, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return what a related x2many field shows: the values of the record one step away."""
    first, _, rest = field.related.partition(".")
    step = env.schema(field.model).fields[first]
    if step.type != "many2one" or not env.has(step.relation) or "." in rest:
        return {}
    shown = _computed_through(env, field, ids)
    if shown:
        return shown
    steps = _steps(env, step, ids)
    there = _linked(env, env.schema(step.relation).fields[rest], sorted({id_ for id_ in steps.values() if id_}))
    return {id_: there.get(target, []) for id_, target in steps.items()}


def _computed_through(env: Environment, field: Field, ids: Sequence[int]) -> dict[int, Any]:
    """Return what a related field shows of a record one step away where that is computed, by record."""
    first, _, rest = field.related.partition(".")
    step = env.schema(field.model).fields.get(first)
    if step is None or step.type != "many2one" or not env.has(step.relation):
        return {}
    computed = env.model(step.relation).computed_fields.get(rest)
    if computed is None:
        return {}
    steps = _steps(env, step, ids)
    there = computed(env, sorted({id_ for id_ in steps.values() if id_}))
    return {id_: there[target] for id_, target in steps.items() if target}


def _steps(env: Environment, step: Field, ids: Sequence[int]) -> dict[int, Any]:
    """Return where a reference leads, by record."""
    schema = env.schema(step.model)
    query = sql("FROM {} AS t WHERE t.id IN {}", table(schema), env.database.id_list(ids))
    return {record["id"]: record[step.name] for record in records(env, schema, [step], query, None)}


def _count(value: Any, clause: str, condition: str) -> int:
    if not value:
        return 0
    if isinstance(value, dict):
        raise ServerError("psycopg2.ProgrammingError", "can't adapt type 'dict'")
    if isinstance(value, bool | list):
        kind = "boolean" if value is True else "integer[]"
        raise postgres_error("DatatypeMismatch", f"argument of {clause} must be type bigint, not type {kind}\n")
    try:
        count = rounded(value) if isinstance(value, float) else int(value)
    except ValueError:
        raise postgres_error(
            "InvalidTextRepresentation", f'invalid input syntax for type bigint: "{value}"\n'
        ) from None
    if count not in INT64:
        raise postgres_error("NumericValueOutOfRange", "bigint out of range\n")
    if count < 0:
        raise postgres_error(condition, f"{clause} must not be negative\n")
    return count
