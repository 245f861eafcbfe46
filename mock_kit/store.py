"""The store: one SQLite database behind one lock, with snapshots that cost less than a millisecond."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]

IN_MEMORY = ":memory:"
BEGINNING = b"SQLite format 3\0"  # of every SQLite file
FORMATS, WITH_WAL, WITHOUT_WAL = slice(18, 20), b"\2\2", b"\1\1"  # in its header: how it is written and read
LARGEST_BLOCK = 256 * 1024 * 1024  # bytes; what SQLite holds as one block may not outgrow 1 GB
LARGEST_NUMBER = 10**18 - 1  # a whole number of 18 digits fits into a column
PATIENCE = 5.0  # seconds that one waits for somebody else who writes into the same file


def is_full(error: sqlite3.Error) -> bool:
    """Tell whether that is what SQLite says when there is no room for more."""
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL


class Snapshot:
    """A private copy of a store's content; it is freed when nobody holds it any more.

    Of a store of usual size it is the bytes of an SQLite file, which are taken and put back as one block: a tenth of
    what a copy page by page takes.
    """

    def __init__(self, source: sqlite3.Connection) -> None:
        self.block = _without_wal(source.serialize()) if _size(source) <= LARGEST_BLOCK else None
        """The bytes, unless they are too many to be put back as one block."""
        if self.block is None:
            source.backup(self.connection)

    @classmethod
    def of_image(cls, image: bytes) -> Snapshot:
        """Return a snapshot of what the bytes of an SQLite file hold; raise sqlite3.DatabaseError if they are none."""
        if not image.startswith(BEGINNING):
            raise sqlite3.DatabaseError("file is not a database")
        with closing(sqlite3.connect(":memory:")) as source:
            source.deserialize(image)
            return cls(source)

    @cached_property
    def connection(self) -> sqlite3.Connection:
        """The content, opened to be read."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, connection.close)
        if self.block is not None:
            connection.deserialize(self.block)
        return connection

    @property
    def image(self) -> bytes:
        """The content as the bytes of an SQLite file."""
        return self.connection.serialize() if self.block is None else self.block


def _size(connection: sqlite3.Connection) -> int:
    [(pages,), (size,)] = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    return int(pages * size)


def _without_wal(image: bytes) -> bytes:
    """Return an SQLite file as one that keeps no log beside it: in memory there is no such place."""
    return image if image[FORMATS] != WITH_WAL else image[: FORMATS.start] + WITHOUT_WAL + image[FORMATS.stop :]


