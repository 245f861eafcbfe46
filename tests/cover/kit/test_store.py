"""The store: one SQLite database behind one lock, with transactions that are all or nothing, and snapshots."""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import tempfile
import threading
import weakref
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_kit import store as kit
from mock_kit.store import Snapshot, Store


@pytest.fixture
def store() -> Store:
    """Give a test a store with one table and one row."""
    made = Store()
    made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    made.execute("INSERT INTO t VALUES (1, 'first')")
    return made


def names(store: Store) -> list[str]:
    """Return the names in the table."""
    return [name for (name,) in store.all("SELECT name FROM t ORDER BY id")]


def test_statements_tell_what_they_did(store: Store) -> None:
    """An insertion returns the new id, any other statement the number of rows."""
    assert store.execute("INSERT INTO t (name) VALUES (?)", ("second",)) == 2
    assert store.execute("UPDATE t SET name = name || '!'") == 2
    assert store.execute("DELETE FROM t WHERE id = 9") == 0
    store.execute_many("INSERT INTO t (name) VALUES (?)", [("a",), ("b",)])
    assert names(store) == ["first!", "second!", "a", "b"]
    assert store.one("SELECT name FROM t WHERE id = ?", (3,)) == ("a",)
    assert store.one("SELECT name FROM t WHERE id = 9") is None
    assert store.all("SELECT name FROM t WHERE id = 9") == []


