"""Refusals: what the real server raises about conditions that fields of their kind do not have (observed)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mock_odoo.errors import OdooError, type_error, value_error
from mock_odoo.orm import domain
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.schema import Field


def no_relation(condition: Condition, value: Any) -> OdooError:
    """Return what `any` ends in on a field without relations."""
    shown = replace(condition, value=domain.as_list(domain.parse(value)))
    return value_error(f"Cannot use 'any' with non-relational fields in condition {shown!r}")


def no_inequality(condition: Condition) -> OdooError:
    """Return what a comparison of a relation with a text ends in."""
    return type_error(f"Inequality not supported for relational field using a string in condition {condition!r}")


def only_for_relations(field: Field, condition: Condition) -> OdooError:
    """Return what an operator ends in that relations do not have."""
    return value_error(f"Invalid operator in condition {Condition(field.name, condition.operator, condition.value)!r}")
