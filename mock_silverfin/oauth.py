"""OAuth 2: authorization codes, access tokens and refresh tokens, without HTTP.

Lives (documented: developer.silverfin.com/reference/authentication): an access token two hours, a refresh token sixty
days. A code lives ten minutes and works once (read: doorkeeper's default).

Rotation (documented, same page; read: doorkeeper's `previous_refresh_token`). Every refresh issues a new pair. The old
pair is revoked when the *new* access token is first shown to the API, and not before: until then the old refresh token
goes on working, so that a lost answer can be recovered from and refreshes in flight together all succeed.

Codes and tokens are kept as SHA-256 digests alone. A lookup needs the digest as its key, so there is no salt; 240
random bits need none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.store import Store
from mock_silverfin import messages
from mock_silverfin.directory import Directory, Registration
from mock_silverfin.errors import (
    InvalidGrantError,
    InvalidRedirectUriError,
    InvalidScopeError,
    OAuthError,
    TokenError,
    UnsupportedGrantTypeError,
    UnsupportedResponseTypeError,
)
from mock_silverfin.people_errors import NotAnAdminError
from mock_silverfin.scopes import SYNC, missing

CODE_LIFE = timedelta(minutes=10)
ACCESS_TOKEN_LIFE = timedelta(hours=2)
REFRESH_TOKEN_LIFE = timedelta(days=60)
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"

SECRET_PREFIX = "sf_"
SECRET_LENGTH = 43
SECRET_SHAPES = (
    rb"sf_[\w-]{40}(?![\w-])",
    rb"password(=|\"\r\n\r\n|\":\s*\")[^&\s\"]+",
    rb"api_key(=|\"\r\n\r\n|\":\s*\")[^&\s\"]+",
    rb"asic (?=\S*[A-Z0-9=])[\w+/=]{12,}",
)
"""What a journal must mask: codes, tokens and client secrets; passwords in forms; a client's HTTP Basic credentials."""

TABLES = (
    """CREATE TABLE code (digest TEXT PRIMARY KEY, application_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
           firm_id INTEGER NOT NULL, scopes TEXT NOT NULL, redirect_uri TEXT NOT NULL, created_at TEXT NOT NULL,
           used INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE token (code TEXT NOT NULL REFERENCES code, access TEXT NOT NULL UNIQUE,
           refresh TEXT NOT NULL UNIQUE, previous TEXT, created_at TEXT NOT NULL,
           revoked INTEGER NOT NULL DEFAULT 0)""",
)


@dataclass(frozen=True)
class Wish:
    """What an application asks a person for; `state` comes back unchanged."""

    application: Registration
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None = None


@dataclass(frozen=True)
class TokenPair:
    """Two new tokens, in clear; `created_at` counts whole seconds since 1970 (UTC)."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...]
    created_at: int


@dataclass(frozen=True)
class Caller:
    """Who stands behind an access token: an application in one firm, by the grant of a person."""

    application_id: int
    firm_id: int
    user_id: int
    scopes: tuple[str, ...]


def digest(secret: str) -> str:
    """Return what is kept of a secret (SHA-256, hexadecimal); its first characters tell secrets apart in notes."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret(dice: Dice, purpose: str) -> str:
    """Return a secret that SECRET_SHAPES recognise, out of the dice's stream of that purpose."""
    return SECRET_PREFIX + dice.token_urlsafe(purpose, SECRET_LENGTH - len(SECRET_PREFIX))


