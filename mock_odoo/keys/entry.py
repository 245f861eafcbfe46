"""Who may enter: by login and password or key, by user id and password or key, by key alone, by web session."""

from __future__ import annotations

import hashlib
from typing import Any

from mock_odoo import messages
from mock_odoo.database import Database
from mock_odoo.errors import AccessDenied, type_error
from mock_odoo.keys import apikeys, two_factor
from mock_odoo.keys.passwords import matches_password
from mock_odoo.keys.sessions import Session
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.environment import SUPERUSER
from mock_odoo.orm.postgres import text
from mock_odoo.orm.values import kept_moment


def authenticate(database: Database, login: Any, password: Any) -> int | bool:
    """Return the id of the user with that login if the password, or the key in its place, is theirs; else False.

    What `common.authenticate` and `common.login` answer: no fault for wrong credentials (observed).
    """
    uid = _active_user(database, login)
    if uid is None or not _opens(database, uid, password):
        return False
    return uid


def log_in(database: Database, login: Any, password: Any) -> int:
    """Return the id of the user with that login and password; raise AccessDenied. Keys are not taken (observed).

    Whether a second factor is asked for, too, says `two_factor.is_asked`.
    """
    uid = _active_user(database, login)
    if uid is None or not matches_password(database, uid, password):
        raise AccessDenied(messages.ACCESS_DENIED)
    return uid


def session_token(database: Database, uid: int) -> str:
    """Return what stands for a user's credentials: another login, password or second factor has another (observed).

    It is empty for users that are archived or gone; who is brought back is signed in again (observed).
    """
    row = database.store.one(
        "SELECT id, login, password_hash, totp_secret FROM res_users WHERE id = ? AND active", (uid,)
    )
    return hashlib.sha256(repr(row).encode()).hexdigest() if row else ""


def signed_in(database: Database, session: Session | None) -> Session | None:
    """Return a session if its browser is still signed in; None otherwise."""
    if session is None or session.waits_for_code or session.token != session_token(database, session.uid):
        return None
    return session


def check(database: Database, uid: int, password: Any) -> None:
    """Let a call of `execute_kw` in or raise AccessDenied; MissingError for a user that is not there.

    What was right once is remembered until the cache is cleared, even when the key is removed or expires (observed).
    """
    if not password or not uid or uid == SUPERUSER:
        raise AccessDenied(messages.ACCESS_DENIED)
    remembered = (uid, hashlib.sha256(str(hashable(password)).encode()).hexdigest())
    if remembered in database.verified:
        return
    active = database.user(uid).active
    if not active or not _opens(database, uid, password):
        raise AccessDenied(messages.ACCESS_DENIED)
    database.verified.add(remembered)


def bearer(database: Database, key: object) -> int | None:
    """Return the id of the user whose key that is, or None; nothing is remembered (observed)."""
    return apikeys.owner(database, key, kept_moment(database.clock.now()))


def _opens(database: Database, uid: int, secret: Any) -> bool:
    """Tell whether that is the user's password, or a key of theirs."""
    if secret and not isinstance(secret, str):
        raise type_error(f"secret must be unicode or bytes, not {type(secret).__name__}")
    if matches_password(database, uid, secret) and not two_factor.is_asked(database, uid):
        return True
    return bearer(database, secret) == uid


def _active_user(database: Database, login: Any) -> int | None:
    if isinstance(login, dict):
        hashable(login)
    if not isinstance(login, str):
        return None
    text(login)
    row = database.store.one("SELECT id FROM res_users WHERE active AND login = ? AND id != ?", (login, SUPERUSER))
    return row[0] if row else None
