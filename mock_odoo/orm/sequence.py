"""Sequence: in which order the real server comes to the terms of a domain, and where it stops (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.orm.arguments import collection
from mock_odoo.orm.comparisons import truth
from mock_odoo.orm.domain import Condition, Node, Not
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.sql import Sql
from mock_odoo.orm.stages import LOOKING

SETS = {"=": "in", "in": "in", "!=": "not in", "not in": "not in"}
BEHIND = (1, "", 0, "")
MERGED = ("char", "text", "integer", "boolean", "selection", "monetary", "float", "many2one", "id")


def place(schema: Schema, node: Node) -> tuple[int, str, int, str]:
    """Return by what terms are sorted: their fields and operators, and whatever is made of terms behind them.

    The opposite of a term is a term, too, but for those about parts of a date.
    """
    if isinstance(node, Not):
        return BEHIND if _is_part(schema, node.part) else place(schema, node.part)
    if not isinstance(node, Condition):
        return BEHIND
    return 0, node.field.split(".", 1)[0], int(node.operator not in SETS), node.operator


def _is_part(schema: Schema, node: Node) -> bool:
    """Tell whether a term is about a part of a date, or of what else is no relation."""
    field = schema.fields.get(node.field.partition(".")[0]) if isinstance(node, Condition) else None
    return isinstance(node, Condition) and "." in node.field and field is not None and not field.relation


def decides(pieces: Sequence[Sql], looked: Sql) -> bool:
    """Tell whether looking for records decides before it ends in an error."""
    for piece in pieces:
        if piece == looked:
            return True
        if piece.refusal is not None and piece.refusal.stage == LOOKING:
            return False
    return False


def merge(schema: Schema, nodes: Sequence[Node], *, all_hold: bool) -> Sequence[Node]:
    """Return the terms, of which those that compare one field with sets of values are made one (observed).

    Values that none of the terms wants any more are never asked for, whatever they are.
    """
    merged: dict[str, Condition] = {}
    others: list[Node] = []
    for node in nodes:
        values = _values(schema, node) if isinstance(node, Condition) and node.operator in SETS else None
        if values is None or not isinstance(node, Condition):
            others.append(node)
            continue
        term = Condition(node.field, SETS[node.operator], list(values))
        earlier = merged.get(node.field)
        merged[node.field] = _made_one(earlier, term, all_hold=all_hold) if earlier else node
    return [*merged.values(), *others] if len(merged) + len(others) < len(nodes) else nodes


def _made_one(one: Condition, other: Condition, *, all_hold: bool) -> Condition:
    """Return the term that holds where both (or one of both) hold."""
    if not all_hold:
        return _turned(_made_one(_turned(one), _turned(other), all_hold=True))
    (one, values), (other, others) = ((term, set(_listed(term))) for term in (one, other))
    ways = SETS[one.operator], SETS[other.operator]
    if ways == ("in", "in"):
        return Condition(one.field, "in", _sorted(values & others))
    if ways == ("in", "not in"):
        return Condition(one.field, "in", _sorted(values - others))
    if ways == ("not in", "in"):
        return Condition(one.field, "in", _sorted(others - values))
    return Condition(one.field, "not in", _sorted(values | others))


def _turned(term: Condition) -> Condition:
    return Condition(term.field, "not in" if SETS[term.operator] == "in" else "in", _listed(term))


def _listed(term: Condition) -> list[Any]:
    return collection(term.value, term.operator) or ([False] if term.operator in ("=", "!=") else [])


def _sorted(values: set[Any]) -> list[Any]:
    return sorted(values, key=lambda value: (type(value).__name__, value))


def _values(schema: Schema, condition: Condition) -> set[Any] | None:
    """Return the values that a term compares a field with; None for a field of which only records tell them."""
    field = schema.fields.get(condition.field)
    if field is None or field.type not in MERGED or isinstance(condition.value, dict):
        return None
    values = set(_listed(condition))
    if field.type == "many2one" and any(isinstance(value, str) for value in values):
        return None
    return {truth(value) for value in values} if field.type == "boolean" else values
