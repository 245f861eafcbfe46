"""Visibility: which records a search shows: none that is archived unless it asks, and what the record rules permit."""

from __future__ import annotations

from mock_odoo.orm import domain
from mock_odoo.orm.domain import And, Condition, Node
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.rules import rule
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import TRUE, Sql


def visible(env: Environment, schema: Schema, node: Node) -> Node:
    """Return the tree without archived records, unless the context or the tree itself asks about them."""
    model = env.model(schema.model)
    if model.usually is not None and model.unless_asked.isdisjoint(domain.fields_of(node)):
        node = And((node, model.usually))
    asked = env.context.get("active_test", True)
    if "active" not in schema.fields or not asked or "active" in domain.fields_of(node):
        return node
    return And((node, Condition("active", "=", True)))


def permitted(env: Environment, schema: Schema, alias: str, operation: str = "read") -> Sql:
    """Return with which records of a model the record rules let the user do `operation`."""
    if env.su:
        return TRUE
    seen = env.model(schema.model)._seen(alias, operation)
    return env.sudo().model(schema.model)._where(rule(env, schema.model, operation), alias) if seen is None else seen
