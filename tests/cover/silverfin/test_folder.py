"""A fake that keeps everything in files: it is there again, and the same secret is never made twice."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mock_kit.folders import FIRST, FolderError, OtherFormatError
from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.core import FORMAT

from .support import REDIRECT_URI, World, account, upsert


def _new(folder: Path) -> World:
    silverfin = MockSilverfin(folder=folder)
    firm = silverfin.add_firm("Fiduciary")
    admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
    application = silverfin.add_application("Acme Sync", REDIRECT_URI, ALL_SCOPES)
    file = firm.add_company("Acme")
    file.link(application, "acme:1")
    return World(silverfin, firm, admin, application, file, application.authorize(admin, firm))


def test_everything_is_there_again(tmp_path: Path) -> None:
    """Tokens are good, lines stand, webhooks are known and ids go on; a folder that is not there is made."""
    folder = tmp_path / "not" / "there"
    world = _new(folder)
    with world.silverfin:
        world.settings(("2026-01-01", "2026-12-31", True, True))
        world.submit(upsert(), accounts=[account()])
        world.application.add_webhook(world.admin, world.firm, "https://a.test/")
        lines = world.file.lines()
    with MockSilverfin(folder=folder) as silverfin:
        again = World(silverfin, world.firm, world.admin, world.application, silverfin.file(world.file.id), world.grant)
        assert again.file.lines() == lines
        assert again.sync("GET", "info").json["sync_point"] == "point"
        assert len(again.api("GET", "/syncs/webhooks").json) == 1
        assert again.submit(upsert("2")).status == 200
        assert silverfin.add_firm("Second").id > world.file.id


def test_no_secret_is_made_twice(tmp_path: Path) -> None:
    """The dice of a folder that is opened again are others; those of a new one are the world's."""
    made = []
    for _ in range(3):
        silverfin = MockSilverfin(folder=tmp_path)
        made.append(silverfin.add_application("App", REDIRECT_URI).client_secret)
        silverfin.close()
    assert len(set(made)) == 3
    assert made[0] == MockSilverfin().add_application("App", REDIRECT_URI).client_secret


def test_a_firm_that_is_taken_back_leaves_no_file(tmp_path: Path) -> None:
    """A state without it is a state without its file."""
    world = _new(tmp_path)
    state = world.silverfin.capture()
    later = world.silverfin.add_firm("Later")
    assert list(tmp_path.glob(f"firm-{later.id}*"))
    world.silverfin.restore(state)
    assert not list(tmp_path.glob(f"firm-{later.id}*"))
    assert world.file.lines() == []
    world.silverfin.close()


SCHEMAS = {3: "ccbf23215784d3e0"}  # what the tables of each format look like


def test_other_tables_are_another_format(tmp_path: Path) -> None:
    """Whoever changes a table gives the format its next number: older folders are refused instead of half read."""
    _new(tmp_path).silverfin.close()
    tables = []
    query = "SELECT sql FROM sqlite_master WHERE sql > '' AND name <> 'gone_line'"  # that one is made of `line`
    for file in sorted(tmp_path.glob("*.sqlite")):
        with closing(sqlite3.connect(file)) as store:
            tables += [" ".join(sql.split()) for (sql,) in store.execute(query)]
    assert hashlib.sha256("\n".join(sorted(tables)).encode()).hexdigest()[:16] == SCHEMAS[FORMAT]


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    """With both versions and what to do; nothing in it is touched."""
    _new(tmp_path).silverfin.close()
    with closing(sqlite3.connect(tmp_path / FIRST)) as store:
        store.execute("UPDATE opening SET format = 1, version = '0.0.9'")
        store.commit()
    for _ in range(2):
        with pytest.raises(
            OtherFormatError, match=r"in format 1, by Twinledger 0\.0\.9; this is Twinledger"
        ) as refused:
            MockSilverfin(folder=tmp_path)
        assert "name a new one" in str(refused.value)
    with closing(sqlite3.connect(tmp_path / FIRST)) as store:
        assert store.execute("SELECT times FROM opening").fetchone() == (1,)


def test_a_folder_from_before_that_was_noted_is_refused(tmp_path: Path) -> None:
    """Its stores are there without the file that tells whose they are; it is left as it was."""
    _new(tmp_path).silverfin.close()
    (tmp_path / FIRST).unlink()
    with pytest.raises(FolderError, match="name a folder for the platform of a fake Silverfin alone"):
        MockSilverfin(folder=tmp_path)
    assert not (tmp_path / FIRST).exists()
