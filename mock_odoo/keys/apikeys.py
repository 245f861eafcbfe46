"""API keys: 40 hexadecimal characters of which 8 are an index, shown once and kept as a salted hash (observed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_kit import secrets

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment

LENGTH = 40
INDEX = 8
RPC = "rpc"
PORTAL_MAY_HAVE_KEYS = "portal.allow_api_keys"  # the parameter that lets portal users have keys


def generate(env: Environment, name: str, expiration_date: str | None, scope: str | None = None) -> str:
    """Make a key for the caller and return it: nobody can read it again.

    `expiration_date` is a kept moment (naive UTC) or None for a key that does not expire; `scope` None fits any use.
    """
    database = env.database
    key = database.dice.token_hex("odoo api key", LENGTH)
    kept = secrets.hashed(key, database.dice.token_hex("odoo salt", 16))
    [id_] = database.next_ids("res_users_apikeys", 1)
    database.store.execute(
        "INSERT INTO res_users_apikeys (id, name, user_id, scope, create_date, expiration_date, key_hash, key_index)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id_, name, env.uid, scope, env.stamp, expiration_date, kept, key[:INDEX]),
    )
    return key


def owner(database: Database, key: object, now: str) -> int | None:
    """Return the id of the active user whose key that is, if it is good for RPC and has not expired by `now`."""
    if not isinstance(key, str) or not key:
        return None
    rows = database.store.all(
        "SELECT k.user_id, k.key_hash FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id"
        " WHERE k.key_index = ? AND u.active AND (k.scope IS NULL OR k.scope = ?)"
        " AND (k.expiration_date IS NULL OR k.expiration_date >= ?)",
        (key[:INDEX], RPC, now),
    )
    return next((uid for uid, kept in rows if secrets.matches(key, kept)), None)
