"""Folders in which a fake keeps its stores: who has one open, in which format it is, and which Twinledger began it."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from pathlib import Path

from mock_kit.store import Store

PRIVATE = 0o700
TABLE = "CREATE TABLE opening (times INTEGER NOT NULL, format INTEGER NOT NULL, version TEXT NOT NULL)"


class FolderError(Exception):
    """A folder cannot be opened; the text says why and what to do."""


class OtherFormatError(FolderError):
    """The folder was begun by a Twinledger that keeps its files in another format."""

    def __init__(self, folder: Path, theirs: str, ours: int) -> None:
        mine = f"this is Twinledger {version('twinledger')}, which keeps format {ours} and converts nothing"
        advice = "Go on with the Twinledger that began the folder, or name a new one."
        super().__init__(f"{folder} is kept in {theirs}; {mine}. {advice}")


class FolderInUseError(FolderError):
    """Another process, or somebody else in this one, has the folder open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is open elsewhere; end whoever runs on it, or name another folder")


class Folder:
    """A folder, made if it is not there, for whoever opens it alone. `store` is its first file, with what tells it.

    `times` says how often it has been opened, this time included. Raises FolderInUseError, and OtherFormatError if it
    was begun in another format than number `keeps`, after which it is as it was.
    """

    def __init__(self, path: Path, first: str, keeps: int) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        try:
            self.store = Store(str(self.file(first)), alone=True)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise FolderInUseError(path) from None
            raise
        try:
            self.times = _open_once_more(self.store, path, keeps)
        except BaseException:
            self.store.close()
            raise

    @property
    def is_new(self) -> bool:
        """Whether it was never opened before."""
        return self.times == 1

    def file(self, name: str) -> Path:
        """Return where a store of that name is kept."""
        return self.path / f"{name}.sqlite"

    def remove(self, name: str) -> None:
        """Remove a store that is closed."""
        for file in self.path.glob(f"{name}.sqlite*"):
            file.unlink()


def _open_once_more(store: Store, folder: Path, keeps: int) -> int:
    with store.transaction():
        if store.is_empty:
            store.execute(TABLE)
            store.execute("INSERT INTO opening VALUES (0, ?, ?)", [keeps, version("twinledger")])
        else:
            _refuse_another_format(store, folder, keeps)
        store.execute("UPDATE opening SET times = times + 1")
        [(times,)] = store.all("SELECT times FROM opening")
    return int(times)


def _refuse_another_format(store: Store, folder: Path, keeps: int) -> None:
    try:
        [(number, begun_by)] = store.all("SELECT format, version FROM opening")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise OtherFormatError(folder, "an earlier format, which nobody noted", keeps) from None
    if number != keeps:
        raise OtherFormatError(folder, f"format {number}, by Twinledger {begun_by}", keeps)
