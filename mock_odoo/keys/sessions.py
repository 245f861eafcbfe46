"""Web sessions: what the server remembers of a browser between its requests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cached_property

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.pages.forms import FormTokens

COOKIE = "session_id"
ACCOUNT_COOKIE = "account_session_id"  # of the accounts' website, which has a host of its own in reality
LIFETIME = 7 * 24 * 3600  # seconds without a request
IDENTITY_CHECK_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Session:
    """A browser with its database and user, when they last gave their password again, and the developer mode.

    `token` stands for the user's credentials as they were: where they have changed, the browser is signed in no more.
    A session that waits for the code of a second factor is not signed in yet; one without a token has only chosen its
    database.
    """

    id: str
    database: str
    uid: int
    token: str = field(repr=False)
    waits_for_code: bool = False
    identity_checked: datetime | None = None
    developer: bool = False


@dataclass
class WebRequest:
    """The web request behind a call: with a session when a browser sends it, without one over JSON-2.

    What the call did may reach the session: the identity was confirmed, or it stays signed in with new credentials.
    """

    session: Session | None = None
    host: str = ""
    identity_confirmed: bool = False
    keeps_session: bool = False


class Sessions:
    """The sessions of one server."""

    def __init__(self, clock: Clock, dice: Dice) -> None:
        self._clock = clock
        self._dice = dice
        self._sessions: dict[str, Session] = {}

    def open(self, database: str, uid: int, token: str, *, waits_for_code: bool = False) -> Session:
        """Return a new session."""
        id_ = self._dice.token_urlsafe("odoo session", 84)
        session = Session(id_, database, uid, token, waits_for_code=waits_for_code)
        self._sessions[session.id] = session
        return session

    def choose(self, database: str) -> Session:
        """Return a new session of a browser that is to sign in to a database."""
        return self.open(database, uid=0, token="")

    def get(self, id_: str | None) -> Session | None:
        """Return a session, or None if there is none with that id."""
        return self._sessions.get(id_ or "")

    def end(self, id_: str | None) -> None:
        """Forget a browser, if there is one with that id."""
        self._sessions.pop(id_ or "", None)

    def confirm_identity(self, session: Session) -> None:
        """Note that the password was given again now."""
        self._sessions[session.id] = replace(self._sessions[session.id], identity_checked=self._clock.now())

    def sign_in(self, session: Session, token: str) -> None:
        """Let a session go on that waited for a code, or whose user has just changed their own credentials."""
        self._sessions[session.id] = replace(self._sessions[session.id], token=token, waits_for_code=False)

    def set_developer(self, session: Session, developer: bool) -> Session:
        """Switch the developer mode of a browser on or off and return the session as it is then."""
        changed = self._sessions[session.id] = replace(session, developer=developer)
        return changed

    def cookie(self, session: Session, name: str = COOKIE) -> str:
        """Return the `Set-Cookie` value that keeps a browser signed in (observed attributes)."""
        return self.cookie_with(session.id, name)

    def cookie_of_a_stranger(self) -> str:
        """Return the `Set-Cookie` value for a browser that has not signed in: nothing is remembered of it."""
        return self.cookie_with(self.stranger(), COOKIE)

    def stranger(self) -> str:
        """Return an id for a browser that has not signed in."""
        return self._dice.token_urlsafe("odoo session of a stranger", 84)

    @cached_property
    def forms(self) -> FormTokens:
        """What the forms of a browser carry, so that no other page can send them (observed: the tokens' shape)."""
        return FormTokens(self._clock, self._dice.token_hex("odoo form secret", 64).encode())

    def cookie_with(self, id_: str, name: str) -> str:
        """Return the `Set-Cookie` value for the id of a browser."""
        expires = format_datetime((self._clock.now() + timedelta(days=365)).replace(microsecond=0), usegmt=True)
        return f"{name}={id_}; Expires={expires}; Max-Age={LIFETIME}; HttpOnly; Path=/"

    def capture(self) -> dict[str, Session]:
        """Return all sessions."""
        return dict(self._sessions)

    def restore(self, state: dict[str, Session]) -> None:
        """Put back the sessions of when `state` was captured."""
        self._sessions = dict(state)
