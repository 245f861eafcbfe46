"""What was sent to a client file, in a database beside the connector: a digest of everything, and the sync point."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

TABLES = """
CREATE TABLE IF NOT EXISTS sent (kind TEXT, id TEXT, digest TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS stands (sync_point TEXT);
"""


class Memory:
    """The memory of one client file; whatever belongs together is kept in one transaction."""

    def __init__(self, path: Path) -> None:
        self._store = sqlite3.connect(path)
        self._store.executescript(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    @property
    def sync_point(self) -> str | None:
        """Where the file was left."""
        row = self._store.execute("SELECT sync_point FROM stands").fetchone()
        return row[0] if row else None

    def new(self, kind: str, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of the things found that are not what was sent."""
        known = self._known(kind)
        return {id_: content for id_, content in found.items() if known.get(id_) != digest(content)}

    def gone(self, kind: str, found: Mapping[str, Any]) -> list[str]:
        """Return the ids that were sent and are not found any more."""
        return sorted(self._known(kind).keys() - found.keys())

    def keep(self, sync_point: str | None, sent: Mapping[str, Mapping[str, Any]]) -> None:
        """Remember what was sent, by kind and id, and where the file stands now; None was deleted."""
        with self._store:
            for kind, things in sent.items():
                rows = [(kind, id_, digest(content)) for id_, content in things.items() if content is not None]
                gone = [(kind, id_) for id_, content in things.items() if content is None]
                self._store.executemany("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", rows)
                self._store.executemany("DELETE FROM sent WHERE kind = ? AND id = ?", gone)
            self._store.execute("DELETE FROM stands")
            self._store.execute("INSERT INTO stands VALUES (?)", (sync_point,))

    def forget(self) -> None:
        """Forget everything."""
        with self._store:
            self._store.execute("DELETE FROM sent")
            self._store.execute("DELETE FROM stands")

    def _known(self, kind: str) -> dict[str, str]:
        return dict(self._store.execute("SELECT id, digest FROM sent WHERE kind = ?", (kind,)).fetchall())


def digest(content: Any) -> str:
    """Return what tells a content from every other one."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
