"""Refusals: what the real server raises about conditions that fields of their kind do not have (observed)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mock_odoo.errors import OdooError, type_error, value_error
from mock_odoo.orm import domain
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field


def check(field: Field, condition: Condition) -> None:
    """Raise what a term ends in at once whose operator and value do not go together, or not with its field."""
    operator, value = condition.operator, condition.value
    if operator in ("=like", "=ilike") and value and not isinstance(value, str):
        raise no_pattern(condition)
    if operator in domain.INVERSES and field.relation and isinstance(value, str):
        raise no_inequality(condition)
    if operator == "any" and not field.relation and field.name != "id":
        raise no_relation(condition, value)


def no_relation(condition: Condition, value: Any) -> OdooError:
    """Return what `any` ends in on a field without relations."""
    shown = replace(condition, value=domain.as_list(domain.parse(value)))
    return value_error(f"Cannot use 'any' with non-relational fields in condition {shown!r}")


def no_inequality(condition: Condition) -> OdooError:
    """Return what a comparison of a relation with a text ends in."""
    return type_error(f"Inequality not supported for relational field using a string in condition {condition!r}")


def not_stored(env: Environment, field: Field) -> OdooError:
    """Return the refusal of a field that no database of the real server has, or of the one that it shows."""
    for name, link in _steps(env, field):
        if link.type != "many2one":
            shown = f"{field.model}.{field.name} (related={field.related})"
            return value_error(f"Cannot convert {shown} to SQL because {name} is not a Many2one")
        if not link.store:
            return not_stored(env, link)
    shown_field = shown_by(env, field)
    if shown_field is not field:
        return not_stored(env, shown_field)
    return value_error(f"Cannot convert {field.model}.{field.name} to SQL because it is not stored")


def shown_by(env: Environment, field: Field) -> Field:
    """Return the field that a related one shows, or the field itself; what is not in the fake shows itself."""
    path = field.related.split(".")
    target = [link.relation for _, link in _steps(env, field)][-1:] or [""]
    return env.schema(target[0]).fields[path[-1]] if env.has(target[0]) else field


def _steps(env: Environment, field: Field) -> Iterator[tuple[str, Field]]:
    """Yield the references that a related field goes through; raise NotInFake for one out of the fake."""
    model = field.model
    for name in field.related.split(".")[:-1]:
        link = env.schema(model).fields[name]
        yield name, link
        model = link.relation


def no_part(field: Field, name: str) -> OdooError:
    """Return what a part of a value ends in that has none."""
    return value_error(f"Invalid field property {name!r} on {field.model}.{field.name}")


def no_pattern(condition: Condition) -> OdooError:
    """Return what a comparison with a pattern ends in that is no text."""
    return type_error(f"The pattern to match must be a string in condition {condition!r}")


def only_for_trees(field: Field, condition: Condition) -> OdooError:
    """Return what `child_of` and `parent_of` end in on a field without relations."""
    where = f"works only for relational fields in condition {condition!r}"
    return value_error(f"Cannot execute {condition.operator} for {field.model}.{field.name}, {where}")