def test_a_transaction_is_kept_at_its_end(store: Store) -> None:
    """What a transaction wrote is there after it."""
    with store.transaction():
        store.execute("INSERT INTO t (name) VALUES ('x')")
    assert names(store) == ["first", "x"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_transaction_that_fails_leaves_nothing(store: Store, error: type[BaseException]) -> None:
    """Any exception undoes the whole transaction, an inner one included, and the store goes on."""
    with pytest.raises(error), store.transaction():  # noqa: PT012 - the inner transaction belongs to it
        store.execute("INSERT INTO t (name) VALUES ('x')")
        with store.transaction():
            store.execute("INSERT INTO t (name) VALUES ('y')")
        raise error
    assert names(store) == ["first"]
    with store.transaction():
        store.execute("INSERT INTO t (name) VALUES ('z')")
    assert names(store) == ["first", "z"]


def test_a_transaction_keeps_other_threads_out(store: Store) -> None:
    """While one thread is in a transaction another one waits, and then sees all of it."""
    seen: list[list[str]] = []
    reader = threading.Thread(target=lambda: seen.append(names(store)))
    with store.transaction():
        store.execute("INSERT INTO t (name) VALUES ('x')")
        reader.start()
        reader.join(0.05)
        assert reader.is_alive()
        assert seen == []
    reader.join()
    assert seen == [["first", "x"]]


def test_many_threads_lose_nothing(store: Store) -> None:
    """Read and written by many threads at once, a counter counts every one of them."""
    store.execute("CREATE TABLE counter (n)")
    store.execute("INSERT INTO counter VALUES (0)")

    def count() -> None:
        for _ in range(50):
            with store.transaction():
                row = store.one("SELECT n FROM counter")
                assert row is not None
                store.execute("UPDATE counter SET n = ?", (row[0] + 1,))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.one("SELECT n FROM counter") == (400,)


def test_a_snapshot_is_put_back_as_often_as_one_likes(store: Store) -> None:
    """A snapshot is a copy: later changes do not reach it, and restoring does not use it up."""
    snapshot = store.snapshot()
    for _ in range(2):
        store.execute("UPDATE t SET name = 'changed'")
        store.execute("CREATE TABLE more (id)")
        store.restore(snapshot)
        assert names(store) == ["first"]
        assert store.one("SELECT 1 FROM sqlite_master WHERE name = 'more'") is None


def _rolled_back(store: Store) -> None:
    with contextlib.suppress(KeyError), store.transaction():
        store.execute("INSERT INTO t (name) VALUES ('never')")
        raise KeyError


STEPS = {
    "insert": lambda store: store.execute("INSERT INTO t (name) VALUES ('more')"),
    "update": lambda store: store.execute("UPDATE t SET name = name || '!'"),
    "delete all": lambda store: store.execute("DELETE FROM t"),
    "add a column": lambda store: store.execute(f"ALTER TABLE t ADD COLUMN c{store.one(COLUMNS)[0]}"),
    "add an index": lambda store: store.execute(f"CREATE INDEX i{store.one(INDEXES)[0]} ON t (name)"),
    "roll back": _rolled_back,
}
COLUMNS = "SELECT COUNT(*) FROM pragma_table_info('t')"
INDEXES = "SELECT COUNT(*) FROM sqlite_master"


def _content(store: Store) -> list[str]:
    with contextlib.closing(sqlite3.connect(":memory:")) as copy:
        store.copy_into(copy)
        return list(copy.iterdump())


@given(steps=st.lists(st.sampled_from([*STEPS, "snapshot"]) | st.integers(0, 3)), in_a_file=st.booleans())
def test_whatever_is_done_between_snapshots_is_undone(steps: list[str | int], in_a_file: bool) -> None:
    """A snapshot holds what there was, and brings it back, whether or not anything was changed since."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"{folder}/one.sqlite" if in_a_file else ":memory:")
        store.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
        taken = [(store.snapshot(), _content(store))]
        for step in steps:
            if step == "snapshot":
                taken.append((store.snapshot(), _content(store)))
            elif isinstance(step, str):
                STEPS[step](store)
            else:
                snapshot, content = taken[step % len(taken)]
                store.restore(snapshot)
                assert _content(store) == content
        held = [list(snapshot.connection.iterdump()) for snapshot, _ in taken]
        store.close()
    assert held == [content for _, content in taken]


def test_a_snapshot_fits_another_store(store: Store) -> None:
    """A new store can begin where another one stood."""
    other = Store()
    other.restore(store.snapshot())
    other.execute("INSERT INTO t (name) VALUES ('mine')")
    assert (names(other), names(store)) == (["first", "mine"], ["first"])


def test_snapshots_are_refused_inside_a_transaction(store: Store) -> None:
    """Half a transaction is no state."""
    snapshot = store.snapshot()
    with store.transaction():
        with pytest.raises(RuntimeError, match="cannot snapshot inside a transaction; let it end first"):
            store.snapshot()
        with pytest.raises(RuntimeError, match="cannot restore inside a transaction; let it end first"):
            store.restore(snapshot)


def test_a_store_in_a_file_is_there_again(tmp_path: Path) -> None:
    """A store that has a file keeps its content there, in a journal that readers do not block."""
    path = str(tmp_path / "store.db")
    first = Store(path)
    first.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    with first.transaction():
        first.execute("INSERT INTO t (name) VALUES ('kept')")
    assert first.one("PRAGMA journal_mode") == ("wal",)
    first.close()
    second = Store(path)
    assert names(second) == ["kept"]
    second.close()


def test_a_store_is_prepared_once() -> None:
    """Functions that a store needs are there from the first statement on."""
    store = Store(prepare=lambda connection: connection.create_function("twice", 1, lambda value: value * 2))
    assert store.one("SELECT twice(21)") == (42,)


def test_a_closed_store_is_closed(store: Store) -> None:
    """After closing, nothing can be read, and closing again does no harm."""
    store.close()
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.all("SELECT 1")


def test_what_nobody_holds_is_freed(store: Store) -> None:
    """The connections of stores and snapshots are closed with them, without a warning."""
    snapshot = store.snapshot()
    connection = snapshot.connection
    gone = weakref.ref(snapshot)
    del snapshot
    gc.collect()
    assert gone() is None
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
    assert isinstance(store.snapshot(), Snapshot)


def test_closing_waits_for_whoever_is_at_work() -> None:
    """A connection that is closed under a running query takes the whole process with it."""
    store = Store()
    with store.transaction():
        closing = threading.Thread(target=store.close)
        closing.start()
        closing.join(0.05)
        assert closing.is_alive()
        assert store.one("SELECT 1") == (1,)
    closing.join()
    with pytest.raises(sqlite3.ProgrammingError):
        store.one("SELECT 1")


def test_the_state_tells_whether_anything_changed(store: Store) -> None:
    """It is another after a row is written, taken back or restored, and the same after reading."""
    seen, snapshot = [store.state], store.snapshot()
    assert (names(store), store.state) == (["first"], seen[0])
    with contextlib.suppress(KeyError), store.transaction():
        store.execute("INSERT INTO t (name) VALUES ('x')")
        seen.append(store.state)
        raise KeyError
    seen.append(store.state)
    with store.transaction():
        with contextlib.suppress(KeyError), store.savepoint():
            raise KeyError
        seen.append(store.state)
    store.restore(snapshot)
    seen.append(store.state)
    assert len(set(seen)) == 5


def test_what_waits_for_a_commit_goes_with_what_is_taken_back() -> None:
    """What was to happen after the part that is taken back never does; the rest does, once all is through."""
    store = Store()
    store.execute("CREATE TABLE row (value INTEGER)")
    done: list[str] = []
    with store.transaction():
        store.after_commit(lambda: done.append("before"))
        with contextlib.suppress(KeyError), store.savepoint():
            store.after_commit(lambda: done.append("inside"))
            raise KeyError
        store.after_commit(lambda: done.append("behind"))
        assert done == []
    assert done == ["before", "behind"]


def test_a_snapshot_is_the_bytes_of_a_file(store: Store) -> None:
    """It is made of one, and becomes one; other bytes are refused."""
    image = store.snapshot().image
    store.execute("DELETE FROM t")
    store.restore(Snapshot.of_image(image))
    assert names(store) == ["first"]
    for wrong in (b"", b"not a database at all", image[:16] + b"x" * 100):
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            Snapshot.of_image(wrong)


def test_a_store_tells_how_much_it_holds(store: Store) -> None:
    """Its size is that of the file it would be, and grows with what is put into it."""
    before = store.size
    assert before == len(store.snapshot().image)
    store.execute("UPDATE t SET name = ?", ["x" * 100_000])
    assert store.size == len(store.snapshot().image) > before + 90_000


@pytest.mark.parametrize("in_a_file", [False, True])
def test_a_large_store_is_put_back_page_by_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, in_a_file: bool
) -> None:
    """What is too much for one block is copied, and its bytes are there when they are asked for."""
    monkeypatch.setattr(kit, "LARGEST_BLOCK", 1)
    store = Store(str(tmp_path / "one.sqlite") if in_a_file else ":memory:")
    store.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    store.execute("INSERT INTO t VALUES (1, 'first')")
    snapshot = store.snapshot()
    assert snapshot.block is None
    assert snapshot.image.startswith(b"SQLite format 3")
    store.execute("DELETE FROM t")
    store.restore(snapshot)
    assert names(store) == ["first"]
    with pytest.raises(RuntimeError, match="cannot restore inside a transaction"), store.transaction():
        store.restore(snapshot)
    store.close()


def test_something_is_done_once_a_transaction_is_through(store: Store) -> None:
    """Outside of any at once, and never after one that fails."""
    done: list[str] = []
    store.after_commit(lambda: done.append("at once"))
    with store.transaction():
        store.after_commit(lambda: done.append("later"))
        assert done == ["at once"]
    with contextlib.suppress(KeyError), store.transaction():
        store.after_commit(lambda: done.append("never"))
        raise KeyError
    assert done == ["at once", "later"]


def test_whoever_remembers_what_is_rolled_back_is_told() -> None:
    """Once for each transaction that failed."""
    told: list[int] = []
    store = Store(rolled_back=lambda: told.append(1))
    with store.transaction():
        store.execute("CREATE TABLE t (name)")
    _rolled_back(store)
    assert told == [1]
