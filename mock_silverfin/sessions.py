"""Sessions: which browser has signed in as whom. How Silverfin does it is assumed; this is the usual way."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cached_property

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.pages.forms import FormTokens
from mock_kit.store import Store
from mock_silverfin.oauth import new_secret

COOKIE = "silverfin_session"
LIFETIME = timedelta(days=30)
TABLE = """CREATE TABLE IF NOT EXISTS session (digest TEXT PRIMARY KEY, user_id INTEGER NOT NULL,
    opened_at TEXT NOT NULL)"""


class Sessions:
    """The browsers of a platform; a session is known by a digest of its id, so nothing that is stored opens it."""

    def __init__(self, store: Store, clock: Clock, dice: Dice) -> None:
        store.execute(TABLE)
        self._store = store
        self._clock = clock
        self._dice = dice

    def stranger(self) -> str:
        """Return an id for a browser that has not signed in."""
        return new_secret(self._dice, "silverfin session")

    def open(self, user_id: int) -> str:
        """Let a browser in as a person and return the id that it has from now on."""
        id_ = self.stranger()
        row = [_digest(id_), user_id, self._clock.now().isoformat()]
        self._store.execute("INSERT INTO session VALUES (?, ?, ?)", row)
        return id_

    def user(self, id_: str) -> int | None:
        """Return the person who signed in with the browser of that id, None if nobody is, or was too long ago."""
        row = self._store.one("SELECT user_id, opened_at FROM session WHERE digest = ?", [_digest(id_)])
        if row is None or self._clock.now() > datetime.fromisoformat(row[1]) + LIFETIME:
            return None
        return int(row[0])

    def close(self, id_: str) -> None:
        """Sign out."""
        self._store.execute("DELETE FROM session WHERE digest = ?", [_digest(id_)])

    @cached_property
    def forms(self) -> FormTokens:
        """What the forms of a browser carry."""
        return FormTokens(self._clock, self._dice.token_hex("silverfin form secret", 64).encode())


def _digest(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()
