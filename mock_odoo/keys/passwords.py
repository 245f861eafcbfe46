"""Passwords: kept as salted hashes beside the users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_kit import secrets

if TYPE_CHECKING:
    from mock_odoo.database import Database


def set_password(database: Database, uid: int, password: str) -> None:
    """Give a user a password."""
    kept = secrets.hashed(password, database.dice.token_hex("odoo salt", 16))
    database.store.execute("UPDATE res_users SET password_hash = ? WHERE id = ?", (kept, uid))


def matches_password(database: Database, uid: int, password: object) -> bool:
    """Tell whether that is the user's password; a user without one has none that matches."""
    row = database.store.one("SELECT password_hash FROM res_users WHERE id = ?", (uid,))
    return bool(row and row[0] and isinstance(password, str) and secrets.matches(password, row[0]))
