"""The cooldown: after so many wrong passwords from one address the web client's sign-in ignores what comes from there.

Observed on 19.0: ten failures since the last success, sixty seconds from the last of them, for one database; attempts
that are ignored do not count. XML-RPC, /jsonrpc, keys and the identity check know no cooldown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mock_odoo import messages
from mock_odoo.database import Database
from mock_odoo.errors import AccessDenied
from mock_odoo.keys import entry

AFTER, DURATION = "base.login_cooldown_after", "base.login_cooldown_duration"
DEFAULTS = {AFTER: 10, DURATION: 60}  # failures, seconds


class IgnoredError(AccessDenied):
    """Nobody looked at the password."""


class Cooldown:
    """The failures of one server's sign-ins, by database and address; a restart forgets them."""

    def __init__(self) -> None:
        self._failures: dict[tuple[str, str], tuple[int, datetime]] = {}

    def log_in(self, database: Database, login: Any, password: Any, address: str) -> int:
        """Return the id of the user with that login and password; raise AccessDenied, or IgnoredError in a cooldown."""
        place, now = (database.name, address), database.clock.now()
        count, last = self._failures.get(place, (0, now))
        most = _number(database, AFTER)
        if most and count >= most and now - last < timedelta(seconds=_number(database, DURATION)):
            raise IgnoredError(messages.TOO_MANY_FAILURES)
        try:
            uid = entry.log_in(database, login, password)
        except AccessDenied:
            self._failures[place] = (count + 1, now)
            raise
        self._failures.pop(place, None)
        return uid

    def forget(self) -> None:
        """Forget every failure, as a restart does."""
        self._failures.clear()


def _number(database: Database, parameter: str) -> int:
    """Return a parameter that is a whole number; where it is none the default counts (read)."""
    value = database.parameter(parameter)
    return int(value) if value.isdecimal() else DEFAULTS[parameter]
