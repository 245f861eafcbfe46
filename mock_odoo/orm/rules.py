"""Record rules: which records of a model a user may see, change or delete at all (the rules of 19.0, recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mock_odoo import facts
from mock_odoo.orm.domain import ALL, And, Condition, Node, Or, parse
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field, model_names

PART_OF = {"res.users": ("partner_id", "res.partner"), "account.bank.statement.line": ("move_id", "account.move")}
OWN = [["create_uid", "=", "$user"]]  # who sees a record of a dialog: nobody but who opened it


def rule(env: Environment, model: str, operation: str = "read") -> Node:
    """Return the tree that every record fulfils with which the user may do `operation`.

    That is what holds for all, and one rule of the user's groups if there is one.
    """
    about_it = [found for found in _rules(env.version.series, model) if operation in found["rights"]]
    mine = [found for found in about_it if _concerns(env, found)]
    everybody = [parse(_filled(env, found["domain"])) for found in mine if not found["groups"]]
    of_groups = [parse(_filled(env, found["domain"])) for found in mine if found["groups"]]
    of_all = (*everybody, *_inherited(env, model, operation))
    return And((*of_all, *((Or(tuple(of_groups)),) if of_groups and ALL not in of_groups else ())))


def _inherited(env: Environment, model: str, operation: str) -> tuple[Node, ...]:
    """A record that is a part of another is seen by who sees that one."""
    if model not in PART_OF:
        return ()
    link, whole = PART_OF[model]
    tree = rule(env, whole, operation)
    return () if tree == ALL else (Condition(link, "any", tree),)


def is_inherited(field: Field) -> bool:
    """Tell whether a record has a field because another has it of which it is a part."""
    link, _ = PART_OF.get(field.model, ("", ""))
    return bool(link) and field.related == f"{link}.{field.name}"


def are_only_own(env: Environment, model: str) -> bool:
    """Tell whether all that rules say of a model's records is that a dialog belongs to who opened it."""
    return [found["domain"] for found in _rules(env.version.series, model)] == [OWN]


def is_ruled(env: Environment, model: str, operation: str) -> bool:
    """Tell whether any rule restricts with which records the user may do `operation`."""
    return rule(env, model, operation) != ALL


@cache
def _rules(series: str, model: str) -> tuple[Mapping[str, Any], ...]:
    recorded = [found for found in facts.load(series, "data.ir.rule") if found["model"] == model]
    if model_names(series)[model]["transient"]:
        recorded.append({"domain": OWN, "groups": [], "rights": ["read", "write", "create", "unlink"]})
    return tuple(recorded)


def _concerns(env: Environment, found: Mapping[str, Any]) -> bool:
    return not found["groups"] or any(env.in_group(group) for group in found["groups"])


def _filled(env: Environment, domain: list[Any]) -> list[Any]:
    return [term if isinstance(term, str) else [*term[:2], _value(env, term[2])] for term in domain]


def _value(env: Environment, value: Any) -> Any:
    """Return a value of a rule; a word stands for one of the calling user's."""
    match value:
        case "$companies":
            return list(env.company_ids)
        case "$companies and none":
            return [*env.company_ids, False]
        case "$user":
            return env.uid
        case "$partner" | ["$partner"]:
            return env.user.commercial_partner_id
        case _:
            return value
