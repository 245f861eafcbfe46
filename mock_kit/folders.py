"""Folders in which a fake keeps its stores: who has one open, in which format it is, and which Twinledger began it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from mock_kit.store import Store

PRIVATE = 0o700
FIRST = "folder.sqlite"  # the file that tells whose folder it is; who has it open, has the folder
TABLE = """CREATE TABLE opening (thing TEXT NOT NULL, times INTEGER NOT NULL, format INTEGER NOT NULL,
    version TEXT NOT NULL)"""


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
    """A folder for the stores of one `thing`, made if it is not there, for whoever opens it alone.

    `times` says how often it has been opened, this time included. Raises FolderInUseError; OtherFormatError if it was
    begun in another format than number `keeps`; FolderError if something else is there, or it cannot be opened. Then it
    is as it was.
    """

    def __init__(self, path: Path, thing: str, keeps: int) -> None:
        self.path = path
        _refuse_another_thing(path, thing)
        try:
            path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        except OSError as error:
            raise FolderError(f"{path} cannot be made: {error.strerror}; name another folder") from error
        try:
            self._first = Store(str(path / FIRST), alone=True)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise FolderInUseError(path) from None
            raise FolderError(f"{path / FIRST} cannot be opened: {error}; name another folder") from error
        try:
            self.times = self._open_once_more(thing, keeps)
        except BaseException:
            self._first.close()
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

    def close(self) -> None:
        """Leave it to others."""
        self._first.close()

    def _open_once_more(self, thing: str, keeps: int) -> int:
        first = self._first
        with first.transaction():
            if first.is_empty:
                first.execute(TABLE)
                first.execute("INSERT INTO opening VALUES (?, 0, ?, ?)", [thing, keeps, version("twinledger")])
            first.execute("UPDATE opening SET times = times + 1")
            [(other, times, number, begun_by)] = first.all("SELECT * FROM opening")
            if other != thing:
                raise FolderError(f"{self.path} is the folder of a {other}; name another one for the {thing}")
            if number != keeps:
                raise OtherFormatError(self.path, f"format {number}, by Twinledger {begun_by}", keeps)
        return int(times)


def copy_stores(folder: Path, to: Path) -> None:
    """Copy the stores of a folder, which may be at work, into a folder that is made for them."""
    to.mkdir(parents=True, mode=PRIVATE)
    for file in folder.glob("*.sqlite"):
        if file.name != FIRST:
            _copy(file, to / file.name)


def take_back_stores(folder: Path, copies: Path) -> None:
    """Make the stores of a folder that nobody has open what they were when they were copied."""
    for file in folder.glob("*.sqlite*"):
        if not file.name.startswith(FIRST):
            file.unlink()
    for file in copies.glob("*.sqlite"):
        _copy(file, folder / file.name)


def _copy(file: Path, to: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _refuse_another_thing(path: Path, thing: str) -> None:
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is no folder; name one for the {thing}, or one that is not there yet")
    if path.exists() and any(path.iterdir()) and not (path / FIRST).exists():
        raise FolderError(f"{path} is not empty, and no {thing} is kept there; name a folder for the {thing} alone")
