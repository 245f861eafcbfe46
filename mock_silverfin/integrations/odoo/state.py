"""What is remembered between runs, so written that a run can end at any moment: an SQLite file of mode 0600."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

SCHEMA = """
BEGIN EXCLUSIVE;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS sent (kind TEXT, id TEXT, digest TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS pending (kind TEXT, id TEXT, digest TEXT, PRIMARY KEY (kind, id));
COMMIT;
"""
LINE, ACCOUNT = "line", "account"
Digests = Mapping[tuple[str, str], str | None]


def digest(content: str) -> str:
    """Return what stands for a content in the memory of what was sent."""
    return hashlib.sha256(content.encode()).hexdigest()[:32]


class State:
    """What Silverfin holds as far as this connector knows, by kind and id, and at which sync point.

    Before a batch is submitted it is noted as pending under its sync point. Whoever finds Silverfin at that point
    later knows that the batch was carried out, and whoever finds it at the earlier one, that it was not.

    The file is one run's alone until it is closed: raise sqlite3.OperationalError if another has it.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{name}.sqlite"
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._store = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            self._store.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._store.execute("PRAGMA synchronous=OFF")  # it outlives the end of the process, not that of the machine
            self._store.executescript(SCHEMA)
        except BaseException:
            self._store.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def note(self, name: str) -> str | None:
        """Return a remembered value, or None."""
        row = self._store.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def remember(self, **notes: str | None) -> None:
        """Remember values."""
        self._store.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", list(notes.items()))

    def sent(self) -> dict[tuple[str, str], str]:
        """Return the digests of what Silverfin holds."""
        return {(kind, id_): kept for kind, id_, kept in self._store.execute("SELECT kind, id, digest FROM sent")}

    def intend(self, point: str, digests: Digests) -> None:
        """Note a batch that is about to be submitted; a digest of None stands for a deletion."""
        with self._transaction():
            self._store.execute("DELETE FROM pending")
            self._store.executemany(
                "INSERT INTO pending VALUES (?, ?, ?)", [(kind, id_, kept) for (kind, id_), kept in digests.items()]
            )
            self.remember(pending_point=point)

    def confirm(self) -> None:
        """Note that the pending batch was carried out."""
        with self._transaction():
            self._store.execute(
                "DELETE FROM sent WHERE (kind, id) IN (SELECT kind, id FROM pending WHERE digest IS NULL)"
            )
            self._store.execute("INSERT OR REPLACE INTO sent SELECT * FROM pending WHERE digest IS NOT NULL")
            self._store.execute("DELETE FROM pending")
            self.remember(sync_point=self.note("pending_point"), pending_point=None)

    def forget(self) -> None:
        """Forget what Silverfin holds, which is nothing from now on."""
        with self._transaction():
            self._store.execute("DELETE FROM sent")
            self._store.execute("DELETE FROM pending")
            self.remember(sync_point=None, pending_point=None, settings=None)

    def _transaction(self) -> _Transaction:
        return _Transaction(self._store)


class _Transaction:
    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._store.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._store.execute("COMMIT" if kind is None else "ROLLBACK")