class Store:
    """One SQLite database, in memory unless `path` names a file. What was committed there survives a power cut.

    `prepare` is called with every new connection, to add SQL functions; `rolled_back` after every rollback, so that
    what was remembered meanwhile can be forgotten. A file that is opened `alone` is nobody else's until it is closed;
    sqlite3.OperationalError is raised if it is another one's. All use goes through `transaction`, `all` and `one`,
    which hold the lock; results are fetched before it is released.
    """

    def __init__(
        self,
        path: str = IN_MEMORY,
        prepare: Callable[[sqlite3.Connection], None] | None = None,
        rolled_back: Callable[[], None] | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self._prepare = prepare
        self._lock = threading.RLock()
        self._after_commit: list[Callable[[], object]] = []
        self._rolled_back = rolled_back
        self._changed_before = 0  # rows, through connections that were closed
        self._set_back = 0  # how often the content became an earlier or another one
        self._held: Callable[[], Snapshot | None] = lambda: None  # what the content was, as long as it is `_held_as`
        self._held_as: tuple[int, ...] = ()
        self._connect(path, alone=alone)

    @property
    def size(self) -> int:
        """How many bytes the content takes, as an SQLite file."""
        with self._lock:
            return _size(self._connection)

    def _connect(self, path: str, *, alone: bool = False) -> None:
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=0 if alone else PATIENCE
        )
        self._forgotten = weakref.finalize(self, self._connection.close)
        self._in_memory = path == IN_MEMORY
        self._connection.execute("PRAGMA trusted_schema=OFF")
        if not self._in_memory:
            if alone:
                self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
        if self._prepare is not None:
            self._prepare(self._connection)

    def _connect_anew(self, path: str) -> None:
        self._changed_before += self._connection.total_changes
        self._forgotten()
        self._connect(path)

    def move_to(self, path: Path) -> None:
        """Keep the content in a file from now on, which is there only once it is whole."""
        with self._lock:
            self._refuse_inside_a_transaction("move")
            part = path.with_name(f"{path.name}.part")
            part.unlink(missing_ok=True)
            with closing(sqlite3.connect(part)) as file:
                self._connection.backup(file)
            part.replace(path)
            self._connect_anew(str(path))
            self._set_back += 1

    def close(self) -> None:
        """Close the database, once nobody is at work in it; it is closed with the last who holds this store, too."""
        with self._lock:
            self._forgotten()

    @property
    def is_empty(self) -> bool:
        """Whether it has no table yet: a file that was there before has."""
        return self.one("SELECT name FROM sqlite_master") is None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the lock and a transaction, rolled back on any exception; an inner one joins the outer."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                self._set_back += 1
                self._after_commit.clear()
                if self._rolled_back is not None:
                    self._rolled_back()
                raise
            waiting, self._after_commit = self._after_commit, []
        for action in waiting:
            action()

    def after_commit(self, action: Callable[[], object]) -> None:
        """Do something once the transaction is through, never if it is rolled back; at once outside of any."""
        with self._lock:
            if self._connection.in_transaction:
                self._after_commit.append(action)
                return
        action()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back what is done inside if it ends in an exception; what went before stays."""
        with self.transaction() as connection:
            connection.execute("SAVEPOINT inner")
            waiting = len(self._after_commit)
            try:
                yield
            except BaseException:
                connection.execute("ROLLBACK TO inner")
                del self._after_commit[waiting:]
                self._set_back += 1
                raise
            finally:
                connection.execute("RELEASE inner")

    @property
    def changes(self) -> int:
        """How many rows were ever inserted, changed and deleted, whatever became of it."""
        with self._lock:
            return self._changed_before + self._connection.total_changes

    @property
    def state(self) -> tuple[int, int]:
        """What is equal for as long as no row is written, taken back or restored."""
        with self._lock:
            return self.changes, self._set_back

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and return the id of the row it inserted, else the number of rows it changed."""
        with self._lock:
            cursor = self._connection.execute(sql, parameters)
            return cursor.lastrowid or 0 if sql.startswith("INSERT") else cursor.rowcount

    def change(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement and return how many rows it wrote."""
        with self._lock:
            return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for every row of parameters."""
        with self._lock:
            self._connection.executemany(sql, rows)

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return every row of a query."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with self._lock:
            row: Row | None = self._connection.execute(sql, parameters).fetchone()
            return row

    def snapshot(self) -> Snapshot:
        """Return a copy of the whole content; raise RuntimeError inside a transaction."""
        with self._lock:
            self._refuse_inside_a_transaction("snapshot")
            same = self._same_as()
            return self._now_held(Snapshot(self._connection)) if same is None else same

    def restore(self, snapshot: Snapshot) -> None:
        """Make the content what it was when `snapshot` was taken; raise RuntimeError inside a transaction."""
        with self._lock:
            self._refuse_inside_a_transaction("restore")
            if self._same_as() is snapshot:
                return
            if not self._in_memory or snapshot.block is None:
                self.fill_from(snapshot.connection)
            else:
                # Statements that are prepared do not survive that a block takes their place.
                self._connect_anew(IN_MEMORY)
                self._connection.deserialize(snapshot.block)
                self._set_back += 1
            self._now_held(snapshot)

    def _same_as(self) -> Snapshot | None:
        """Return the snapshot that was last taken or put back if nothing has changed since and somebody holds it."""
        held = self._held()
        return held if held is not None and self._held_as == self._whole_state() else None

    def _now_held(self, snapshot: Snapshot) -> Snapshot:
        self._held, self._held_as = weakref.ref(snapshot), self._whole_state()
        return snapshot

    def _whole_state(self) -> tuple[int, ...]:
        """Return what is equal for as long as neither a row nor a table is changed."""
        [(tables,)] = self._connection.execute("PRAGMA schema_version")
        return (*self.state, tables)

    def fill_from(self, other: sqlite3.Connection) -> None:
        """Make the content that of another database; raise RuntimeError inside a transaction."""
        with self._lock:
            self._refuse_inside_a_transaction("restore")
            with self._unjournaled():
                other.backup(self._connection)
            self._set_back += 1

    @contextmanager
    def _unjournaled(self) -> Iterator[None]:
        """Write no journal of what is replaced as a whole, where nothing can end that halfway: a third of the time."""
        if not self._in_memory:
            yield
            return
        self._connection.execute("PRAGMA journal_mode=OFF")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA journal_mode=MEMORY")

    def copy_into(self, other: sqlite3.Connection) -> None:
        """Make the content of another database this one; raise RuntimeError inside a transaction."""
        with self._lock:
            self._refuse_inside_a_transaction("copy")
            self._connection.backup(other)

    def _refuse_inside_a_transaction(self, what: str) -> None:
        if self._connection.in_transaction:
            raise RuntimeError(f"cannot {what} inside a transaction; let it end first")
