"""What a server keeps beside its databases: which there are and in which files, its sessions, and how it is set.

In memory, or in a folder, where it is there again when the server is started anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mock_kit.folders import Contents, Folder, OtherFormatError
from mock_kit.store import Store

if TYPE_CHECKING:
    from mock_odoo.database import Database

FORMAT = 1
"""The tables of the server; a change of any of them is another format. Those of its databases have a digest."""
TABLES = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE database (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, plan TEXT NOT NULL)",
    """CREATE TABLE session (id TEXT PRIMARY KEY, database TEXT NOT NULL, uid INTEGER NOT NULL, token TEXT NOT NULL,
           waits_for_code INTEGER NOT NULL, identity_checked TEXT, developer INTEGER NOT NULL)""",
)
ACCOUNTS = "accounts"  # where the website of accounts is kept
CONTENTS = Contents("server", "SELECT 'database-' || number FROM database", may=(ACCOUNTS,))


@dataclass(frozen=True)
class KeptDatabase:
    """A database that is there again, with what is paid for it."""

    name: str
    file: Path
    plan: str


class Keeping:
    """The keeper of one server; its `folder` is made if it is not there. Raises FolderError if it cannot be opened."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else Folder(folder, "fake Odoo", FORMAT, CONTENTS.refuse_damaged)
        self.store = Store() if self._folder is None else Store(str(self._folder.file("server")))
        with self.store.transaction():
            if self.store.one("SELECT name FROM sqlite_master WHERE name = 'setting'") is None:
                for table in TABLES:
                    self.store.execute(table)

    @property
    def times(self) -> int:
        """How often the folder has been opened."""
        return 1 if self._folder is None else self._folder.times

    def setting(self, name: str, otherwise: str) -> str:
        """Return how something is set, `otherwise` before it was."""
        row = self.store.one("SELECT value FROM setting WHERE name = ?", (name,))
        return otherwise if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remember how something is set."""
        self.store.execute("REPLACE INTO setting VALUES (?, ?)", (name, value))

    def use_tables(self, version: str, tables: Callable[[str], set[tuple[str, str, str | None]]]) -> None:
        """Keep databases of a version from now on; raise OtherFormatError if those there are have other tables."""
        if self._folder is None:
            self.remember("version", version)
            return
        digest = hashlib.sha256(repr(sorted(tables(version), key=str)).encode()).hexdigest()
        if self.setting("version", version) == version and self.setting("tables", digest) != digest:
            raise OtherFormatError(self._folder.path, f"other tables of Odoo {version}", FORMAT)
        with self.store.transaction():
            self.remember("version", version)
            self.remember("tables", digest)

    # Databases --------------------------------------------------------------------------------------------------------

    def databases(self) -> Iterator[KeptDatabase]:
        """Yield the databases that are there again, and remove what is left of one that was never whole."""
        if self._folder is None:
            return
        rows = self.store.all("SELECT number, name, plan FROM database ORDER BY number")
        known = {self._folder.file(f"database-{number}"): (name, plan) for number, name, plan in rows}
        for file in self._folder.path.glob("database-*.sqlite*"):
            if not any(file.name.startswith(one.name) and not file.name.endswith(".part") for one in known):
                file.unlink()
        for file, (name, plan) in known.items():
            yield KeptDatabase(name, file, plan)

    def take_in(self, name: str, database: Database) -> None:
        """Keep a database from now on."""
        if self._folder is not None:
            row = self.store.one("SELECT COALESCE(MAX(number), 0) + 1 FROM database")
            assert row is not None
            database.store.move_to(self._folder.file(f"database-{row[0]}"))
            self.store.execute("INSERT INTO database VALUES (?, ?, ?)", (row[0], name, database.plan.name))

    def rename(self, old: str, new: str) -> None:
        """Keep a database under another name."""
        self.store.execute("UPDATE database SET name = ? WHERE name = ?", (new, old))

    def set_plan(self, name: str, plan: str) -> None:
        """Remember what is paid for a database."""
        self.store.execute("UPDATE database SET plan = ? WHERE name = ?", (plan, name))

    def forget(self, name: str, database: Database) -> None:
        """Close a database and keep it no longer."""
        row = self.store.one("DELETE FROM database WHERE name = ? RETURNING number", (name,))
        database.store.close()
        if self._folder is not None and row is not None:
            self._folder.remove(f"database-{row[0]}")

    # The website of accounts ------------------------------------------------------------------------------------------

    def accounts(self) -> Path | None:
        """Return where the website of accounts is kept, None if it is not."""
        file = None if self._folder is None else self._folder.file(ACCOUNTS)
        return file if file is not None and file.exists() else None

    def take_in_accounts(self, website: Database) -> None:
        """Keep the website of accounts from now on."""
        if self._folder is not None:
            website.store.move_to(self._folder.file(ACCOUNTS))

    def forget_accounts(self, website: Database) -> None:
        """Close the website of accounts and keep it no longer."""
        website.store.close()
        if self._folder is not None:
            self._folder.remove(ACCOUNTS)

    def close(self) -> None:
        """Close what the server itself keeps, and leave the folder to others."""
        self.store.close()
        if self._folder is not None:
            self._folder.close()
