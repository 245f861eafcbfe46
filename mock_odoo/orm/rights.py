"""Rights: what a user's groups let them do with a model, whatever the records are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from mock_odoo import facts, messages
from mock_odoo.errors import AccessError, ServerError
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field, model_names

OPERATIONS = ("read", "write", "create", "unlink")


def has_access(env: Environment, model: str, operation: str) -> bool:
    """Tell whether a group of the user's gives the right to `operation` (read, write, create or unlink)."""
    if hashable(operation) not in OPERATIONS:
        raise ServerError("builtins.AssertionError", "Invalid access mode")
    if env.su:
        return True
    place = OPERATIONS.index(operation)
    return any(rights[place] for group, rights in _rights(env, model).items() if group in env.group_ids)


def check_access(env: Environment, model: str, operation: str) -> None:
    """Raise AccessError, naming the groups that may, unless a group of the user's gives the right to `operation`."""
    if has_access(env, model, operation) or (env.has(model) and operation in env.model(model).unrefused):
        return
    place, label = OPERATIONS.index(operation), model_names(env.version.series)[model]["name"]
    names = [env.database.group_name(group) for group, rights in _rights(env, model).items() if rights[place]]
    raise AccessError(messages.not_allowed(operation, label, model, names))


def check_shown(env: Environment, field: Field) -> None:
    """Raise AccessError if the user may not read the model on the other side of an x2many field."""
    try:
        check_access(env, field.relation, "read")
    except AccessError as error:
        raise AccessError(f"{messages.unreadable(field.model, field.name)}{error.message}") from None


def _rights(env: Environment, model: str) -> Mapping[int, Sequence[bool]]:
    """Return the rights that groups give, also with a model that the fake does not have otherwise."""
    return env.schema(model).access if env.has(model) else _elsewhere(env.version.series).get(model, {})


@cache
def _elsewhere(series: str) -> Mapping[str, Mapping[int, Sequence[bool]]]:
    recorded = facts.load(series, "data.ir.model.access")
    return {model: {int(group): given for group, given in rights.items()} for model, rights in recorded.items()}
