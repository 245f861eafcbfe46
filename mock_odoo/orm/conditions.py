"""Conditions: from a domain's tree to the WHERE of a query, with the semantics of 19.0 (observed)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_odoo.errors import OdooError, value_error
from mock_odoo.orm import domain
from mock_odoo.orm.comparisons import COMPARISONS, LIKES, collection, compared_scalar, like, listed, never_null, number
from mock_odoo.orm.domain import And, Condition, Node, Not
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import label, required_expression
from mock_odoo.orm.relations import links_of
from mock_odoo.orm.rules import rule
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sql import FALSE, TRUE, Sql, both, column, either, negated, quoted, sql


def where(env: Environment, schema: Schema, node: Node, alias: str) -> Sql:
    """Return the SQL that holds for the rows of `alias` that the tree describes; it is never NULL."""
    if isinstance(node, Condition):
        return _condition(env, schema, node, alias)
    if isinstance(node, Not):
        return negated(where(env, schema, node.part, alias))
    parts = [where(env, schema, part, alias) for part in node.parts]
    return both(parts) if isinstance(node, And) else either(parts)


def visible(env: Environment, schema: Schema, node: Node) -> Node:
    """Return the tree without archived records, unless the context or the tree itself asks about them."""
    asked = env.context.get("active_test", True)
    if "active" not in schema.fields or not asked or "active" in domain.fields_of(node):
        return node
    return And((node, Condition("active", "=", True)))


def _condition(env: Environment, schema: Schema, condition: Condition, alias: str) -> Sql:
    name, _, rest = condition.field.partition(".")
    field = schema.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {schema.model}.{name} in condition {condition!r}")
    if rest:
        return _path(env, schema, field, rest, condition, alias)
    if condition.operator in domain.NEGATIVE:
        positive = Condition(name, domain.NEGATIVE[condition.operator], condition.value)
        return negated(_condition(env, schema, positive, alias))
    if condition.operator == "=?":
        empty = condition.value is None or condition.value is False
        return TRUE if empty else _condition(env, schema, Condition(name, "=", condition.value), alias)
    return _positive(env, schema, field, condition, alias)


def _positive(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    if field.type in X2MANY:
        return _x2many(env, schema, field, condition, alias)
    if field.name == "id" and condition.operator in ("child_of", "parent_of", "any"):
        return _by_id(env, schema, condition, column(alias, "id"))
    expression = required_expression(env, schema, field, alias)
    if field.type == "many2one":
        return _many2one(env, field, condition, expression)
    return compared_scalar(env, field, condition, expression)


def _path(env: Environment, schema: Schema, field: Field, rest: str, condition: Condition, alias: str) -> Sql:
    """A dotted path asks for a related record that fulfils the rest, so without one even a negation fails."""
    if field.relation:
        inner = Condition(field.name, "any", Condition(rest, condition.operator, condition.value))
        return _condition(env, schema, inner, alias)
    if field.type in ("date", "datetime") and rest in DATE_PARTS:
        expression = required_expression(env, schema, field, alias)
        return _number_of(sql(DATE_PARTS[rest], expression), condition)
    raise value_error(f"Invalid field property {rest!r} on {schema.model}.{field.name}")


DATE_PARTS = {
    "year_number": "CAST(strftime('%Y', {}) AS INTEGER)",
    "month_number": "CAST(strftime('%m', {}) AS INTEGER)",
    "day_of_month": "CAST(strftime('%d', {}) AS INTEGER)",
    "day_of_year": "CAST(strftime('%j', {}) AS INTEGER)",
    "day_of_week": "CAST(strftime('%w', {}) AS INTEGER)",
    "quarter_number": "((CAST(strftime('%m', {}) AS INTEGER) + 2) / 3)",
}


def _number_of(expression: Sql, condition: Condition) -> Sql:
    if condition.operator in COMPARISONS:
        return never_null(sql(f"{{}} {condition.operator} {{}}", expression, condition.value))
    found = never_null(sql("{} IN ({})", expression, listed(collection(condition.value))))
    return negated(found) if condition.operator in ("!=", "not in") else found


# Relations ------------------------------------------------------------------------------------------------------------


def _many2one(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    operator, value = condition.operator, condition.value
    if operator in COMPARISONS:
        return never_null(sql(f"{{}} {operator} {{}}", expression, number(value, "integer")))
    if operator in ("=", "in"):
        values = collection(value)
        empty = any(value is None or value is False for value in values)
        wanted = [value for value in values if value is not None and value is not False]
        found = never_null(sql("{} IN ({})", expression, _ids(env, field.relation, wanted))) if wanted else FALSE
        return either([found, sql("({} IS NULL)", expression)]) if empty else found
    return never_null(sql("{} IN ({})", expression, _selected(env, field, condition)))


def _x2many(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    if field.related:
        return _condition(env, schema, Condition(field.related, condition.operator, condition.value), alias)
    if not env.has(field.relation):
        return FALSE
    links = links_of(env, field)
    inside = sql("{} IN (SELECT {} FROM {}", column(alias, "id"), links.owner, links.table)
    if condition.operator not in ("=", "in"):
        return sql("({} WHERE {} IN ({})))", inside, links.member, _selected(env, field, condition))
    values = collection(condition.value)
    wanted = [value for value in values if value is not None and value is not False]
    parts = [sql("({} WHERE {} IN ({})))", inside, links.member, _ids(env, field.relation, wanted))] if wanted else []
    if len(wanted) < len(values):
        parts.append(
            sql(
                "({} NOT IN (SELECT {} FROM {} WHERE {} IS NOT NULL))",
                column(alias, "id"),
                links.owner,
                links.table,
                links.owner,
            )
        )
    return either(parts)


def _selected(env: Environment, field: Field, condition: Condition) -> Sql:
    """Return a subquery for the ids on the other side that a relational operator asks for."""
    target = env.schema(field.relation)
    inner = f"{target.table}_of_{field.name}"
    if condition.operator in ("child_of", "parent_of"):
        return _tree(env, target, condition)
    if condition.operator == "any":
        node = condition.value if isinstance(condition.value, Condition) else domain.parse(condition.value)
        if field.type in X2MANY:
            node = visible(env, target, node)
        fulfilled = both([where(env, target, node, inner), permitted(env, target, inner)])
    elif condition.operator in LIKES:
        fulfilled = like(
            target.fields["display_name"], condition.operator, condition.value, label(env, target.model, inner)
        )
    else:
        raise _only_for_relations(field, condition)
    return sql("SELECT {} FROM {} WHERE {}", column(inner, "id"), _aliased(target, inner), fulfilled)


def _ids(env: Environment, model: str, values: Iterable[Any]) -> Sql:
    """Return a list of ids or, for texts among them, a subquery for the records that are called so."""
    texts = [value for value in values if isinstance(value, str)]
    numbers = listed([number(value, "integer") for value in values if not isinstance(value, str)])
    if not texts:
        return numbers
    target, inner = env.schema(model), f"{model.replace('.', '_')}_called"
    called = sql("{} IN ({})", label(env, model, inner), listed(texts))
    numbered = sql("{} IN ({})", column(inner, "id"), numbers)
    return sql("SELECT {} FROM {} WHERE {}", column(inner, "id"), _aliased(target, inner), either([called, numbered]))


def _by_id(env: Environment, schema: Schema, condition: Condition, id_: Sql) -> Sql:
    if condition.operator == "any":
        inner = f"{schema.table}_itself"
        found = where(env, schema, visible(env, schema, domain.parse(condition.value)), inner)
        return sql("({} IN (SELECT {} FROM {} WHERE {}))", id_, column(inner, "id"), _aliased(schema, inner), found)
    return sql("({} IN ({}))", id_, _tree(env, schema, condition))


def _tree(env: Environment, schema: Schema, condition: Condition) -> Sql:
    """Return a subquery for records with all below (child_of) or above (parent_of) them."""
    values = [value for value in collection(condition.value) if value is not None and value is not False]
    seeds = _ids(env, schema.model, values)
    table = Sql(quoted(schema.table))
    if "parent_id" not in schema.fields:
        return sql("SELECT id FROM {} WHERE id IN ({})", table, seeds)
    step = "r.parent_id = tree.id" if condition.operator == "child_of" else "r.id = tree.parent_id"
    return sql(
        "WITH RECURSIVE tree(id, parent_id) AS (SELECT id, parent_id FROM {} WHERE id IN ({})"
        " UNION SELECT r.id, r.parent_id FROM {} AS r JOIN tree ON " + step + ") SELECT id FROM tree",
        table, seeds, table,
    )  # fmt: skip


def permitted(env: Environment, schema: Schema, alias: str) -> Sql:
    """Return what the record rules let the user see of a model."""
    return TRUE if env.su else where(env.sudo(), schema, rule(env, schema.model), alias)


def _only_for_relations(field: Field, condition: Condition) -> OdooError:
    return value_error(f"Invalid operator in condition {Condition(field.name, condition.operator, condition.value)!r}")


def _aliased(schema: Schema, alias: str) -> Sql:
    return Sql(f"{quoted(schema.table)} AS {alias}")
