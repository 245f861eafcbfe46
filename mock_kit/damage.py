"""Damage: what is wrong with a store in a file, found by reading all of it and writing nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

MISSING, A_FOLDER, EMPTY = "it is not there", "it is a folder", "it is empty"


def wrong_with(file: Path) -> str | None:
    """Return what is wrong with a store, None if it is whole; raise OSError or OperationalError if none can tell.

    What no log was left beside is read without a lock, so nobody may be at work in it.
    """
    if not file.exists():
        return MISSING
    if file.is_dir():
        return A_FOLDER
    try:
        with closing(reader(file)) as connection:
            if found := wrong_inside(connection):
                return found
            return None if connection.execute("SELECT 1 FROM sqlite_master").fetchone() else EMPTY
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return str(error)


def wrong_inside(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with an opened store, None if it is whole; raise sqlite3.DatabaseError if it is none."""
    [(found,)] = connection.execute("PRAGMA quick_check(1)")
    return None if found == "ok" else " ".join(found.split())


def reader(file: Path) -> sqlite3.Connection:
    """Open a store in a way that leaves its folder as it is; what a process that was killed left in a log counts."""
    has_log = file.with_name(f"{file.name}-wal").exists()
    way = "mode=ro" if has_log else "immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{way}", uri=True, timeout=0)
