"""Web sessions: what the server remembers of a browser between its requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cached_property

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.pages.forms import FormTokens
from mock_kit.store import Row, Store

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
    """The sessions of one server, in its store: a restart ends none of them (observed)."""

    def __init__(self, store: Store, clock: Clock, dice: Dice) -> None:
        self._store = store
        self._clock = clock
        self._dice = dice

    def open(self, database: str, uid: int, token: str, *, waits_for_code: bool = False) -> Session:
        """Return a new session."""
        id_ = self._dice.token_urlsafe("odoo session", 84)
        session = Session(id_, database, uid, token, waits_for_code=waits_for_code)
        self._put(session)
        return session

    def choose(self, database: str) -> Session:
        """Return a new session of a browser that is to sign in to a database."""
        return self.open(database, uid=0, token="")

    def get(self, id_: str | None) -> Session | None:
        """Return a session, or None if there is none with that id."""
        row = self._store.one("SELECT * FROM session WHERE id = ?", (id_,))
        return None if row is None else _session(row)

    def end(self, id_: str | None) -> None:
        """Forget a browser, if there is one with that id."""
        self._store.execute("DELETE FROM session WHERE id = ?", (id_,))

    def confirm_identity(self, session: Session) -> None:
        """Note that the password was given again now."""
        now = self._clock.now().isoformat()
        self._store.execute("UPDATE session SET identity_checked = ? WHERE id = ?", (now, session.id))

    def sign_in(self, session: Session, token: str) -> None:
        """Let a session go on that waited for a code, or whose user has just changed their own credentials."""
        self._store.execute("UPDATE session SET token = ?, waits_for_code = 0 WHERE id = ?", (token, session.id))

    def set_developer(self, session: Session, developer: bool) -> Session:
        """Switch the developer mode of a browser on or off and return the session as it is then."""
        changed = replace(session, developer=developer)
        self._put(changed)
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
        expires = format_datetime(self._clock.now() + timedelta(days=365), usegmt=True)
        return f"{name}={id_}; Expires={expires}; Max-Age={LIFETIME}; HttpOnly; Path=/"

    def capture(self) -> dict[str, Session]:
        """Return all sessions."""
        return {row[0]: _session(row) for row in self._store.all("SELECT * FROM session")}

    def restore(self, state: Mapping[str, Session]) -> None:
        """Put back the sessions of when `state` was captured."""
        with self._store.transaction():
            self._store.execute("DELETE FROM session")
            for session in state.values():
                self._put(session)

    def _put(self, session: Session) -> None:
        at = session.identity_checked
        known = (session.id, session.database, session.uid, session.token, session.waits_for_code)
        row = (*known, None if at is None else at.isoformat(), session.developer)
        self._store.execute("REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _session(row: Row) -> Session:
    id_, database, uid, token, waits_for_code, checked, developer = row
    at = None if checked is None else datetime.fromisoformat(checked)
    return Session(id_, database, uid, token, bool(waits_for_code), at, bool(developer))
