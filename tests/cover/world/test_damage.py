"""A world whose files are not whole any more: told by name, with what to do, and left as it is."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mock_kit.folders import FolderError
from twinledger.world import World

NOBODY = 65534
PARTS = ("", "odoo", "silverfin")  # of a folder; each has the file that tells whose it is


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a world that ended well."""
    folder = tmp_path_factory.mktemp("kept") / "world"
    with World(3, lines=20, data=folder):
        pass
    return folder


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _lose_the_head(file: Path) -> None:
    file.write_bytes(b"x" * 100 + file.read_bytes()[100:])


def _make_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _content(folder: Path) -> dict[Path, bytes | None]:
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("damage", [_cut_off, _empty, _lose_the_head, _make_a_folder, Path.unlink])
def test_damage_is_told_and_nothing_is_written(kept: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """To any file of it: the file is named, so is what to do, and every byte is where it was."""
    files = [path.relative_to(kept) for path in kept.rglob("*") if path.is_file()]
    assert len(files) == 9
    for file in files:
        folder = tmp_path / str(file).replace("/", "-")
        shutil.copytree(kept, folder)
        damage(folder / file)
        before = _content(folder)
        whose = file.name == "folder.sqlite" and damage is Path.unlink and len(file.parts) == 1
        with pytest.raises(FolderError, match=r"another folder|for the world alone") as told:
            World(data=folder)
        assert str(folder if whose else folder / file) in str(told.value)
        assert _content(folder) == before
    shutil.copytree(kept, tmp_path / "whole")
    World(data=tmp_path / "whole").close()


def test_a_seal_of_another_folder_is_told(kept: Path, tmp_path: Path) -> None:
    """What it was to open stays closed; nobody makes a new one."""
    with World(4, data=tmp_path / "other"):
        pass
    shutil.copytree(kept, tmp_path / "world")
    shutil.copy(tmp_path / "other" / "seal.key", tmp_path / "world")
    with pytest.raises(FolderError, match=r"seal\.key is damaged: it does not open what known\.sqlite holds"):
        World(data=tmp_path / "world")


def test_damage_to_what_a_change_would_be_taken_back_to_is_told(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a reset was under way the copies count; the stores themselves are only half what they were."""
    folder, cut = tmp_path / "world", tmp_path / "cut"
    shutil.copytree(kept, folder)
    with World(data=folder) as world:
        put_back = world.dice.restore

        def cut_off(state: object) -> None:
            shutil.copytree(folder, cut)
            put_back(state)

        monkeypatch.setattr(world.dice, "restore", cut_off)
        world.reset()
    _empty(cut / "before" / "odoo" / "database-1.sqlite")
    with pytest.raises(FolderError, match=r"before/odoo/database-1\.sqlite is damaged: it is empty"):
        World(data=cut)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Lose the rights of root, whom no file is closed to."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("folders", "files", "known"), [(0o555, 0o444, 0o444), (0o777, 0o666, 0o000)])
def test_what_may_not_be_read_or_written_is_told(kept: Path, folders: int, files: int, known: int) -> None:
    """A folder that is read-only, and a file that is closed to whoever opens it."""
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "world"
        shutil.copytree(kept, folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(folders if path.is_dir() else files)
        (folder / "known.sqlite").chmod(known)
        said = r"sqlite cannot be used: .*; let whoever runs this read and write there, or name another folder"
        with pytest.raises(FolderError, match=said) as told, _as_nobody():
            World(data=folder)
        assert str(folder) in str(told.value)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)


def test_where_no_room_is_left_is_told(tmp_path: Path) -> None:
    """While it is made; when there is room the same folder takes the world."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
    try:
        with pytest.raises(FolderError, match=r"world cannot be used: .*; make room there, or name another folder"):
            World(lines=20, data=tmp_path / "world")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    with World(lines=20, data=tmp_path / "world") as world:
        assert world.trial_balance() != {}
