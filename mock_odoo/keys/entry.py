"""Who may enter: by login and password or key, by user id and password or key, by key alone, by web session."""

from __future__ import annotations

import hashlib
from typing import Any

from mock_odoo import messages
from mock_odoo.database import Database
from mock_odoo.errors import AccessDenied
from mock_odoo.keys import apikeys
from mock_odoo.keys.passwords import matches_password
from mock_odoo.orm.environment import SUPERUSER
from mock_odoo.orm.values import kept_moment


def authenticate(database: Database, login: Any, password: Any) -> int | bool:
    """Return the id of the user with that login if the password, or the key in its place, is theirs; else False.

    What `common.authenticate` and `common.login` answer: no fault for wrong credentials (observed).
    """
    uid = _active_user(database, login)
    if uid is None or not (matches_password(database, uid, password) or _owns(database, uid, password)):
        return False
    return uid


def log_in(database: Database, login: Any, password: Any) -> int:
    """Return the id of the user with that login and password; raise AccessDenied. Keys are not taken (observed)."""
    uid = _active_user(database, login)
    if uid is None or not matches_password(database, uid, password):
        raise AccessDenied(messages.ACCESS_DENIED)
    return uid


def check(database: Database, uid: int, password: Any) -> None:
    """Let a call of `execute_kw` in or raise AccessDenied; MissingError for a user that is not there.

    What was right once is remembered until the cache is cleared, even when the key is removed or expires (observed).
    """
    if not password or not uid or uid == SUPERUSER:
        raise AccessDenied(messages.ACCESS_DENIED)
    remembered = (uid, hashlib.sha256(str(password).encode()).hexdigest())
    if remembered in database.verified:
        return
    active = database.user(uid).active
    if not active or not (matches_password(database, uid, password) or _owns(database, uid, password)):
        raise AccessDenied(messages.ACCESS_DENIED)
    database.verified.add(remembered)


def bearer(database: Database, key: str) -> int | None:
    """Return the id of the user whose key that is, or None; nothing is remembered (observed)."""
    return apikeys.owner(database, key, kept_moment(database.clock.now()))


def _owns(database: Database, uid: int, key: Any) -> bool:
    return bearer(database, key) == uid


def _active_user(database: Database, login: Any) -> int | None:
    row = database.store.one("SELECT id FROM res_users WHERE active AND login = ? AND id != ?", (login, SUPERUSER))
    return row[0] if row else None
