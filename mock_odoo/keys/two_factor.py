"""Two-factor authentication: a secret that a user shares with an app of theirs, and the codes that both work out of it.

Who has it switched on signs in with password and code; over XML-RPC and /jsonrpc their password is worth nothing any
more, their keys work as before (observed 2026-11-23).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_odoo.database import Database

SECRET_BYTES = 20
STEP = 30  # seconds that a code is shown
DIGITS = 6
POLICY = "auth_totp.policy"  # the parameter that makes a second factor a must
FOR_ALL, FOR_EMPLOYEES = "all_required", "employee_required"


def new_secret(database: Database) -> str:
    """Return a new secret, 32 characters of base32 in groups of four, as the dialog shows it (observed)."""
    plain = base64.b32encode(bytes.fromhex(database.dice.token_hex("odoo totp secret", SECRET_BYTES * 2))).decode()
    return " ".join(re.findall("....", plain))


def code(secret: str, now: datetime, steps: int = 0) -> str:
    """Return the code that an app shows at that moment, or so many steps of 30 seconds later (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""), casefold=True)
    counter = struct.pack(">Q", int(now.timestamp()) // STEP + steps)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matches(secret: str, given: str, now: datetime) -> bool:
    """Tell whether that is the code of this moment, or of the one just before or after it (observed)."""
    wanted = given.replace(" ", "").zfill(DIGITS)
    return any(hmac.compare_digest(code(secret, now, steps), wanted) for steps in (-1, 0, 1))


def secret_of(database: Database, uid: int) -> str:
    """Return a user's secret; empty if they have no second factor."""
    row = database.store.one("SELECT totp_secret FROM res_users WHERE id = ? AND totp_secret != ''", (uid,))
    return row[0] if row else ""


def switch(database: Database, uid: int, secret: str | None) -> None:
    """Switch a user's second factor on with that secret, or off; remembered passwords are forgotten (observed)."""
    database.note(f"users.two_factor_{'on' if secret else 'off'}", user=database.user(uid).login)
    database.store.execute("UPDATE res_users SET totp_secret = ? WHERE id = ?", (secret, uid))
    database.clear_caches()


def is_asked(database: Database, uid: int) -> bool:
    """Tell whether a password alone is not enough for a user: they want it so, or a parameter says so (observed)."""
    return bool(secret_of(database, uid)) or _is_a_must(database, uid)


def _is_a_must(database: Database, uid: int) -> bool:
    policy = database.parameter(POLICY)
    if policy == FOR_EMPLOYEES:
        return database.group_id("base.group_user") in database.user(uid).group_ids
    return policy == FOR_ALL
