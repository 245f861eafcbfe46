"""A server: several databases of one version on one clock, with the sessions of its browsers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_odoo import messages
from mock_odoo.base_data import Administrator, new_database
from mock_odoo.database import Database, DatabaseState
from mock_odoo.errors import ServerError, value_error
from mock_odoo.keys.sessions import Session, Sessions
from mock_odoo.models import registry
from mock_odoo.versions import version


@dataclass(frozen=True)
class OdooState:
    """A server at one moment."""

    databases: Mapping[str, DatabaseState]
    sessions: Mapping[str, Session]


class Odoo:
    """One server. It opens no socket: the doors bring requests in."""

    def __init__(self, version_name: str, clock: Clock, dice: Dice, *, lists_databases: bool = True) -> None:
        self.version = version(version_name)
        self.clock = clock
        self.dice = dice
        self.databases: dict[str, Database] = {}
        self.sessions = Sessions(clock, dice)
        self.lists_databases = lists_databases
        self.master_password = "admin"

    def create_database(self, name: str, company: Mapping[str, Any], admin: Administrator) -> Database:
        """Make a database with one company; raise ValueError if there is one of that name."""
        if name in self.databases:
            raise ValueError(f"there is a database {name!r} already; drop it first or choose another name")
        created = new_database(name, self.version.name, self.clock, self.dice, company=company, admin=admin)
        self.databases[name] = created
        return created

    def drop_database(self, name: str) -> None:
        """Remove a database; raise KeyError if there is none of that name."""
        self.databases.pop(name).store.close()

    def database_of_a_call(self, name: Any) -> Database:
        """Return the database that a call of a service names; raise what the real server raises if there is none."""
        if not name:
            raise ServerError("builtins.AssertionError", "Missing database name")
        if not isinstance(name, str):
            kind = type(name).__name__
            raise ServerError("builtins.AttributeError", f"'{kind}' object has no attribute 'startswith'")
        if "\0" in name.encode().decode():
            raise value_error("embedded null character")
        if name not in self.databases:
            raise ServerError("psycopg2.OperationalError", messages.unknown_database(name))
        return self.databases[name]

    def database_of_a_request(self, asked: str | None) -> Database | None:
        """Return the database that a web request means: the one it names, or the only one there is."""
        if asked is not None:
            return self.databases.get(asked)
        return next(iter(self.databases.values())) if len(self.databases) == 1 else None

    def clear_caches(self) -> None:
        """Forget verified credentials and all else that a restart forgets; sessions stay, as they do on disk."""
        for database in self.databases.values():
            database.clear_caches()

    def capture(self) -> OdooState:
        """Return the whole state."""
        states = {name: database.capture() for name, database in self.databases.items()}
        return OdooState(states, self.sessions.capture())

    def restore(self, state: OdooState) -> None:
        """Make the state what it was when `state` was captured; databases made since then are gone."""
        for name in [name for name in self.databases if name not in state.databases]:
            self.drop_database(name)
        for name, database_state in state.databases.items():
            self._database(name).restore(database_state)
        self.sessions.restore(dict(state.sessions))

    def close(self) -> None:
        """Drop every database."""
        for name in list(self.databases):
            self.drop_database(name)

    def _database(self, name: str) -> Database:
        if name not in self.databases:
            self.databases[name] = Database(name, registry(self.version.name), self.clock, self.dice)
        return self.databases[name]
