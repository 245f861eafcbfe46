"""Web sessions: what the server remembers of a browser between its requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from mock_kit.clock import Clock
from mock_kit.dice import Dice

COOKIE = "session_id"
LIFETIME = 7 * 24 * 3600  # seconds without a request
IDENTITY_CHECK_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    """A signed-in browser: its database and user, and when they last gave their password again."""

    id: str
    database: str
    uid: int
    identity_checked: datetime | None = None


@dataclass
class WebRequest:
    """The web request behind a call: with a session when a browser sends it, without one over JSON-2."""

    session: Session | None = None
    identity_confirmed: bool = False


class Sessions:
    """The sessions of one server."""

    def __init__(self, clock: Clock, dice: Dice) -> None:
        self._clock = clock
        self._dice = dice
        self._sessions: dict[str, Session] = {}

    def open(self, database: str, uid: int) -> Session:
        """Return a new session."""
        session = Session(self._dice.token_urlsafe("odoo session", 84), database, uid)
        self._sessions[session.id] = session
        return session

    def get(self, id_: str | None) -> Session | None:
        """Return a session, or None if there is none with that id."""
        return self._sessions.get(id_ or "")

    def close(self, session: Session) -> None:
        """Sign out."""
        self._sessions.pop(session.id, None)

    def confirm_identity(self, session: Session) -> None:
        """Note that the password was given again now."""
        self._sessions[session.id] = replace(session, identity_checked=self._clock.now())

    def cookie(self, session: Session) -> str:
        """Return the `Set-Cookie` value that keeps a browser signed in (observed attributes)."""
        return self._cookie(session.id)

    def cookie_of_a_stranger(self) -> str:
        """Return the `Set-Cookie` value for a browser that has not signed in: nothing is remembered of it."""
        return self._cookie(self._dice.token_urlsafe("odoo session of a stranger", 84))

    def _cookie(self, id_: str) -> str:
        expires = format_datetime((self._clock.now() + timedelta(days=365)).replace(microsecond=0), usegmt=True)
        return f"{COOKIE}={id_}; Expires={expires}; Max-Age={LIFETIME}; HttpOnly; Path=/"

    def capture(self) -> dict[str, Session]:
        """Return all sessions."""
        return dict(self._sessions)

    def restore(self, state: dict[str, Session]) -> None:
        """Put back the sessions of when `state` was captured."""
        self._sessions = dict(state)
