"""Web sessions: what the server remembers of a browser between its requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

from mock_kit.clock import Clock
from mock_kit.dice import Dice

COOKIE = "session_id"
LIFETIME = timedelta(days=7)
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
        cookie: SimpleCookie = SimpleCookie({COOKIE: session.id})
        cookie[COOKIE].update({"max-age": int(LIFETIME.total_seconds()), "httponly": True, "path": "/"})
        return cookie[COOKIE].OutputString()

    def capture(self) -> dict[str, Session]:
        """Return all sessions."""
        return dict(self._sessions)

    def restore(self, state: dict[str, Session]) -> None:
        """Put back the sessions of when `state` was captured."""
        self._sessions = dict(state)
