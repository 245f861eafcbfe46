"""Relational terms: what a term asks of the records on the other side of a reference, of an id or of a tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_odoo.errors import AccessError, ServerError, no_singleton, type_error
from mock_odoo.orm import domain, trees
from mock_odoo.orm.arguments import collection
from mock_odoo.orm.comparisons import COMPARISONS, listed, never_null, unknown
from mock_odoo.orm.domain import Condition, Node
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.literals import bound, number
from mock_odoo.orm.names import named
from mock_odoo.orm.relations import Links, beyond, links_of, members_of
from mock_odoo.orm.rights import check_access
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sql import FALSE, NONE_FOUND, TRUE, Sql, both, column, either, is_never, join, quoted, sql
from mock_odoo.orm.stages import LOOKING, WRITING, carried, raised
from mock_odoo.orm.visibility import permitted, visible

TREES = ("child_of", "parent_of")
UNCHECKED = {  # references that anybody may follow who may look at the record (observed)
    "account.move.line": {"account_id", "payment_id", "statement_id", "statement_line_id"},
}


def many2one(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of a term about a many2one field, or an id, which `expression` is."""
    operator, value = condition.operator, condition.value
    if operator in COMPARISONS:
        if not value:
            return unknown(expression)
        kept = bound(value, condition.asked, "integer")
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, kept))
    if operator in ("=", "in"):
        values = collection(value, operator)
        empty = any(value is None or value is False for value in values)
        wanted = [value for value in values if value is not None and value is not False]
        found = (
            never_null(expression, sql("{} IN ({})", expression, _ids(env, field, wanted, condition)))
            if wanted
            else FALSE
        )
        if any(value == 0 for value in wanted):  # PostgreSQL is asked for NULL, which is like nothing (observed)
            found = either([found, unknown(expression)])
        return either([found, sql("({} IS NULL)", expression)]) if empty else found
    selected = _selected(env, field, condition)
    if trees.has_none(env.schema(field.relation), condition, is_many=False):
        return either(
            [sql("({} IS NULL)", expression), never_null(expression, sql("{} IN ({})", expression, selected))]
        )
    return selected if is_never(selected) else never_null(expression, sql("{} IN ({})", expression, selected))


def x2many(env: Environment, field: Field, condition: Condition, alias: str) -> Sql:
    """Return the SQL of a term about a field that lists many records."""
    if not env.has(field.relation):
        return FALSE
    if condition.operator in COMPARISONS:
        message = f"Relational field {field.model}.{field.name} expects 'any' operator"
        with raised(WRITING):
            raise ServerError("builtins.AssertionError", message)
    links = links_of(env, field)
    owned = _owned(env, field, links)
    inside = sql("{} IN ({}", column(alias, "id"), owned)
    without = sql("({} NOT IN ({}))", column(alias, "id"), owned)
    if condition.operator not in ("=", "in"):
        selected = _selected(env, field, condition)
        found = selected if is_never(selected) else sql("({} AND {} IN ({})))", inside, links.member, selected)
        has_none = trees.has_none(env.schema(field.relation), condition, is_many=True)
        return either([found, without]) if has_none else found
    values = collection(condition.value, condition.operator)
    wanted = [value for value in values if value not in (None, 0)]
    parts = [sql("({} AND {} IN ({})))", inside, links.member, _ids(env, field, wanted, condition))] if wanted else []
    if len(wanted) < len(values):
        parts.append(without)
    return either(parts)


def _owned(env: Environment, field: Field, links: Links) -> Sql:
    """Return a query, open at its end, for what has somebody on the other side of a field."""
    owned = sql("SELECT {} FROM {} WHERE {} IS NOT NULL", links.owner, links.table, links.owner)
    members = members_of(env, field)
    if members == domain.ALL:
        return owned
    target, inner = env.schema(field.relation), f"{field.name}_counted"
    counted = env.model(target.model)._where(members, inner)
    return sql("{} AND {} IN ({})", owned, links.member, _those(target, inner, counted))


def _selected(env: Environment, field: Field, condition: Condition) -> Sql:
    """Return a subquery for the ids on the other side that a relational operator asks for, or that there are none."""
    target = env.schema(field.relation)
    inner = f"{target.table}_of_{field.name}"
    if condition.operator in TREES:
        if condition.value is not False and condition.value is not None:
            check_access(env, target.model, "read")
        return tree(env, target, condition, looked_for=field.type in X2MANY)
    if condition.operator == "any":
        node = condition.value if isinstance(condition.value, Node) else domain.parse(condition.value)
        if field.type in X2MANY:
            env = beyond(env, field)
            node = visible(env, target, node)
        found = _looked_at(env, field, env.model(target.model)._where(node, inner), inner)
        if is_never(found):
            return found
    else:
        found = named(env, target, condition.operator, condition.value, inner)
        found = _looked_at(env, field, found, inner) if condition.value else found  # anything is like nothing
    return _those(target, inner, found)


