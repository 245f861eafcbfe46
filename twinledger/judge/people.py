"""People of an Odoo database, as a clause needs them: others than the administrator, and what befalls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mock_odoo.keys import apikeys

if TYPE_CHECKING:
    from mock_odoo.database import Database

PASSWORD = "a password of theirs"


def add(database: Database, login: str, *groups: str) -> None:
    """Add a user who is in these groups and in no other."""
    field = database.version.users_groups_field
    values = {
        "name": login,
        "login": login,
        "password": PASSWORD,
        field: [database.group_id(group) for group in groups],
    }
    with database.store.transaction():
        database.environment()["res.users"].create([values])


def change(database: Database, login: str, values: Mapping[str, Any]) -> None:
    """Change a user, as an administrator does in the settings."""
    with database.store.transaction():
        database.environment().model("res.users", (id_of(database, login),)).write(dict(values))


def key_of(database: Database, login: str, scope: str | None = None) -> str:
    """Return a new key of a user, good for that scope alone if one is named."""
    with database.store.transaction():
        return apikeys.generate(database.environment(id_of(database, login)), "another key", None, scope)


def id_of(database: Database, login: str) -> int:
    """Return the id of a user, whether active or not."""
    [[id_]] = database.store.all("SELECT id FROM res_users WHERE login = ?", (login,))
    return int(id_)
