"""A server: several databases of one version on one clock, with the sessions of its browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.events import Event
from mock_kit.folders import FolderError
from mock_odoo import messages
from mock_odoo.base_data import Administrator, new_database, tables_of
from mock_odoo.database import Database, DatabaseState, Listener, unheard
from mock_odoo.errors import ServerError, no_attribute, value_error
from mock_odoo.hosting import ON_PREMISE, Hosting, Plan
from mock_odoo.hosting import plan as plan_of
from mock_odoo.keeping import Keeping
from mock_odoo.keys.cooldown import Cooldown
from mock_odoo.keys.sessions import Session, Sessions
from mock_odoo.models import registry
from mock_odoo.portal import DATABASE as WEBSITE
from mock_odoo.portal import Portal
from mock_odoo.versions import version


@dataclass(frozen=True)
class OdooState:
    """A server at one moment."""

    version: str
    databases: Mapping[str, DatabaseState]
    sessions: Mapping[str, Session]
    master_password: str
    portal: DatabaseState | None
    remembers_credentials: bool


class Odoo:
    """One server. It opens no socket: the doors bring requests in.

    Everything is in memory unless a `folder` is given: what is in it is there again, of the version that it was of.
    """

    def __init__(
        self,
        version_name: str,
        clock: Clock,
        dice: Dice,
        hosting: Hosting = ON_PREMISE,
        folder: Path | None = None,
    ) -> None:
        self._keeping = Keeping(folder)
        self.version = version(self._keeping.setting("version", version_name))
        self._use_tables()
        self.clock = clock
        self.dice = dice.once_more(self._keeping.times)
        self.databases: dict[str, Database] = {}
        self.sessions = Sessions(self._keeping.store, clock, self.dice)
        self.cooldown = Cooldown()
        self.portal = Portal(self.version.name, clock, self.dice, self._keeping)
        self.lists_databases = hosting.lists_databases
        self.has_accounts = hosting.has_accounts
        self.db_filter = hosting.db_filter
        self.listener: Listener = unheard
        for kept in self._keeping.databases():
            self._tie(kept.name, self._opened(kept.name, kept.file)).plan = plan_of(kept.plan)

    @property
    def master_password(self) -> str:
        """What the service `db` asks for."""
        return self._keeping.setting("master password", "admin")

    @master_password.setter
    def master_password(self, password: str) -> None:
        self._keeping.remember("master password", password)

    @property
    def remembers_credentials(self) -> bool:
        """Whether `execute_kw` remembers what was right once."""
        return self._keeping.setting("remembers credentials", "yes") == "yes"

    def hears(self, listener: Listener) -> None:
        """Let somebody hear what happens in every database, the website of accounts included."""
        self.listener = listener
        self.portal.hears(listener)
        for name, database in self.databases.items():
            self._tie(name, database)

    def know_uses(self, events: Iterable[Event]) -> None:
        """Know from what happened in an earlier life which keys have opened something."""
        for event in events:
            name = event.details["database"]
            database = self.portal.database if name == WEBSITE and self.has_accounts else self.databases.get(name)
            if database is not None:
                database.used.add(event.details["id"])

    def remember_credentials(self, remember: bool) -> None:
        """Let `execute_kw` remember what was right once, as the real server does, or look every time."""
        self._keeping.remember("remembers credentials", "yes" if remember else "no")
        for database in self.databases.values():
            database.remembers = remember
            database.clear_caches()

    def adopt(self, name: str, database: Database) -> Database:
        """Make a database one of this server's, under that name."""
        self._keeping.take_in(name, database)
        return self._tie(name, database)

    def _tie(self, name: str, database: Database) -> Database:
        database.listener = self.listener
        database.portal = self.portal if self.has_accounts else None
        database.remembers = self.remembers_credentials
        self.databases[name] = database
        return database

    def create_database(
        self, name: str, company: Mapping[str, Any], admin: Administrator, language: str = "en_US"
    ) -> Database:
        """Make a database with one company; raise ValueError if there is one of that name."""
        if name in self.databases:
            raise ValueError(f"there is a database {name!r} already; drop it first or choose another name")
        created = new_database(
            name, self.version.name, self.clock, self.dice, company=company, admin=admin, language=language
        )
        return self.adopt(name, created)

    def drop_database(self, name: str) -> None:
        """Remove a database; raise KeyError if there is none of that name."""
        self._keeping.forget(name, self.databases.pop(name))
        self.portal.forget_database(name)

    def rename_database(self, old: str, new: str) -> None:
        """Let a database have another name; raise KeyError if there is none of that name."""
        database = self.databases[new] = self.databases.pop(old)
        database.name = new
        self._keeping.rename(old, new)
        self.portal.rename_database(old, new)

    def set_plan(self, name: str, plan: Plan) -> None:
        """Change what is paid for a database; raise KeyError if there is none of that name."""
        self.databases[name].plan = plan
        self._keeping.set_plan(name, plan.name)

    def database_of_a_call(self, name: Any) -> Database:
        """Return the database that a call of a service names; raise what the real server raises if there is none."""
        if not name:
            raise ServerError("builtins.AssertionError", "Missing database name")
        if not isinstance(name, str):
            raise no_attribute(name, "startswith")
        if "\0" in name.encode().decode():
            raise value_error("embedded null character")
        if name == WEBSITE and self.has_accounts:
            return self.portal.database
        if name not in self.databases:
            raise ServerError("psycopg2.OperationalError", messages.unknown_database(name))
        return self.databases[name]

    def shows(self, host: str, name: str) -> bool:
        """Tell whether the filter lets who asked that host see a database of that name."""
        if not self.db_filter:
            return True
        host = host.partition(":")[0]
        first = host.removeprefix("www.").partition(".")[0]
        shown = self.db_filter.replace("%h", re.escape(host)).replace("%d", re.escape(first))
        return re.match(shown, name, re.IGNORECASE) is not None

    def visible(self, host: str) -> list[str]:
        """Return the names of the databases that who asked that host can see."""
        return sorted(name for name in self.databases if self.shows(host, name))

    def database_of_a_request(self, host: str, asked: str | None) -> Database | None:
        """Return the database that a web request means: the one it names, or the only one that it can see."""
        if asked == WEBSITE and self.has_accounts:
            return self.portal.database
        if asked:
            return self.databases.get(asked) if self.shows(host, asked) else None
        visible = self.visible(host)
        return self.databases[visible[0]] if len(visible) == 1 else None

    def clear_caches(self) -> None:
        """Forget verified credentials and all else that a restart forgets; sessions stay, as they do on disk."""
        for database in self.databases.values():
            database.clear_caches()
        self.cooldown.forget()
        self.portal.clear_caches()

    def capture(self) -> OdooState:
        """Return the whole state."""
        states = {name: database.capture() for name, database in self.databases.items()}
        sessions, portal = self.sessions.capture(), self.portal.capture()
        remembers = self.remembers_credentials
        return OdooState(self.version.name, states, sessions, self.master_password, portal, remembers)

    def restore(self, state: OdooState) -> None:
        """Make the state what it was when `state` was captured; databases made since then are gone."""
        self.remember_credentials(state.remembers_credentials)
        for name in [name for name in self.databases if name not in state.databases]:
            self.drop_database(name)
        for name, database_state in state.databases.items():
            self._database(name).restore(database_state)
            self._keeping.set_plan(name, database_state.plan.name)
        self.sessions.restore(dict(state.sessions))
        self.cooldown.forget()
        self.master_password = state.master_password
        self.portal.restore(state.portal)

    def become(self, version_name: str) -> None:
        """Play another version from now on; its databases are gone, since they have other tables there.

        So is the website of accounts, and with it the accounts and their keys.
        """
        self._drop_databases()
        self.version = version(version_name)
        self.portal.become(self.version.name)
        self._use_tables()

    def close(self) -> None:
        """Close every database; what is kept in a folder stays there."""
        for database in self.databases.values():
            database.store.close()
        self.databases.clear()
        self.portal.close()
        self._keeping.close()

    def _drop_databases(self) -> None:
        for name in list(self.databases):
            self.drop_database(name)

    def _database(self, name: str) -> Database:
        if name not in self.databases:
            self.adopt(name, self._opened(name))
        return self.databases[name]

    def _use_tables(self) -> None:
        try:
            self._keeping.use_tables(self.version.name, tables_of)
        except FolderError:
            self._keeping.close()
            raise

    def _opened(self, name: str, file: Path | None = None) -> Database:
        return Database(name, registry(self.version.name), self.clock, self.dice, file)
