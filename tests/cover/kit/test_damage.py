"""Stores that are not whole any more: found before anything is written, and named."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mock_kit.damage import wrong_with
from mock_kit.folders import Contents, DamagedError, Folder, FolderError, FolderInUseError, telling
from mock_kit.store import Store

CONTENTS = Contents("main", "SELECT 'part-' || number FROM part", may=("more",))


def _stored(folder: Path, name: str) -> Store:
    store = Store(str(folder / f"{name}.sqlite"))
    store.execute("CREATE TABLE part (number INTEGER)")
    return store


def test_a_whole_store_is_read_without_a_trace(tmp_path: Path) -> None:
    """Though a process that was killed left a log: what is in that counts."""
    store = _stored(tmp_path, "one")
    store.execute_many("INSERT INTO part VALUES (?)", [(number,) for number in range(1000)])
    killed = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    store.close()
    assert wrong_with(tmp_path / "one.sqlite") is None
    assert [path.name for path in tmp_path.iterdir()] == ["one.sqlite"]
    for name, content in killed.items():
        (tmp_path / name).write_bytes(content)
    assert wrong_with(tmp_path / "one.sqlite") is None
    assert (tmp_path / "one.sqlite-wal").read_bytes() == killed["one.sqlite-wal"]
    assert Store(str(tmp_path / "one.sqlite")).one("SELECT COUNT(*) FROM part") == (1000,)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    """Missing, a folder, empty, something else, cut off, changed."""
    store = _stored(tmp_path, "one")
    store.execute_many("INSERT INTO part VALUES (?)", [(number,) for number in range(10_000)])
    store.close()
    file, content = tmp_path / "one.sqlite", (tmp_path / "one.sqlite").read_bytes()
    (tmp_path / "folder.sqlite").mkdir()
    assert wrong_with(tmp_path / "none.sqlite") == "it is not there"
    assert wrong_with(tmp_path / "folder.sqlite") == "it is a folder"
    for changed, said in (
        (b"", "it is empty"),
        (b"something else" * 100, "file is not a database"),
        (content[: len(content) // 2], "database disk image is malformed"),
        (content[:9000] + b"\xff" * 20_000 + content[29_000:], "btreeInitPage() returns error code 11"),
    ):
        file.write_bytes(changed)
        assert said in str(wrong_with(file))
        assert file.read_bytes() == changed


def test_a_folder_is_checked_by_what_its_main_store_names(tmp_path: Path) -> None:
    """What is named must be there; what may be there must be whole if it is; what was never made is not missed."""
    CONTENTS.refuse_damaged(tmp_path)
    main = _stored(tmp_path, "main")
    CONTENTS.refuse_damaged(tmp_path)
    main.execute("INSERT INTO part VALUES (1)")
    with pytest.raises(DamagedError, match=r"part-1\.sqlite is damaged: it is not there; nothing was changed\. Put a"):
        CONTENTS.refuse_damaged(tmp_path)
    _stored(tmp_path, "part-1").close()
    (tmp_path / "more.sqlite").touch()
    with pytest.raises(DamagedError, match=r"more\.sqlite is damaged: it is empty"):
        CONTENTS.refuse_damaged(tmp_path)
    (tmp_path / "more.sqlite").unlink()
    CONTENTS.refuse_damaged(tmp_path)
    main.close()
    (tmp_path / "main.sqlite").unlink()
    with pytest.raises(DamagedError, match=r"main\.sqlite is damaged: it is not there"):
        CONTENTS.refuse_damaged(tmp_path)


def test_a_folder_that_is_refused_is_as_it_was(tmp_path: Path) -> None:
    """It was not opened once more, and is free for whoever mends it."""

    def refuse(folder: Path) -> None:
        raise DamagedError(folder / "one.sqlite", "it is wrong")

    Folder(tmp_path, "stores", 1).close()
    before = (tmp_path / "folder.sqlite").read_bytes()
    with pytest.raises(DamagedError, match="it is wrong"):
        Folder(tmp_path, "stores", 1, refuse)
    assert (tmp_path / "folder.sqlite").read_bytes() == before
    again = Folder(tmp_path, "stores", 1)
    assert again.times == 2
    again.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "a/file"), "a/file cannot be used: No space left .*; make room there"),
        (PermissionError(13, "Permission denied"), "place cannot be used: Permission denied; let whoever runs this"),
        (OSError("the plug is out"), "place cannot be used: the plug is out; name another folder"),
    ],
)
def test_what_the_machine_refuses_is_told(error: OSError, said: str) -> None:
    """With the file if it is known, and what to do."""
    with pytest.raises(FolderError, match=said), telling(Path("place")):
        raise error


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (sqlite3.SQLITE_FULL, FolderError, "place cannot be used: it said so; make room there, or name another folder"),
        (sqlite3.SQLITE_READONLY_DBMOVED, FolderError, "place cannot be used: it said so; let whoever runs this"),
        (sqlite3.SQLITE_CORRUPT, DamagedError, "place is damaged: it said so"),
        (sqlite3.SQLITE_BUSY, FolderInUseError, "place is open elsewhere"),
        (sqlite3.SQLITE_ERROR, FolderError, "place cannot be used: it said so; name another folder"),
    ],
)
def test_what_sqlite_refuses_is_told(code: int, kind: type[FolderError], said: str) -> None:
    """With what to do."""
    error = sqlite3.OperationalError("it said so")
    error.sqlite_errorcode = code
    with pytest.raises(kind, match=said), telling(Path("place")):
        raise error
