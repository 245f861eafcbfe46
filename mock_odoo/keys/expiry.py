"""How long keys may live, by the groups of who makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mock_odoo import messages
from mock_odoo.errors import ValidationError
from mock_odoo.orm.values import moment

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment

SYSTEM = "base.group_system"


def longest(env: Environment) -> float:
    """Return how many days a key of the user's may live: the most that one of their groups allows, at least one."""
    [(days,)] = env.database.store.all(
        "SELECT MAX(api_key_duration) FROM res_groups WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(env.group_ids),),
    )
    return days or 1.0


def check(env: Environment, expiration: str | None) -> None:
    """Raise ValidationError if the user may not have a key that lives so long; administrators may."""
    if env.in_group(SYSTEM):
        return
    if expiration is None:
        raise ValidationError(messages.KEY_NEEDS_EXPIRATION)
    most = longest(env)
    if expiration > str(moment(env.now.replace(tzinfo=None) + timedelta(days=most))):
        raise ValidationError(messages.too_long_a_life(most))
