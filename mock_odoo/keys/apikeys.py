"""API keys: 40 hexadecimal characters of which 8 are an index, shown once and kept as a salted hash (observed)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from mock_kit import secrets
from mock_odoo.orm.values import kept_moment

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.orm.environment import Environment

LENGTH = 40
INDEX = 8
RPC = "rpc"
PORTAL_MAY_HAVE_KEYS = "portal.allow_api_keys"  # the parameter that lets portal users have keys
SHAPE = re.compile(r"[0-9a-f]{40}")


class Known(NamedTuple):
    """What the server knows of a key that it was shown."""

    id: int
    uid: int
    kept: str
    name: str
    user: str
    active: bool
    scope: str | None
    expires: str | None

    def fault(self, scope: str | None, now: str) -> str:
        """Say why the key is not good for that scope now; nothing if it is."""
        if not self.active:
            return "archived"
        if self.scope not in (None, scope):
            return "scope"
        return "expired" if self.expires is not None and self.expires < now else ""


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
    database.note("keys.created", id=id_, key=name, user=env.user.login, scope=scope, expires=expiration_date)
    return key


def find(database: Database, key: object) -> Known | None:
    """Return what is known of a key, good or not; None if there is none like it."""
    if not isinstance(key, str):
        return None
    rows = database.store.all(
        "SELECT k.id, k.user_id, k.key_hash, k.name, u.login, u.active, k.scope, k.expiration_date"
        " FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id WHERE k.key_index = ?",
        (key[:INDEX],),
    )
    return next((known for known in map(Known._make, rows) if secrets.matches(key, known.kept)), None)


def good(database: Database, key: object, scope: str | None = RPC) -> Known | None:
    """Return what is known of a key if it is good for that scope now; its first use and every refusal are noted."""
    known = find(database, key)
    if known is None:
        if isinstance(key, str) and SHAPE.fullmatch(key):
            database.tell("keys.refused", why="unknown")
        return None
    fault = known.fault(scope, kept_moment(database.clock.now()))
    if fault:
        database.tell("keys.refused", id=known.id, key=known.name, user=known.user, why=fault)
        return None
    if known.id not in database.used:
        database.used.add(known.id)
        database.note("keys.used", id=known.id, key=known.name, user=known.user)
    return known


def remove(database: Database, ids: Iterable[int], by: str) -> int:
    """Remove keys, whosever they are, in the name of `by`; return how many there were.

    What `execute_kw` remembers of them stays, but in versions that forget it then.
    """
    removed = _drop(
        database, "keys.removed", "k.id IN (SELECT value FROM json_each(?))", database.json_list(ids), by=by
    )
    if removed and database.version.removal_clears_cache:
        database.clear_caches()
    return removed


def collect(database: Database) -> int:
    """Remove the keys that have expired, as the server does every day; what is remembered of them stays (observed)."""
    return _drop(database, "keys.collected", "k.expiration_date < ?", kept_moment(database.clock.now()))


def _drop(database: Database, event: str, condition: str, value: str, **details: str) -> int:
    rows = database.store.all(
        "SELECT k.id, k.name, u.login FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id"
        f" WHERE {condition} ORDER BY k.id",
        (value,),
    )
    for id_, name, user in rows:
        database.store.execute("DELETE FROM res_users_apikeys WHERE id = ?", (id_,))
        database.note(event, id=id_, key=name, user=user, **details)
    return len(rows)
