"""Field access: which fields of a record a user's groups let them see, and what is said about the others (observed)."""

from __future__ import annotations

from mock_odoo import messages
from mock_odoo.errors import AccessError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field


def may_see(env: Environment, field: Field) -> bool:
    """Tell whether the user's groups let them see a field: one of those it names."""
    if not field.groups or env.su:
        return True
    return any(env.in_group(group.strip()) for group in field.groups.split(","))


def check(env: Environment, field: Field) -> None:
    """Raise AccessError if the user may not see a field; an internal user also learns which groups may."""
    if may_see(env, field):
        return
    message = messages.field_refused(field.name, env.schema(field.model).label, field.model)
    if env.in_group("base.group_user"):
        ids = tuple(sorted(env.database.group_id(group.strip()) for group in field.groups.split(",")))
        groups = env.sudo().model("res.groups", ids).read(["full_name"])
        message += messages.who_may_see(env.uid, [group["full_name"] for group in groups])
    raise AccessError(message)
