"""Who may enter: by login and password or key, by user id and password or key, by key alone, by web session."""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import TYPE_CHECKING, Any

from mock_odoo import messages
from mock_odoo.database import Database
from mock_odoo.errors import AccessDenied, type_error
from mock_odoo.keys import apikeys, two_factor
from mock_odoo.keys.passwords import matches_password
from mock_odoo.keys.sessions import Session
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.environment import SUPERUSER
from mock_odoo.orm.postgres import text

if TYPE_CHECKING:
    from mock_odoo.portal import Account


def authenticate(database: Database, login: Any, password: Any) -> int | bool:
    """Return the id of the user with that login if the password, or the key in its place, is theirs; else False.

    What `common.authenticate` and `common.login` answer: no fault for wrong credentials (observed).
    """
    uid = _active_user(database, login)
    if uid is None or _way(database, uid, password) is None:
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
    if session is None or session.waits_for_code or not session.token:
        return None
    return session if session.token == session_token(database, session.uid) else None


def check(database: Database, uid: int, password: Any) -> None:
    """Let a call of `execute_kw` in or raise AccessDenied; MissingError for a user that is not there.

    What was right once is remembered until the cache is cleared, even when the key is removed or expires (observed);
    the keys of accounts are not (assumed).
    """
    if not password or not uid or uid == SUPERUSER:
        raise AccessDenied(messages.ACCESS_DENIED)
    remembered = (uid, hashlib.sha256(str(hashable(password)).encode()).hexdigest())
    if remembered in database.verified:
        return
    active = database.user(uid).active
    way = _way(database, uid, password) if active else None
    if way is None:
        raise AccessDenied(messages.ACCESS_DENIED)
    if database.remembers and way is not Way.ACCOUNT:
        database.verified.add(remembered)


def bearer(database: Database, key: object) -> int | None:
    """Return the id of the user whose key that is, or None; nothing is remembered (observed)."""
    return _owner(database, key)[0]


class Way(Enum):
    """What lets somebody in."""

    PASSWORD, KEY, ACCOUNT = range(3)


def _way(database: Database, uid: int, secret: Any) -> Way | None:
    """Return what the secret is to a user: their password, a key of theirs or of their account; None if it is none."""
    if secret and not isinstance(secret, str):
        raise type_error(f"secret must be unicode or bytes, not {type(secret).__name__}")
    if matches_password(database, uid, secret):
        return Way.PASSWORD if database.plan.has_api and not two_factor.is_asked(database, uid) else None
    owner, way = _owner(database, secret)
    return way if owner == uid else None


def _owner(database: Database, key: object) -> tuple[int | None, Way]:
    """Return the id of the user whose key that is, or None, and whether it is a key of an account."""
    if not database.plan.has_api:
        database.tell("keys.refused", why="plan")
        return None, Way.KEY
    account = database.portal.account_of_key(key) if database.portal else None
    if account is not None:
        return _user_of_account(database, account), Way.ACCOUNT
    known = apikeys.good(database, key)
    return (known.uid if known else None), Way.KEY


def _user_of_account(database: Database, account: Account) -> int | None:
    """Return the id of an account's user in a database that it manages: whose login is the account's address.

    That is assumed: how a database of Odoo Online asks the website about a key is not public.
    """
    manages = database.portal is not None and database.name in database.portal.databases(account)
    uid = _active_user(database, account.email) if manages else None
    if uid is None:
        database.tell("keys.refused", user=account.email, why="account")
    return uid


def _active_user(database: Database, login: Any) -> int | None:
    if isinstance(login, dict):
        hashable(login)
    if not isinstance(login, str):
        return None
    text(login)
    row = database.store.one("SELECT id FROM res_users WHERE active AND login = ? AND id != ?", (login, SUPERUSER))
    return row[0] if row else None