class OAuth:
    """Codes and tokens of the whole platform."""

    def __init__(self, store: Store, directory: Directory, clock: Clock, dice: Dice) -> None:
        if directory.is_new:
            for table in TABLES:
                store.execute(table)
        self._store = store
        self._directory = directory
        self._clock = clock
        self._dice = dice

    def wish(self, parameters: Mapping[str, str]) -> Wish:
        """Read what an authorization request asks for; raise an OAuthError if it cannot be granted to that client.

        Without `scope` it asks for everything the application may have (assumed: Doorkeeper's default scopes).
        """
        application = self._directory.application(_required(parameters, "client_id"))
        if _required(parameters, "redirect_uri") != application.redirect_uri:
            raise InvalidRedirectUriError
        if _required(parameters, "response_type") != "code":
            raise UnsupportedResponseTypeError
        scopes = tuple(parameters.get("scope", "").split()) or application.scopes
        if missing(scopes, application.scopes):
            raise InvalidScopeError
        return Wish(application, application.redirect_uri, scopes, parameters.get("state") or None)

    def grant(self, wish: Wish, user_id: int, firm_id: int) -> str:
        """Grant a wish for one firm and return the code.

        Raise NotAMemberError for people of other firms, and NotAnAdminError if the wish holds the scope of
        synchronisations and the person is no admin of the firm.
        """
        is_admin = self._directory.is_admin(user_id, firm_id)
        if SYNC in wish.scopes and not is_admin:
            raise NotAnAdminError
        code = new_secret(self._dice, "silverfin code")
        scopes = " ".join(wish.scopes)
        now = self._clock.now().isoformat()
        row = [digest(code), wish.application.id, user_id, firm_id, scopes, wish.redirect_uri, now]
        self._store.execute("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?, 0)", row)
        return code

    def token(self, firm_id: int, parameters: Mapping[str, str]) -> TokenPair:
        """Answer a token request that came to the path of `firm_id`; raise an OAuthError if it is refused."""
        grant_type = _required(parameters, "grant_type")
        if grant_type not in ("authorization_code", "refresh_token"):
            raise UnsupportedGrantTypeError
        credentials = parameters.get("client_id", ""), parameters.get("client_secret", "")
        application = self._directory.authenticated(*credentials)
        if grant_type == "refresh_token":
            return self._refresh(application, firm_id, _required(parameters, "refresh_token"))
        redirect_uri = _required(parameters, "redirect_uri")
        return self.exchange(application, firm_id, _required(parameters, "code"), redirect_uri)

    def exchange(self, application: Registration, firm_id: int, code: str, redirect_uri: str) -> TokenPair:
        """Turn a code into tokens; raise InvalidGrantError for one that is unknown, used, expired or somebody else's.

        A code that comes twice is in wrong hands: every token that descends from it is revoked (RFC 6749, 4.1.2).
        """
        key = digest(code)
        query = "SELECT application_id, firm_id, redirect_uri, scopes, created_at FROM code WHERE digest = ?"
        row = self._store.one(query, [key])
        if row is None or row[:3] != (application.id, firm_id, redirect_uri):
            raise InvalidGrantError
        *_, scopes, created_at = row
        with self._store.transaction():
            if not self._store.execute("UPDATE code SET used = 1 WHERE digest = ? AND used = 0", [key]):
                self.withdraw(code)
            elif not self._older_than(CODE_LIFE, created_at):
                return self._issue(key, scopes)
        raise InvalidGrantError

    def _refresh(self, application: Registration, firm_id: int, refresh_token: str) -> TokenPair:
        key = digest(refresh_token)
        query = """SELECT application_id, firm_id, token.revoked, token.created_at, code, scopes
                   FROM token JOIN code ON code.digest = token.code WHERE refresh = ?"""
        row = self._store.one(query, [key])
        if row is None or row[:3] != (application.id, firm_id, 0):
            raise InvalidGrantError
        *_, created_at, code, scopes = row
        if self._older_than(REFRESH_TOKEN_LIFE, created_at):
            raise InvalidGrantError
        return self._issue(code, scopes, previous=key)

    def _issue(self, code: str, scopes: str, previous: str | None = None) -> TokenPair:
        access_token = new_secret(self._dice, "silverfin access token")
        refresh_token = new_secret(self._dice, "silverfin refresh token")
        now = self._clock.now()
        row = [code, digest(access_token), digest(refresh_token), previous, now.isoformat()]
        self._store.execute("INSERT INTO token VALUES (?, ?, ?, ?, ?, 0)", row)
        return TokenPair(access_token, refresh_token, tuple(scopes.split()), int(now.timestamp()))

    def caller(self, access_token: str) -> Caller:
        """Return who shows this token to the API; raise TokenError if it is not good.

        The first time it is shown, the pair that it replaced is revoked, even if it has expired meanwhile (read:
        doorkeeper's `Token.authenticate`).
        """
        query = """SELECT previous, token.revoked, token.created_at, application_id, firm_id, user_id, scopes
                   FROM token JOIN code ON code.digest = token.code WHERE access = ?"""
        row = self._store.one(query, [digest(access_token)])
        if row is None:
            raise TokenError(messages.TOKEN_UNKNOWN)
        previous, revoked, created_at, application_id, firm_id, user_id, scopes = row
        if previous is not None:
            self._store.execute("UPDATE token SET revoked = 1 WHERE refresh = ? AND revoked = 0", [previous])
        if revoked:
            raise TokenError(messages.TOKEN_REVOKED)
        if self._older_than(ACCESS_TOKEN_LIFE, created_at):
            raise TokenError(messages.TOKEN_EXPIRED)
        return Caller(application_id, firm_id, user_id, tuple(scopes.split()))

    def granted(self, user_id: int, firm_id: int) -> list[int]:
        """Return the ids of the applications that hold tokens which a person granted for a firm, oldest first."""
        query = """SELECT DISTINCT application_id FROM code JOIN token ON token.code = code.digest
            WHERE user_id = ? AND firm_id = ? AND token.revoked = 0 ORDER BY application_id"""
        return [id_ for (id_,) in self._store.all(query, [user_id, firm_id])]

    def synchronising(self, firm_id: int) -> list[int]:
        """Return the ids of the applications that somebody let synchronise in a firm, now or once, oldest first."""
        query = "SELECT DISTINCT application_id, scopes FROM code WHERE firm_id = ? ORDER BY application_id"
        return list(dict.fromkeys(id_ for id_, scopes in self._store.all(query, [firm_id]) if SYNC in scopes.split()))

    def revoke(self, application_id: int, user_id: int, firm_id: int) -> None:
        """Take back whatever a person granted an application for a firm, codes that were not used yet included."""
        granted = "application_id = ? AND user_id = ? AND firm_id = ?"
        who = [application_id, user_id, firm_id]
        with self._store.transaction():
            self._store.execute(f"UPDATE code SET used = 1 WHERE {granted}", who)
            revoke = f"UPDATE token SET revoked = 1 WHERE code IN (SELECT digest FROM code WHERE {granted})"
            self._store.execute(revoke, who)

    def withdraw(self, code: str) -> None:
        """Take back the tokens that descend from a code."""
        self._store.execute("UPDATE token SET revoked = 1 WHERE code = ?", [digest(code)])

    def newest_tokens(self) -> list[tuple[str, datetime, bool]]:
        """Return for each application that has tokens its name, when its newest were made, and if they are revoked."""
        query = """SELECT application.name, token.created_at, token.revoked
            FROM token JOIN code ON code.digest = token.code
            JOIN application ON application.id = code.application_id
            WHERE token.rowid IN (SELECT MAX(token.rowid) FROM token JOIN code ON code.digest = token.code
                GROUP BY code.application_id) ORDER BY application.id"""
        return [(name, datetime.fromisoformat(made), bool(revoked)) for name, made, revoked in self._store.all(query)]

    def _older_than(self, life: timedelta, created_at: str) -> bool:
        return self._clock.now() > datetime.fromisoformat(created_at) + life


def _required(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name)
    if not value:
        raise OAuthError(messages.missing_parameter(name))
    return value
