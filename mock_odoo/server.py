"""The public face of the fake Odoo."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mock_kit.clock import Clock
from mock_kit.control import Control
from mock_kit.dice import Dice
from mock_kit.faults import FaultPlan
from mock_kit.gateway import Gateway
from mock_kit.journal import Journal
from mock_kit.on_demand import OnDemand
from mock_kit.server import Server
from mock_odoo import late_commits
from mock_odoo.base_data import Administrator
from mock_odoo.contention import Contention
from mock_odoo.controls import Accounts, Databases, People, Transactions
from mock_odoo.database import Database
from mock_odoo.errors import OdooError
from mock_odoo.hosting import ON_PREMISE, Hosting
from mock_odoo.hosting import hosting as hosting_of
from mock_odoo.hosting import plan as plan_of
from mock_odoo.journaling import SECRET_SHAPES, describe
from mock_odoo.keys import apikeys
from mock_odoo.keys.history import KeyEvents
from mock_odoo.late_commits import LateCommit
from mock_odoo.odoo import Odoo, OdooState
from mock_odoo.orm.values import moment
from mock_odoo.people import OnlineAccount, User, user_id
from mock_odoo.versions import LATEST

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mock_kit.tls import Authority

SYSTEM = "odoo"
LARGEST_BODY = 128 * 1024 * 1024


class MockOdoo:
    """A fake Odoo server on loopback, with no database until one is created.

        with MockOdoo() as odoo:
            odoo.create_database("acme", company="Acme BV")
            print(odoo.url)

    Port 0 takes a free one. Clock, dice, journal and faults are its own unless they are given, which is how a World
    pairs it with a fake Silverfin. With an `authority` it speaks TLS. `hosting` is `on-premise`, `odoo.sh`, `online`,
    or a `Hosting` of your own. With a `folder` everything is kept in files there, of which each call is in whole or not
    at all; an opened folder plays the version that it was left in.
    """

    def __init__(  # noqa: PLR0913 - each has a default, and all but the first are named
        self,
        version: str = LATEST,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        known_as: str = "",
        clock: Clock | None = None,
        dice: Dice | None = None,
        journal: Journal | None = None,
        faults: FaultPlan | None = None,
        authority: Authority | None = None,
        hosting: str | Hosting = ON_PREMISE,
        folder: Path | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.dice = dice or Dice()
        self.journal = journal if journal is not None else Journal(SECRET_SHAPES)
        self.faults = faults or FaultPlan()
        self.hosting = hosting_of(hosting)
        self.odoo = Odoo(version, self.clock, self.dice, self.hosting, folder)
        self.odoo.hears(self._note)
        self.odoo.know_uses(self.journal.events.named("keys.used", SYSTEM))
        self.wsgi = Gateway(
            OnDemand(self._build),
            system=SYSTEM,
            clock=self.clock,
            journal=self.journal,
            faults=self.faults,
            describe=describe,
            largest_body=LARGEST_BODY,
        )
        shared: dict[str, Any] = {"clock": self.clock, "journal": self.journal, "faults": self.faults}
        self.control = Control(self.wsgi, **shared, refusals=(OdooError,))
        self.control.add(People(self), Accounts(self), Databases(self), Transactions(self))
        keeps = self.hosting.keeps_connections
        self._server = Server(
            self.control, host=host, port=port, known_as=known_as, authority=authority, keeps_connections=keeps
        )

    def _note(self, name: str, details: Mapping[str, Any]) -> None:
        self.journal.events.note(SYSTEM, self.clock.now(), name, details)

    def _build(self) -> WSGIApplication:
        from mock_odoo.doors.app import build  # noqa: PLC0415 - Flask takes longer to load than all the rest

        return build(self.odoo).wsgi_app

    @property
    def url(self) -> str:
        """Where it listens, without path and trailing slash."""
        return self._server.url

    @property
    def version(self) -> str:
        """The version of Odoo that it plays."""
        return self.odoo.version.name

    def start(self) -> None:
        """Listen; it is ready when this returns. Raises PortInUseError."""
        self._server.start()

    def stop(self) -> None:
        """Stop listening; the databases stay, so that it can start again."""
        self._server.stop()

    def close(self) -> None:
        """Stop listening and forget every database; what is kept in a folder stays there."""
        self.stop()
        self.odoo.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # Databases and their people ---------------------------------------------------------------------------------------

    def create_database(
        self,
        name: str,
        *,
        company: str | Mapping[str, Any] = "My Company",
        login: str = "admin",
        password: str = "admin",
    ) -> Database:
        """Make a database with one company and its administrator.

        `company` is its name, or values of `res.company` with `currency` and `country` as ISO codes (EUR and BE if left
        out). Raises ValueError if there is a database of that name.
        """
        values = {"name": company} if isinstance(company, str) else company
        return self.odoo.create_database(name, values, Administrator(login, password))

    def database(self, name: str | None = None) -> Database:
        """Return a database, the only one if no name is given; raise LookupError naming those there are."""
        names = sorted(self.odoo.databases)
        if name is None and len(names) == 1:
            name = names[0]
        if name not in self.odoo.databases:
            raise LookupError(f"no database {name!r}; there are: {', '.join(names) or 'none'}")
        return self.odoo.databases[name]

    def user(self, login: str, *, database: str | None = None) -> User:
        """Return a user, who makes keys and to whom things happen; raise LookupError if there is none."""
        where = self.database(database)
        return User(where, user_id(where, login), login)

    def create_account(self, email: str, password: str, name: str = "") -> OnlineAccount:
        """Open an account of Odoo Online; raise ValueError elsewhere, or if there is one with that address."""
        if not self.hosting.has_accounts:
            raise ValueError(f"only Odoo Online has accounts, and this is {self.hosting.name}")
        return OnlineAccount(self.odoo, self.odoo.portal.create_account(email, password, name))

    def account(self, email: str) -> OnlineAccount:
        """Return an account of Odoo Online; raise LookupError if nobody has that address."""
        return OnlineAccount(self.odoo, self.odoo.portal.account(email))

    @property
    def keys(self) -> KeyEvents:
        """What has happened to keys so far, e.g. `odoo.keys.removed`."""
        return KeyEvents(self.journal.events)

    def create_api_key(
        self, login: str, name: str = "key", *, database: str | None = None, expiration_date: str | None = None
    ) -> str:
        """Make an API key for a user, as the key dialogs do, and return it: it can never be read again.

        `expiration_date` is a datetime in UTC, `YYYY-MM-DD HH:MM:SS`; without one the key does not expire. Raises
        ValueError for one in a version in which no key expires.
        """
        if expiration_date is not None and not self.odoo.version.keys_expire:
            raise ValueError(f"keys of Odoo {self.version} do not expire; make one without an expiration date")
        where = self.database(database)
        with where.store.transaction():
            env = where.environment(user_id(where, login))
            return apikeys.generate(env, name, moment(expiration_date))

    def remove_api_key(self, key: str, *, database: str | None = None) -> None:
        """Remove a key, as its owner does in the preferences; raise LookupError if there is none like it.

        What the server remembers of it stays: see `clear_caches`.
        """
        where = self.database(database)
        known = apikeys.find(where, key)
        if known is None:
            raise LookupError("there is no such key; was it removed before?")
        apikeys.remove(where, [known.id], by=known.user)

    def set_plan(self, database: str, plan: str) -> None:
        """Change what is paid for a database of Odoo Online: `custom`, `standard` or `one-app-free`.

        Raises ValueError for another plan, or where databases have none.
        """
        if not self.hosting.has_plans:
            raise ValueError(f"only databases of Odoo Online have a plan, and this is {self.hosting.name}")
        self.odoo.set_plan(self.database(database).name, plan_of(plan))

    def clear_caches(self) -> None:
        """Forget the credentials that `execute_kw` remembers, as a restart of the server does."""
        self.odoo.clear_caches()

    def remember_credentials(self, remember: bool) -> None:
        """Let `execute_kw` remember what was right once, as the real server does (the default), or look every time."""
        self.odoo.remember_credentials(remember)

    # What happens at the same time ------------------------------------------------------------------------------------

    def begin(
        self, model: str, method: str, *args: Any, login: str = "admin", database: str | None = None, **kwargs: Any
    ) -> LateCommit:
        """Begin a transaction of a user that calls a method and ends when it is told to `commit`.

        `args` begin with the ids. What it writes bears the time of its beginning and ids taken then.
        """
        where = self.database(database)
        return late_commits.begin(where, user_id(where, login), model, method, args, kwargs)

    def contend(
        self,
        model: str | None = None,
        method: str | None = None,
        *,
        times: int | None = 1,
        database: str | None = None,
    ) -> Contention:
        """Let the next `times` calls that change something (None: all) fail as if somebody else had been faster."""
        staged = Contention(model, method, times)
        self.database(database).contentions.append(staged)
        return staged

    # State ------------------------------------------------------------------------------------------------------------

    def capture(self) -> OdooState:
        """Return the whole state of the server."""
        return self.odoo.capture()

    def restore(self, state: OdooState) -> None:
        """Make the state what it was when `state` was captured."""
        if state.version != self.version:
            self.become(state.version)
        self.odoo.restore(state)

    def become(self, version: str) -> None:
        """Play another version from now on, at the same URL; databases are to be made anew, as an upgrade makes them.

        The fake upgrades no tables: whoever wants the same books enters them again.
        """
        self.odoo.become(version)
        self.wsgi.app = OnDemand(self._build)