def _looked_at(env: Environment, field: Field, found: Sql, alias: str) -> Sql:
    """Return which of the records on the other side that are `found` somebody may see, if they may look there.

    It stands without brackets: SQLite parses no deep tree.
    """
    if is_never(found):
        return found
    seen = join(" AND ", [found, permitted(env, env.schema(field.relation), alias)])
    if field.name in UNCHECKED.get(field.model, ()):
        return seen
    try:
        with raised(WRITING):
            check_access(env, field.relation, "read")
    except AccessError as error:
        return join(" AND ", [carried(error), seen])
    return seen


def _ids(env: Environment, field: Field, values: Iterable[Any], condition: Condition) -> Sql:
    """Return a list of ids or, for texts among them, a subquery for the records that are called so."""
    texts = [value for value in values if isinstance(value, str)]
    sign = "<>" if condition.negated else "="
    numbers = listed([number(value, "integer", sign) for value in values if not isinstance(value, str)])
    if not texts:
        return numbers
    target, inner = env.schema(field.relation), f"{field.relation.replace('.', '_')}_called"
    called = _looked_at(env, field, named(env, target, "in", texts, inner), inner)
    numbered = sql("{} IN ({})", column(inner, "id"), numbers)
    return _those(target, inner, either([called, numbered]))


def itself(env: Environment, schema: Schema, condition: Condition, id_: Sql) -> Sql:
    """`any` of a record's own id asks for what the record itself fulfils."""
    inner = f"{schema.table}_itself"
    found = env.model(schema.model)._where(visible(env, schema, domain.parse(condition.value)), inner)
    if found == TRUE or is_never(found):
        return found
    return within(id_, _those(schema, inner, found))


def within(id_: Sql, ids: Sql) -> Sql:
    """Return the SQL that holds where an id is among those of a subquery, unless that never holds."""
    return ids if is_never(ids) else sql("({} IN ({}))", id_, ids)


def above_a_part(env: Environment, schema: Schema, condition: Condition) -> Sql:
    """Return that nothing is above nothing; of what there is, Python asks a part of an id for its length (observed)."""
    with raised(LOOKING):
        ids = [id_ for id_ in _roots(env, schema, trees.roots(condition)) if id_ is not False]
        if len(ids) > 1:
            raise no_singleton(schema.model, ids)
        if ids:
            raise type_error(f"object of type '{type(ids[0]).__name__}' has no len()")
    return NONE_FOUND


def tree(env: Environment, schema: Schema, condition: Condition, *, looked_for: bool = False) -> Sql:
    """Return a subquery for records with all below (child_of) or above (parent_of) them, or that there are none.

    Ids are taken for records that are there unless they are `looked_for`, as names are (observed).
    """
    with raised(LOOKING):
        ids = _roots(env, schema, trees.roots(condition), looked_for=looked_for)
        return trees.tree(env, schema, condition, ids)


def _roots(env: Environment, schema: Schema, values: list[Any], *, looked_for: bool = False) -> list[Any]:
    """Return the ids where a tree begins: those that are given, and of the records with a name like the texts."""
    numbers = [value for value in values if isinstance(value, int)]
    texts = [value for value in values if not isinstance(value, int)]
    inner = f"{schema.table}_called"
    found = [named(env, schema, "ilike", "" if text is None else str(text), inner) for text in texts]
    if looked_for:
        asked = listed([number(value, "integer") for value in numbers if value is not False])
        found.append(sql("{} IN ({})", column(inner, "id"), asked))
    if not found:
        return list(dict.fromkeys(numbers))
    query = _those(schema, inner, both([either(found), permitted(env, schema, inner)]))
    there = sorted(id_ for (id_,) in env.database.store.all(*query.asked()))
    return there if looked_for else list(dict.fromkeys([*numbers, *there]))


def _those(schema: Schema, alias: str, found: Sql) -> Sql:
    """Return a subquery for the ids of the rows for which `found` holds."""
    return sql("SELECT {} FROM {} WHERE {}", column(alias, "id"), Sql(f"{quoted(schema.table)} AS {alias}"), found)
