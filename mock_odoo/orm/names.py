"""Names: which records are called so, by their display name or by what their model looks for instead (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mock_odoo.orm import domain
from mock_odoo.orm.comparisons import LIKES, compared_scalar
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import required_expression
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import TRUE, Sql, both, either, negated


def _names(env: Environment, schema: Schema) -> Sequence[str]:
    return env.model(schema.model).searched_names or ("display_name",)


def has_others(env: Environment, schema: Schema) -> bool:
    """Tell whether something else than the display name is compared when a record's name is looked for."""
    return _names(env, schema) != ("display_name",)


def named(env: Environment, schema: Schema, operator: str, value: Any, alias: str) -> Sql:
    """Return what holds for the records whose name, or what stands for it, compares so with a text (observed).

    What is not called so is called so by none of the names, one of which may be that of a record that is not there.
    """
    if operator in LIKES and not value:
        return TRUE
    restated = env.model(schema.model)._restated(Condition("display_name", operator, value))
    if restated is not None:
        return env.model(schema.model)._where(restated, alias)
    beginnings = env.model(schema.model).searched_beginnings
    parts = []
    for name in sorted(_names(env, schema)):
        is_begun = name in beginnings and domain.NEGATIVE.get(operator, operator) in LIKES
        way = ("not =like" if operator in domain.NEGATIVE else "=like") if is_begun else operator
        parts.append(_named(env, schema, name, Condition(name, way, f"{value}%" if is_begun else value), alias))
    return both(parts) if operator in domain.NEGATIVE else either(parts)


def _named(env: Environment, schema: Schema, name: str, condition: Condition, alias: str) -> Sql:
    if name != "display_name":
        return env.model(schema.model)._where(condition, alias)
    field, positive = schema.fields[name], domain.NEGATIVE.get(condition.operator)
    plain = replace(condition, operator=positive) if positive else condition
    found = compared_scalar(env, field, plain, required_expression(env, schema, field, alias))
    return negated(found) if positive else found
