"""Conditions: from a domain's tree to the WHERE of a query, with the semantics of 19.0 (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from mock_odoo.errors import DomainError, NotInFake, ServerError, value_error
from mock_odoo.orm import domain, granularity
from mock_odoo.orm.comparisons import (
    COMPARISONS,
    LIKES,
    collection,
    compared_scalar,
    listed,
    never_null,
    unknown,
)
from mock_odoo.orm.date_parts import date_part
from mock_odoo.orm.domain import And, Condition, Node, Not
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import not_in_sql, required_expression
from mock_odoo.orm.literals import bound, number
from mock_odoo.orm.refusals import no_inequality, no_relation, only_for_relations
from mock_odoo.orm.relations import links_of
from mock_odoo.orm.rights import check_access
from mock_odoo.orm.rules import rule
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sql import FALSE, TRUE, Sql, both, column, either, negated, quoted, sql


def where(env: Environment, schema: Schema, node: Node, alias: str) -> Sql:
    """Return the SQL that holds for the rows of `alias` that the tree describes; it is never NULL."""
    if isinstance(node, Condition):
        return _condition(env, schema, node, alias)
    if isinstance(node, Not):
        return negated(where(env, schema, node.part, alias))
    if isinstance(node, And):
        return both(_parts(env, schema, node.parts, alias, FALSE))
    return either(_parts(env, schema, node.parts, alias, TRUE))


def _parts(env: Environment, schema: Schema, nodes: Iterable[Node], alias: str, end: Sql) -> list[Sql]:
    """Return the SQL of each part; behind one that decides (`end`) the real server looks at nothing (observed)."""
    found: list[Sql] = []
    for node in nodes:
        found.append(where(env, schema, node, alias))
        if found[-1] == end:
            return [end]
    return found


def visible(env: Environment, schema: Schema, node: Node) -> Node:
    """Return the tree without archived records, unless the context or the tree itself asks about them."""
    model = env.model(schema.model)
    if model.usually is not None and model.unless_asked.isdisjoint(domain.fields_of(node)):
        node = And((node, model.usually))
    asked = env.context.get("active_test", True)
    if "active" not in schema.fields or not asked or "active" in domain.fields_of(node):
        return node
    return And((node, Condition("active", "=", True)))


def _condition(env: Environment, schema: Schema, condition: Condition, alias: str) -> Sql:
    name, dot, rest = condition.field.partition(".")
    if not name:
        raise value_error("Invalid field expression ''")
    if dot and not rest:
        raise NotInFake(f"the path {condition.field}")
    field = schema.fields.get(name)
    if field is None:
        raise DomainError("unknown field", model=schema.model, name=name, condition=condition)
    restated = env.model(schema.model)._restated(condition)
    if restated is not None:
        return where(env, schema, restated, alias)
    if _is_decided(condition):
        return TRUE if condition.operator in domain.NEGATIVE else FALSE
    if rest:
        return _path(env, schema, field, rest, condition, alias)
    if condition.operator in ("not =like", "not =ilike") and not env.version.has_negated_patterns:
        item = [name, condition.operator, condition.value]
        raise DomainError("unknown operator", condition=condition, item=item)
    if condition.operator in domain.NEGATIVE:
        positive = Condition(name, domain.NEGATIVE[condition.operator], condition.value, negated=True)
        return negated(_condition(env, schema, positive, alias))
    if condition.operator == "=?":
        return TRUE if not condition.value else _condition(env, schema, Condition(name, "=", condition.value), alias)
    return _positive(env, schema, field, condition, alias)


def _is_decided(condition: Condition) -> bool:
    """Nothing is in nothing, whatever the field (observed); a path may lead nowhere."""
    if condition.value or (condition.operator in domain.NEGATIVE and "." in condition.field):
        return False
    return condition.operator in ("in", "not in")


def _positive(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    like_nothing = condition.operator in ("=like", "=ilike") and not condition.value and bool(field.relation)
    if like_nothing or (condition.operator == "=" and condition.value == []):
        condition = replace(condition, operator="=", value=False)  # so are empty ones found (observed)
    if condition.operator == "any" and not field.relation and field.name != "id":
        raise no_relation(condition, condition.value)
    if field.type in X2MANY:
        return _x2many(env, schema, field, condition, alias)
    in_tree = field.name == "parent_id" and field.relation == schema.model  # there its line is the record's (observed)
    if condition.operator in ("child_of", "parent_of") and (field.name == "id" or in_tree):
        return _by_id(env, schema, condition, column(alias, "id"))
    if condition.operator == "any" and field.name == "id":
        return _by_id(env, schema, condition, column(alias, "id"))
    if field.facts.get("searchable") is False and field.name != "display_name":
        raise not_in_sql(field)
    if field.name == "display_name" and _names(env, schema) != ("display_name",):
        return named(env, schema, condition.operator, condition.value, alias)
    expression = required_expression(env, schema, field, alias)
    if field.type == "many2one":
        return _many2one(env, field, condition, expression)
    return compared_scalar(env, field, condition, expression)


def _path(env: Environment, schema: Schema, field: Field, rest: str, condition: Condition, alias: str) -> Sql:
    """A dotted path asks for a related record that fulfils the rest, so without one even a negation fails."""
    if field.relation:
        inner = Condition(field.name, "any", Condition(rest, condition.operator, condition.value))
        return _condition(env, schema, inner, alias)
    if field.type in ("date", "datetime"):
        if not env.version.has_date_parts:
            raise NotInFake(f"what Odoo {env.version.name} says to a part of a date in a domain")
        expression = required_expression(env, schema, field, alias)
        return date_part(granularity.part(env, field, expression, rest), field, condition)
    raise value_error(f"Invalid field property {rest!r} on {schema.model}.{field.name}")


# Relations ------------------------------------------------------------------------------------------------------------


def _many2one(env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    operator, value = condition.operator, condition.value
    if operator in COMPARISONS:
        if isinstance(value, str):
            raise no_inequality(condition)
        if not value:
            return unknown(expression)
        return never_null(expression, sql(f"{{}} {operator} {{}}", expression, bound(value, operator, "integer")))
    if operator in ("=", "in"):
        values = collection(value, operator)
        empty = any(value is None or value is False for value in values)
        wanted = [value for value in values if value is not None and value is not False]
        found = (
            never_null(expression, sql("{} IN ({})", expression, _ids(env, field.relation, wanted)))
            if wanted
            else FALSE
        )
        return either([found, sql("({} IS NULL)", expression)]) if empty else found
    return never_null(expression, sql("{} IN ({})", expression, _selected(env, field, condition)))


def _x2many(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    if field.related:
        return _condition(env, schema, Condition(field.related, condition.operator, condition.value), alias)
    if not env.has(field.relation):
        return FALSE
    if condition.operator in COMPARISONS:
        if isinstance(condition.value, str):
            raise no_inequality(condition)
        message = f"Relational field {field.model}.{field.name} expects 'any' operator"
        raise ServerError("builtins.AssertionError", message)
    links = links_of(env, field)
    owned = sql("SELECT {} FROM {} WHERE {} IS NOT NULL", links.owner, links.table, links.owner)
    inside = sql("{} IN ({}", column(alias, "id"), owned)
    if condition.operator not in ("=", "in"):
        return sql("({} AND {} IN ({})))", inside, links.member, _selected(env, field, condition))
    values = collection(condition.value, condition.operator)
    wanted = [value for value in values if value is not None and value is not False]
    parts = [sql("({} AND {} IN ({})))", inside, links.member, _ids(env, field.relation, wanted))] if wanted else []
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
        node = condition.value if isinstance(condition.value, Node) else domain.parse(condition.value)
        check_access(env, target.model, "read")
        if field.type in X2MANY:
            node = visible(env, target, node)
        fulfilled = both([where(env, target, node, inner), permitted(env, target, inner)])
    elif condition.operator in LIKES:
        fulfilled = named(env, target, condition.operator, condition.value, inner)
    else:
        raise only_for_relations(field, condition)
    return sql("SELECT {} FROM {} WHERE {}", column(inner, "id"), _aliased(target, inner), fulfilled)


def _ids(env: Environment, model: str, values: Iterable[Any]) -> Sql:
    """Return a list of ids or, for texts among them, a subquery for the records that are called so."""
    texts = [value for value in values if isinstance(value, str)]
    numbers = listed([number(value, "integer") for value in values if not isinstance(value, str)])
    if not texts:
        return numbers
    target, inner = env.schema(model), f"{model.replace('.', '_')}_called"
    called = named(env, target, "in", texts, inner)
    numbered = sql("{} IN ({})", column(inner, "id"), numbers)
    return sql("SELECT {} FROM {} WHERE {}", column(inner, "id"), _aliased(target, inner), either([called, numbered]))


def named(env: Environment, schema: Schema, operator: str, value: Any, alias: str) -> Sql:
    """Return what holds for the records whose name, or what stands for it, compares so with a text (observed)."""
    restated = env.model(schema.model)._restated(Condition("display_name", operator, value))
    if restated is not None:
        return where(env, schema, restated, alias)
    names = [name for name in _names(env, schema) if operator not in COMPARISONS or not _is_reference(schema, name)]
    plain, begun = Condition("display_name", operator, value), Condition("display_name", "=like", f"{value}%")
    beginnings = env.model(schema.model).searched_beginnings if operator in ("like", "ilike") else ()
    return either(_named(env, schema, name, begun if name in beginnings else plain, alias) for name in names)


def _is_reference(schema: Schema, name: str) -> bool:
    return name in schema.fields and bool(schema.fields[name].relation)


def _named(env: Environment, schema: Schema, name: str, condition: Condition, alias: str) -> Sql:
    if "." in name or _is_reference(schema, name) or name in env.model(schema.model).restated:
        return _condition(env, schema, Condition(name, condition.operator, condition.value), alias)
    expression = required_expression(env, schema, schema.fields[name], alias)
    return compared_scalar(env, schema.fields[name], condition, expression)


def _names(env: Environment, schema: Schema) -> Sequence[str]:
    return env.model(schema.model).searched_names or ("display_name",)


def _by_id(env: Environment, schema: Schema, condition: Condition, id_: Sql) -> Sql:
    if condition.operator == "any":
        inner = f"{schema.table}_itself"
        found = where(env, schema, visible(env, schema, domain.parse(condition.value)), inner)
        return sql("({} IN (SELECT {} FROM {} WHERE {}))", id_, column(inner, "id"), _aliased(schema, inner), found)
    return sql("({} IN ({}))", id_, _tree(env, schema, condition))


def _tree(env: Environment, schema: Schema, condition: Condition) -> Sql:
    """Return a subquery for records with all below (child_of) or above (parent_of) them."""
    if not isinstance(condition.value, int | str | list | tuple | None):
        kind = type(condition.value)
        raise value_error(f"Value of type {kind} is not supported in condition {condition!r}")
    wanted = [condition.value] if isinstance(condition.value, int | str) else list(condition.value or ())
    seeds = _seeds(env, schema, [value for value in wanted if value is not False and value is not None])
    table = Sql(f"{quoted(schema.table)} AS r")
    if "parent_id" not in schema.fields:
        return _without_parents(env, schema, condition, seeds)
    parent = required_expression(env, schema, schema.fields["parent_id"], "r")
    step = sql("{} = tree.id", parent) if condition.operator == "child_of" else Sql("r.id = tree.parent_id")
    return sql(
        "WITH RECURSIVE tree(id, parent_id) AS (SELECT r.id, {} FROM {} WHERE r.id IN ({})"
        " UNION SELECT r.id, {} FROM {} JOIN tree ON {}) SELECT id FROM tree",
        parent, table, seeds, parent, table, step,
    )  # fmt: skip


def _seeds(env: Environment, schema: Schema, values: list[Any]) -> Sql:
    """Return where a tree begins: ids, and the records with a name like the texts (observed)."""
    numbers = listed([number(value, "integer") for value in values if not isinstance(value, str)])
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return numbers
    inner = f"{schema.table}_called"
    called = [named(env, schema, "ilike", text_, inner) for text_ in texts]
    numbered = sql("{} IN ({})", column(inner, "id"), numbers)
    found = both([either([*called, numbered]), permitted(env, schema, inner)])
    return sql("SELECT {} FROM {} WHERE {}", column(inner, "id"), _aliased(schema, inner), found)


def _without_parents(env: Environment, schema: Schema, condition: Condition, seeds: Sql) -> Sql:
    """The real server notices only once there is something whose children it would look for (observed)."""
    ids = sorted({int(id_) for (id_,) in env.database.store.all(seeds.code, seeds.values) if id_ is not None})
    if not ids:
        return seeds
    if condition.operator == "parent_of":
        raise ServerError("builtins.KeyError", "parent_id")
    inner = f"('parent_id', 'in', OrderedSet({ids}))"
    raise value_error(f"Invalid field {schema.model}.parent_id in condition {inner}")


def permitted(env: Environment, schema: Schema, alias: str, operation: str = "read") -> Sql:
    """Return with which records of a model the record rules let the user do `operation`."""
    if env.su:
        return TRUE
    seen = env.model(schema.model)._seen(alias, operation)
    return where(env.sudo(), schema, rule(env, schema.model, operation), alias) if seen is None else seen


def _aliased(schema: Schema, alias: str) -> Sql:
    return Sql(f"{quoted(schema.table)} AS {alias}")
