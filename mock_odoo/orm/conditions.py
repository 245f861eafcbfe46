"""Conditions: from a domain's tree to the WHERE of a query, with the semantics of 19.0 (observed)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mock_odoo.errors import DomainError, NotInFake, OdooError, value_error
from mock_odoo.orm import domain, refusals
from mock_odoo.orm.comparisons import COMPARISONS, compared_scalar
from mock_odoo.orm.date_parts import DATES, date_part, part_of
from mock_odoo.orm.domain import And, Condition, Node, Not
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import not_in_sql, required_expression
from mock_odoo.orm.names import has_others, named
from mock_odoo.orm.relational import TREES, above_a_part, itself, many2one, tree, within, x2many
from mock_odoo.orm.rules import is_inherited
from mock_odoo.orm.schema import X2MANY, Field, Schema
from mock_odoo.orm.sequence import decides, merge, place
from mock_odoo.orm.sql import ALL_FOUND, FALSE, NONE_FOUND, TRUE, Sql, both, column, either, is_never, negated
from mock_odoo.orm.stages import LOOKING, WRITING, carried, raised, stage_of, written
from mock_odoo.orm.visibility import permitted, visible

Compare = Callable[[Environment, Field, Condition, Sql], Sql]


def where(env: Environment, schema: Schema, node: Node, alias: str) -> Sql:
    """Return the SQL that holds for the rows of `alias` that the tree describes; it is never NULL.

    Raises what the real server refuses at once; what it refuses later is in the SQL, as its refusal.
    """
    if isinstance(node, Condition):
        try:
            return _condition(env, schema, node, alias)
        except OdooError as error:
            return carried(error)
    if isinstance(node, Not) and (turned := _turned(env, schema, node.part)):
        return where(env, schema, turned, alias)
    if isinstance(node, Not):
        return negated(where(env, schema, _inverted(node.part), alias))
    if isinstance(node, And):
        return both(_parts(env, schema, node.parts, alias, FALSE, NONE_FOUND))
    return either(_parts(env, schema, node.parts, alias, TRUE, ALL_FOUND))


def _turned(env: Environment, schema: Schema, node: Condition) -> Condition | None:
    """The opposite of an inequality of names is the other one, of any of what stands for a name (observed)."""
    if node.field != "display_name" or node.operator not in COMPARISONS:
        return None
    return replace(node, operator=domain.INVERSES[node.operator]) if has_others(env, schema) else None


def _inverted(node: Condition) -> Condition:
    """An inequality has an opposite that errors show, though for an empty value neither of the two holds."""
    if node.operator == "=?" and node.value:
        return replace(node, operator="=", negated=True)
    return replace(node, negated=True) if node.operator in COMPARISONS else node


def _parts(
    env: Environment, schema: Schema, nodes: Sequence[Node], alias: str, at_once: Sql, looked: Sql
) -> Sequence[Sql]:
    """Return the SQL of each part, or of that which decides: behind it the real server looks at nothing (observed)."""
    found: list[tuple[Node, Sql]] = []
    for node in nodes:
        found.append((node, where(env, schema, node, alias)))
        if found[-1][1] == at_once:
            return [at_once]
    merged = merge(schema, nodes, all_hold=at_once == FALSE)
    if len(merged) < len(nodes):
        return _parts(env, schema, merged, alias, at_once, looked)
    if at_once in _merged_ids(env, schema, nodes, alias, at_once):
        return [looked]
    if looked not in (pieces := [piece for _, piece in found]) and not any(piece.refusal for piece in pieces):
        return pieces
    in_order = [piece for _, piece in sorted(found, key=lambda pair: place(schema, pair[0]))]
    return [looked] if decides(in_order, looked) else in_order


def _merged_ids(env: Environment, schema: Schema, nodes: Sequence[Node], alias: str, at_once: Sql) -> Sequence[Sql]:
    """Return what becomes of terms that look for ids once those are known, and of those that ask for ids (observed)."""
    known = env.model(schema.model).looks_for_ids
    asked = [node for node in nodes if isinstance(node, Condition)]
    if known.isdisjoint(node.field for node in asked):
        return []
    terms = [_of_ids(env, schema, node, alias) if node.field in known else node for node in asked]
    about_ids = [node for node in terms if node.field == "id"]
    merged = merge(schema, about_ids, all_hold=at_once == FALSE)
    return [where(env, schema, node, alias) for node in merged] if len(merged) < len(about_ids) else []


def _of_ids(env: Environment, schema: Schema, condition: Condition, alias: str) -> Condition:
    """Return the term about ids that looking for records makes of a term, or the term itself."""
    positive = replace(condition, operator=domain.NEGATIVE.get(condition.operator, condition.operator))
    found = env.model(schema.model).searches[condition.field](env, positive, alias)
    if not isinstance(found, Condition):
        return condition
    return replace(found, operator=domain.OPPOSITES[found.operator]) if positive != condition else found


def fulfilled(env: Environment, schema: Schema, node: Node, alias: str) -> Sql:
    """Return the SQL that holds for the rows that a client's domain describes and its user may see.

    Raises what the real server refuses before it asks PostgreSQL.
    """
    asked = where(env, schema, visible(env, schema, node), alias)
    return asked if is_never(asked) else both([written(asked), permitted(env, schema, alias)])


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
    if _is_decided(field, condition):
        return TRUE if condition.operator in domain.NEGATIVE else FALSE
    followed = _followed(field, rest, condition)
    if followed is not None:
        return _condition(env, schema, followed, alias)
    if condition.operator in ("not =like", "not =ilike") and not env.version.has_negated_patterns:
        item = [condition.field, condition.operator, condition.value]
        raise DomainError("unknown operator", condition=condition, item=item)
    if condition.operator in domain.NEGATIVE:
        return _negative(env, schema, field, condition, alias)
    if condition.operator == "=?":
        return TRUE if not condition.value else _condition(env, schema, replace(condition, operator="="), alias)
    return _positive(env, schema, field, condition, alias)


def _negative(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    positive = replace(condition, operator=domain.NEGATIVE[condition.operator], negated=True)
    if condition.field != "display_name" or not has_others(env, schema):
        return negated(_positive(env, schema, field, positive, alias))
    positive = _plain(positive)
    refusals.check(field, positive)
    refuse = env.model(schema.model).searches.get(field.name)
    with raised(LOOKING):
        if refuse is not None:  # all that a search of names says of a term that has an opposite
            refuse(env, positive, alias)
    return named(env, schema, domain.OPPOSITES[positive.operator], positive.value, alias)


def _plain(condition: Condition) -> Condition:
    """Return a term in the words in which it is looked for: nothing is like nothing, and patterns are texts."""
    operator, value = condition.operator, condition.value
    if (operator in ("=like", "=ilike") and not value) or (operator == "=" and value == []):
        return replace(condition, operator="=", value=False)
    return replace(condition, value=str(value)) if operator in ("like", "ilike") and value else condition


def _is_decided(field: Field, condition: Condition) -> bool:
    """Nothing is in nothing, whatever the field (observed); a path through records may lead to no field at all."""
    if condition.value or condition.operator not in ("in", "not in"):
        return False
    return "." not in condition.field or not (field.relation or condition.operator in domain.NEGATIVE)


def _positive(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    condition = _plain(condition)
    refusals.check(field, condition)
    if "." in condition.field:
        return _of_a_part(env, schema, field, condition, alias)
    search = env.model(schema.model).searches.get(field.name)
    is_tree = condition.operator in TREES and not field.relation
    if search is None and _is_searched_elsewhere(env, schema, field, is_tree=is_tree):
        return _condition(env, schema, replace(condition, field=field.related), alias)
    if search is None:
        return _of_the_field(env, schema, field, condition, alias)
    with raised(LOOKING):
        found = search(env, condition, alias)
    if isinstance(found, Sql):
        return found
    return where(env, schema, found, alias) if found else _of_the_field(env, schema, field, condition, alias)


def _is_searched_elsewhere(env: Environment, schema: Schema, field: Field, *, is_tree: bool) -> bool:
    """Tell whether a field shows one of a related record that has a way of its own to be looked for."""
    first, _, rest = field.related.partition(".")
    return bool(rest) and (is_tree or rest in env.model(schema.fields[first].relation).searches)


def _of_the_field(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    if field.type in X2MANY and field.related:
        return _condition(env, schema, Condition(field.related, condition.operator, condition.value), alias)
    if field.type in X2MANY:
        return x2many(env, field, condition, alias)
    in_tree = field.name == "parent_id" and field.relation == schema.model  # there its line is the record's (observed)
    if condition.operator in TREES and (field.name == "id" or in_tree):
        return within(column(alias, "id"), tree(env, schema, condition))
    if condition.operator == "any" and field.name == "id":
        return itself(env, schema, condition, column(alias, "id"))
    if field.name == "display_name" and has_others(env, schema):
        return named(env, schema, condition.operator, condition.value, alias)
    compare = many2one if field.type == "many2one" else compared_scalar
    return _compared(compare, env, field, condition, _expression(env, schema, field, alias))


def _compared(compare: Compare, env: Environment, field: Field, condition: Condition, expression: Sql) -> Sql:
    """Return the SQL of a term; a field that no query can ask for is refused before a value is (observed)."""
    try:
        return compare(env, field, condition, expression)
    except OdooError as error:
        if expression.refusal is not None and stage_of(error) >= WRITING:
            return expression
        raise


def _expression(env: Environment, schema: Schema, field: Field, alias: str) -> Sql:
    """Return the SQL of a field; one that no query can ask for is refused only where its value matters (observed)."""
    try:
        if not (field.facts.get("searchable", True) or field.facts.get("sortable") or field.name == "display_name"):
            raise not_in_sql(env, field)
        return required_expression(env, schema, field, alias)
    except OdooError as error:
        error.stage = error.stage or WRITING
        return replace(carried(error), code="NULL")


def _followed(field: Field, rest: str, condition: Condition) -> Condition | None:
    """A dotted path asks for a related record that fulfils the rest, so without one even a negation fails."""
    if rest and field.relation:
        return Condition(field.name, "any", Condition(rest, condition.operator, condition.value))
    return replace(condition, field=f"{field.related}.{rest}") if rest and is_inherited(field) else None


def _of_a_part(env: Environment, schema: Schema, field: Field, condition: Condition, alias: str) -> Sql:
    """Only dates have parts; anything else is asked for one no sooner than its value matters (observed)."""
    if condition.operator == "any":
        return itself(env, schema, condition, column(alias, "id"))
    part = part_of(env, schema, field, condition.field.partition(".")[2], alias)
    if condition.operator == "parent_of" and field.name == "id":
        return above_a_part(env, schema, condition)
    if condition.operator in TREES and field.name == "id":
        return part if condition.value else NONE_FOUND
    return _compared(date_part if field.type in DATES else compared_scalar, env, field, condition, part)
