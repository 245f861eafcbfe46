"""Folders of stores: one process at a time, and a store that moves into one is there only once it is whole."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mock_kit.folders import (
    Folder,
    FolderError,
    FolderInUseError,
    OtherFormatError,
    copy_stores,
    take_back_stores,
)
from mock_kit.store import Store


def test_a_folder_is_private_and_open_once(tmp_path: Path) -> None:
    """Whoever comes second is told so, whether in this process or not; after the first has left it opens again."""
    first = Folder(tmp_path / "a" / "b", "stores", 1)
    assert (first.is_new, first.times) == (True, 1)
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o700
    with pytest.raises(FolderInUseError, match="open elsewhere"):
        Folder(first.path, "stores", 1)
    first.close()
    second = Folder(first.path, "stores", 1)
    assert (second.is_new, second.times) == (False, 2)
    second.close()


def test_another_format_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    """So is the folder of another thing."""
    Folder(tmp_path, "stores", 1).close()
    with pytest.raises(OtherFormatError, match="is kept in format 1, by Twinledger"):
        Folder(tmp_path, "stores", 2)
    with pytest.raises(FolderError, match="is the folder of a stores; name another one for the world"):
        Folder(tmp_path, "world", 1)
    again = Folder(tmp_path, "stores", 1)
    assert again.times == 2
    again.close()


def test_a_file_that_no_store_can_be_is_named(tmp_path: Path) -> None:
    """Be it of something else, or a folder: it is left alone."""
    (tmp_path / "folder.sqlite").write_text("not a database at all, and longer than the head of one would be")
    with pytest.raises(FolderError, match=r"folder\.sqlite is damaged: file is not a database; nothing was"):
        Folder(tmp_path, "stores", 1)
    (tmp_path / "other" / "folder.sqlite").mkdir(parents=True)
    with pytest.raises(FolderError, match="cannot be used: unable to open"):
        Folder(tmp_path / "other", "stores", 1)


def test_where_no_folder_can_be_is_said(tmp_path: Path) -> None:
    """As below a file."""
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="file/stores cannot be used: Not a directory; name another folder"):
        Folder(tmp_path / "file" / "stores", "stores", 1)


def test_a_store_moves_into_a_file_with_what_it_holds(tmp_path: Path) -> None:
    """Functions are there, too; what is written from then on is in the file, and half of one is never taken for it."""
    store = Store(prepare=lambda connection: connection.create_function("twice", 1, lambda value: value * 2))
    store.execute("CREATE TABLE row (value INTEGER)")
    store.execute("INSERT INTO row VALUES (1)")
    file = tmp_path / "moved.sqlite"
    file.with_name("moved.sqlite.part").write_text("what a crash left")
    store.move_to(file)
    store.execute("INSERT INTO row VALUES (twice(1))")
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["moved.sqlite"]
    assert Store(str(file)).all("SELECT value FROM row ORDER BY value") == [(1,), (2,)]


def test_stores_are_copied_and_taken_back(tmp_path: Path) -> None:
    """While they are at work; what came since is gone then, and whose folder it is stays."""
    folder = Folder(tmp_path / "home", "stores", 1)
    store = Store(str(folder.file("one")))
    store.execute("CREATE TABLE row (value INTEGER)")
    copy_stores(folder.path, tmp_path / "copies")
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["one.sqlite"]
    store.execute("INSERT INTO row VALUES (1)")
    store.close()
    Store(str(folder.file("two"))).close()
    folder.close()
    take_back_stores(folder.path, tmp_path / "copies")
    again = Folder(folder.path, "stores", 1)
    assert (again.times, sorted(path.name for path in again.path.glob("t*.sqlite"))) == (2, [])
    assert Store(str(again.file("one"))).all("SELECT value FROM row") == []
    again.remove("one")
    assert not again.file("one").exists()
    again.close()


def test_a_place_where_something_else_is_is_left_alone(tmp_path: Path) -> None:
    """A file, and a folder with something in it."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderError, match="file is no folder; name one for the stores"):
        Folder(tmp_path / "file", "stores", 1)
    with pytest.raises(FolderError, match="is not empty, and no stores is kept there"):
        Folder(tmp_path, "stores", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
