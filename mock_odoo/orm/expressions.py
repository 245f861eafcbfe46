"""Expressions: the SQL that stands for a field of an aliased table."""

from __future__ import annotations

from mock_odoo.errors import NotInFake, OdooError
from mock_odoo.orm import field_access, gaps, threads, translations
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.refusals import not_stored
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, column, quoted, sql


def expression(env: Environment, schema: Schema, field: Field, alias: str) -> Sql | None:
    """Return the SQL of a field, or None if its value cannot be had by SQL."""
    computed = env.model(schema.model).sql_fields.get(field.name)
    if computed is not None:
        return computed(env, alias)
    if field.name in threads.FIELDS:
        return threads.FIELDS[field.name](env, schema.model, alias)
    if field.column:
        return _column(env, field, alias)
    if field.related and "." in field.related:
        return related(env, schema, field.related, alias)
    return None


def required_expression(env: Environment, schema: Schema, field: Field, alias: str) -> Sql:
    """Return the SQL of a field that a client names; raise what the real server raises, or NotInFake for the fake."""
    field_access.check(env, field)
    if gaps.is_one(field):
        raise NotInFake(f"searching or ordering by {field.model}.{field.name}")
    found = expression(env, schema, field, alias)
    if found is None:
        raise not_in_sql(env, field)
    return found


def column_of(env: Environment, model: str, name: str, alias: str) -> Sql:
    """Return the SQL of a column as a client reads it: in its company and its language."""
    return _column(env, env.schema(model).fields[name], alias)


def label(env: Environment, model: str, alias: str) -> Sql:
    """Return the SQL of a record's display name."""
    schema = env.schema(model)
    return required_expression(env, schema, schema.fields["display_name"], alias)


def _of_the_company(env: Environment, field: Field, kept: Sql) -> Sql:
    """Return the current company's part of a column, else what all companies have that say nothing (observed)."""
    place = f'$."{env.company_id}"'
    fallback = env.model(field.model).fallbacks.get(field.name)
    value = sql("json_extract({}, {})", kept, place)
    if fallback is None:
        return value
    return sql("CASE WHEN json_type({}, {}) IS NULL THEN {} ELSE {} END", kept, place, fallback, value)


def _column(env: Environment, field: Field, alias: str) -> Sql:
    kept = column(alias, field.name)
    if field.company_dependent:
        return _of_the_company(env, field, kept)
    return translations.expression(env, field, alias, kept) if field.translated and env.translates else kept


def related(env: Environment, schema: Schema, path: str, alias: str) -> Sql | None:
    """Return the SQL of a path of many2one fields with a field at its end, a subquery per step; None if it has none."""
    first, _, rest = path.partition(".")
    link = schema.fields[first]
    if link.type != "many2one" or not env.has(link.relation):
        return None
    target, inner = env.schema(link.relation), f"{alias}_{first}"
    start = expression(env, schema, link, alias)
    found = related(env, target, rest, inner) if "." in rest else expression(env, target, target.fields[rest], inner)
    if start is None or found is None:
        return None
    table = Sql(f"{quoted(target.table)} AS {inner}")
    return sql("(SELECT {} FROM {} WHERE {} = {})", found, table, column(inner, "id"), start)


def not_in_sql(env: Environment, field: Field) -> OdooError:
    """Return what the real server raises about a field that no query can ask for, or NotInFake for the fake."""
    if field.facts.get("searchable") or field.facts.get("sortable"):
        return NotInFake(f"searching or ordering by {field.model}.{field.name}")
    return not_stored(env, field)
