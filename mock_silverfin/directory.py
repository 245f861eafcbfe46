"""The directory: the firms, people and applications of the whole platform, and the ids of everything in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mock_kit.dice import Dice
from mock_kit.secrets import hashed, matches
from mock_kit.store import Store
from mock_silverfin.errors import InvalidClientError
from mock_silverfin.people_errors import NotAMemberError, SignInError
from mock_silverfin.scopes import ALL_SCOPES, missing

TABLES = (
    "CREATE TABLE sequence (last INTEGER NOT NULL)",
    "CREATE TABLE firm (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL)",
    """CREATE TABLE membership (user_id INTEGER NOT NULL REFERENCES user, firm_id INTEGER NOT NULL REFERENCES firm,
           admin INTEGER NOT NULL, PRIMARY KEY (user_id, firm_id))""",
    """CREATE TABLE application (id INTEGER PRIMARY KEY, name TEXT NOT NULL, client_id TEXT NOT NULL UNIQUE,
           client_secret TEXT NOT NULL, redirect_uri TEXT NOT NULL, scopes TEXT NOT NULL)""",
    """CREATE TABLE signing_token (application_id INTEGER NOT NULL REFERENCES application, number INTEGER NOT NULL,
           token TEXT NOT NULL, PRIMARY KEY (application_id, number))""",
)


@dataclass(frozen=True)
class Registration:
    """An application as the platform knows it."""

    id: int
    name: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]


class Ids:
    """Ids of nine or ten digits, each greater than the one before, never given twice on one platform.

    Provenance: client (webhook example and scripts show such numbers).
    """

    def __init__(self, store: Store, dice: Dice) -> None:
        self._store = store
        self._steps = dice.stream("silverfin id")
        if store.one("SELECT last FROM sequence") is None:
            store.execute("INSERT INTO sequence VALUES (?)", [self._steps.randrange(100_000_000, 900_000_000)])

    def take(self, count: int = 1) -> list[int]:
        """Return `count` new ids."""
        ids = []
        with self._store.transaction():
            [(last,)] = self._store.all("SELECT last FROM sequence")
            for _ in range(count):
                last += self._steps.randrange(1, 1000)
                ids.append(last)
            self._store.execute("UPDATE sequence SET last = ?", [last])
        return ids


class Directory:
    """Firms, people and applications; passwords and client secrets are kept as salted hashes.

    What webhooks are signed with is kept in clear, for whoever signs needs it.
    """

    def __init__(self, store: Store, dice: Dice) -> None:
        self.is_new = store.one("SELECT name FROM sqlite_master WHERE name = 'sequence'") is None
        if self.is_new:
            for table in TABLES:
                store.execute(table)
        self.ids = Ids(store, dice)
        self._store = store
        self._dice = dice

    def add_firm(self, name: str) -> int:
        """Add a firm and return its id."""
        [id_] = self.ids.take()
        self._store.execute("INSERT INTO firm VALUES (?, ?)", [id_, name])
        return id_

    def firm_name(self, firm_id: int) -> str:
        """Return the name of a firm that exists."""
        [(name,)] = self._store.all("SELECT name FROM firm WHERE id = ?", [firm_id])
        return str(name)

    def firms(self) -> list[tuple[int, str]]:
        """Return the id and the name of every firm, oldest first."""
        return [(id_, name) for id_, name in self._store.all("SELECT id, name FROM firm ORDER BY id")]

    def add_user(self, firm_id: int, email: str, password: str, *, admin: bool) -> int:
        """Make a person a member of a firm, as an admin or not, and return the person's id.

        Somebody may belong to several firms: a known e-mail address is that person, and ValueError is raised if the
        password is another.
        """
        with self._store.transaction():
            known = self._store.one("SELECT id, password FROM user WHERE email = ?", [email])
            if known is None:
                [id_] = self.ids.take()
                kept = hashed(password, self._dice.token_hex("silverfin salt", 16))
                self._store.execute("INSERT INTO user VALUES (?, ?, ?)", [id_, email, kept])
            elif matches(password, known[1]):
                id_ = known[0]
            else:
                raise ValueError(f"{email} is known with another password; one person has one password for all firms")
            self._store.execute("REPLACE INTO membership VALUES (?, ?, ?)", [id_, firm_id, admin])
        return id_

    def sign_in(self, email: str, password: str) -> int:
        """Return the id of the person; raise SignInError if address or password is wrong."""
        known = self._store.one("SELECT id, password FROM user WHERE email = ?", [email])
        if known is None or not matches(password, known[1]):
            raise SignInError
        return int(known[0])

    def is_admin(self, user_id: int, firm_id: int) -> bool:
        """Tell whether a member of a firm is one of its admins; raise NotAMemberError for others."""
        found = self._store.one("SELECT admin FROM membership WHERE user_id = ? AND firm_id = ?", [user_id, firm_id])
        if found is None:
            raise NotAMemberError
        return bool(found[0])

    def email(self, user_id: int) -> str:
        """Return the e-mail address of a person."""
        [(email,)] = self._store.all("SELECT email FROM user WHERE id = ?", [user_id])
        return str(email)

    def firms_of(self, user_id: int) -> list[tuple[int, str]]:
        """Return the id and the name of every firm that a person belongs to, oldest first."""
        query = "SELECT id, name FROM firm JOIN membership ON firm_id = id WHERE user_id = ? ORDER BY id"
        return [(id_, name) for id_, name in self._store.all(query, [user_id])]

    def members_of(self, firm_id: int) -> list[tuple[int, str, bool]]:
        """Return id and e-mail address of everybody in a firm, and whether they are admins, by id."""
        query = """SELECT id, email, admin FROM membership JOIN user ON user.id = user_id
            WHERE firm_id = ? ORDER BY id"""
        return [(id_, email, bool(admin)) for id_, email, admin in self._store.all(query, [firm_id])]

    def add_application(self, name: str, redirect_uri: str, scopes: Sequence[str], client_secret: str) -> Registration:
        """Register an application, as Silverfin does on request by e-mail; it gets a client id of its own.

        Raise ValueError for a scope that Silverfin does not have.
        """
        if unknown := missing(scopes, ALL_SCOPES):
            raise ValueError(f"Silverfin has no scope {', '.join(unknown)}; it has {', '.join(ALL_SCOPES)}")
        [id_] = self.ids.take()
        client_id = self._dice.token_urlsafe("silverfin client id", 43)
        kept = hashed(client_secret, self._dice.token_hex("silverfin salt", 16))
        row = [id_, name, client_id, kept, redirect_uri, " ".join(scopes)]
        self._store.execute("INSERT INTO application VALUES (?, ?, ?, ?, ?, ?)", row)
        return Registration(id_, name, client_id, redirect_uri, tuple(scopes))

    def keep_signing_token(self, application_id: int, number: int, token: str) -> None:
        """Sign an application's webhooks with this token from now on, in place of the one of that number (1 or 2)."""
        self._store.execute("REPLACE INTO signing_token VALUES (?, ?, ?)", [application_id, number, token])

    def signing_tokens(self, application_id: int) -> list[str]:
        """Return what an application's webhooks are signed with, by number."""
        query = "SELECT token FROM signing_token WHERE application_id = ? ORDER BY number"
        return [token for (token,) in self._store.all(query, [application_id])]

    def replace_client_secret(self, application_id: int, client_secret: str) -> None:
        """Let an application have another client secret from now on."""
        kept = hashed(client_secret, self._dice.token_hex("silverfin salt", 16))
        self._store.execute("UPDATE application SET client_secret = ? WHERE id = ?", [kept, application_id])

    def application_name(self, application_id: int) -> str:
        """Return the name of an application that is registered."""
        [(name,)] = self._store.all("SELECT name FROM application WHERE id = ?", [application_id])
        return str(name)

    def application(self, client_id: str) -> Registration:
        """Return the application of that client id; raise InvalidClientError if there is none."""
        return self._find(client_id)[0]

    def authenticated(self, client_id: str, client_secret: str) -> Registration:
        """Return the application whose credentials these are; raise InvalidClientError if they are wrong."""
        registration, kept = self._find(client_id)
        if not matches(client_secret, kept):
            raise InvalidClientError
        return registration

    def _find(self, client_id: str) -> tuple[Registration, str]:
        query = "SELECT id, name, redirect_uri, scopes, client_secret FROM application WHERE client_id = ?"
        row = self._store.one(query, [client_id])
        if row is None:
            raise InvalidClientError
        id_, name, redirect_uri, scopes, kept = row
        return Registration(id_, name, client_id, redirect_uri, tuple(scopes.split())), kept
