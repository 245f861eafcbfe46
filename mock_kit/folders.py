"""Folders in which a fake keeps its stores: who has one open, in which format it is, and which Twinledger began it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mock_kit.damage import EMPTY, reader, wrong_with
from mock_kit.store import Store

PRIVATE = 0o700
FIRST = "folder.sqlite"  # the file that tells whose folder it is; who has it open, has the folder
TABLE = """CREATE TABLE opening (thing TEXT NOT NULL, times INTEGER NOT NULL, format INTEGER NOT NULL,
    version TEXT NOT NULL)"""
ANOTHER = "name another folder"
MAKE_ROOM, ALLOW = f"make room there, or {ANOTHER}", f"let whoever runs this read and write there, or {ANOTHER}"
WHAT_TO_DO = {
    errno.ENOSPC: MAKE_ROOM,
    errno.EDQUOT: MAKE_ROOM,
    errno.EFBIG: MAKE_ROOM,
    errno.EACCES: ALLOW,
    errno.EPERM: ALLOW,
    errno.EROFS: ALLOW,
}
WHAT_TO_DO_IN_SQLITE = {
    sqlite3.SQLITE_FULL: MAKE_ROOM,
    sqlite3.SQLITE_IOERR_WRITE: MAKE_ROOM,
    sqlite3.SQLITE_IOERR_LOCK: ALLOW,
    sqlite3.SQLITE_CANTOPEN: ALLOW,
    sqlite3.SQLITE_READONLY: ALLOW,
}
KIND = 0xFF  # the part of an SQLite error's code that says of what kind it is


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


class DamagedError(FolderError):
    """A file in the folder is not what was written there."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(
            f"{file} is damaged: {what}; nothing was changed. Put a whole copy in its place, or {ANOTHER}."
        )


@contextmanager
def telling(place: Path) -> Iterator[None]:
    """Say as a FolderError why a file, or what is kept in a folder, cannot be opened or written, and what to do."""
    try:
        yield
    except OSError as error:
        todo = WHAT_TO_DO.get(error.errno or 0, ANOTHER)
        raise FolderError(f"{error.filename or place} cannot be used: {error.strerror or error}; {todo}") from error
    except sqlite3.DatabaseError as error:
        kind = error.sqlite_errorcode & KIND
        if kind == sqlite3.SQLITE_BUSY:
            raise FolderInUseError(place.parent if place.name == FIRST else place) from None
        if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedError(place, str(error)) from error
        todo = WHAT_TO_DO_IN_SQLITE.get(error.sqlite_errorcode) or WHAT_TO_DO_IN_SQLITE.get(kind, ANOTHER)
        raise FolderError(f"{place} cannot be used: {error}; {todo}") from error


@dataclass(frozen=True)
class Contents:
    """Which stores a folder holds: the `main` one, made before anything else, and those that a `query` of it names.

    Those that it `may` hold are there or not.
    """

    main: str
    query: str | None = None
    may: tuple[str, ...] = ()

    def refuse_damaged(self, folder: Path) -> None:
        """Read every store of a folder; raise DamagedError if one is not whole, or not there. Nothing is written."""
        main = folder / f"{self.main}.sqlite"
        if not _beside(folder, FIRST, main.name) and (not main.exists() or wrong_with(main) == EMPTY):
            return  # its making was cut off
        refuse_damaged_store(main)
        there = [name for name in self.may if (folder / f"{name}.sqlite").exists()]
        for name in [*self._named(main), *there]:
            refuse_damaged_store(folder / f"{name}.sqlite")

    def _named(self, main: Path) -> list[str]:
        if self.query is None:
            return []
        with closing(reader(main)) as connection:
            return [name for (name,) in connection.execute(self.query)]


def refuse_damaged_store(file: Path) -> None:
    """Raise DamagedError if a store is not whole, or not there."""
    with telling(file):
        what = wrong_with(file)
    if what is not None:
        raise DamagedError(file, what)


class Folder:
    """A folder for the stores of one `thing`, made if it is not there, for whoever opens it alone.

    `times` says how often it has been opened, this time included. Before anything is written, `check` may refuse it.
    Raises FolderInUseError; OtherFormatError if it was begun in another format than number `keeps`; DamagedError;
    FolderError if something else is there, or it cannot be opened. Then it is as it was.
    """

    def __init__(self, path: Path, thing: str, keeps: int, check: Callable[[Path], None] = lambda _: None) -> None:
        self.path = path
        with telling(path):
            _refuse_another_thing(path, thing)
            path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
            if _beside(path, FIRST):
                refuse_damaged_store(path / FIRST)
        with telling(path / FIRST):
            self._first = Store(str(path / FIRST), alone=True)
        try:
            with telling(path):
                self._refuse_another(thing, keeps)
                check(path)
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

    def _refuse_another(self, thing: str, keeps: int) -> None:
        if self._first.is_empty:
            return
        [(other, number, begun_by)] = self._first.all("SELECT thing, format, version FROM opening")
        if other != thing:
            raise FolderError(f"{self.path} is the folder of a {other}; name another one for the {thing}")
        if number != keeps:
            raise OtherFormatError(self.path, f"format {number}, by Twinledger {begun_by}", keeps)

    def _open_once_more(self, thing: str, keeps: int) -> int:
        first = self._first
        with first.transaction():
            if first.is_empty:
                first.execute(TABLE)
                first.execute("INSERT INTO opening VALUES (?, 0, ?, ?)", [thing, keeps, version("twinledger")])
            first.execute("UPDATE opening SET times = times + 1")
            [(times,)] = first.all("SELECT times FROM opening")
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


def _beside(folder: Path, *names: str) -> list[Path]:
    """Return what is in a folder beside the stores of these files."""
    return [path for path in folder.iterdir() if not path.name.startswith(names)]


def _refuse_another_thing(path: Path, thing: str) -> None:
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is no folder; name one for the {thing}, or one that is not there yet")
    if path.exists() and any(path.iterdir()) and not (path / FIRST).exists():
        raise FolderError(f"{path} is not empty, and no {thing} is kept there; name a folder for the {thing} alone")
