"""A fake Odoo that keeps everything in files: databases, sessions and how it was set are there again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from werkzeug.test import Client

from mock_kit.folders import FolderInUseError, OtherFormatError
from mock_kit.journal import Journal
from mock_odoo import MockOdoo
from mock_odoo.database import Database


def _create(odoo: MockOdoo, key: str, values: list[dict[str, str]], database: str = "acme") -> tuple[int, str]:
    """Create partners over JSON-2 and return the status, with the name of the error if there is one."""
    headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
    client = Client(odoo.wsgi)
    answer = client.post("/json/2/res.partner/create", json={"vals_list": values}, headers=headers)
    said = answer.json
    return answer.status_code, said["name"] if isinstance(said, dict) else ""


def _partner_names(database: Database) -> list[str]:
    return [name for (name,) in database.store.all("SELECT name FROM res_partner WHERE name LIKE 'Kept%' ORDER BY id")]


def _add(database: Database, name: str) -> None:
    with database.store.transaction():
        database.environment()["res.partner"].create([{"name": name}])


def test_databases_are_there_again_under_their_names(tmp_path: Path) -> None:
    """With what is in them and what is paid for them; one that was dropped is not, nor is its file."""
    odoo = MockOdoo(folder=tmp_path, hosting="online")
    _add(odoo.create_database("acme"), "Kept")
    odoo.create_database("dropped")
    odoo.odoo.drop_database("dropped")
    odoo.odoo.rename_database("acme", "beta")
    odoo.set_plan("beta", "standard")
    odoo.odoo.master_password = "secret"
    odoo.remember_credentials(False)
    key = odoo.create_api_key("admin")
    odoo.close()
    again = MockOdoo("18.0", folder=tmp_path, hosting="online")
    assert list(again.odoo.databases) == ["beta"]
    assert (again.version, again.odoo.master_password, again.odoo.remembers_credentials) == ("19.0", "secret", False)
    assert (again.database().name, again.database().plan.name) == ("beta", "standard")
    assert _partner_names(again.database()) == ["Kept"]
    again.remove_api_key(key)
    assert not list(tmp_path.glob("database-2*"))
    again.close()


def test_a_restored_state_is_kept_too(tmp_path: Path) -> None:
    """Databases that came since are gone with their files; those that went are there again."""
    odoo = MockOdoo(folder=tmp_path)
    _add(odoo.create_database("acme"), "Kept")
    state = odoo.capture()
    odoo.odoo.drop_database("acme")
    odoo.create_database("later")
    odoo.restore(state)
    odoo.close()
    again = MockOdoo(folder=tmp_path)
    assert list(again.odoo.databases) == ["acme"]
    assert _partner_names(again.database()) == ["Kept"]
    assert len(list(tmp_path.glob("database-*.sqlite"))) == 1
    again.close()


def test_what_was_never_whole_is_removed(tmp_path: Path) -> None:
    """A file that no database is known for is one whose making was cut off."""
    odoo = MockOdoo(folder=tmp_path)
    odoo.create_database("acme")
    odoo.close()
    for name in ("database-2.sqlite", "database-3.sqlite.part", "database-1.sqlite.part"):
        (tmp_path / name).write_bytes(b"")
    again = MockOdoo(folder=tmp_path)
    assert list(again.odoo.databases) == ["acme"]
    assert not list(tmp_path.glob("*.part"))
    assert not (tmp_path / "database-2.sqlite").exists()
    again.close()


def test_browsers_stay_signed_in(tmp_path: Path) -> None:
    """A restart ends no session, and confirmed identities and the developer mode stay with it."""
    odoo = MockOdoo(folder=tmp_path)
    odoo.create_database("acme")
    sessions = odoo.odoo.sessions
    session = sessions.set_developer(sessions.open("acme", 2, "token"), developer=True)
    sessions.confirm_identity(session)
    ended = sessions.choose("acme")
    sessions.end(ended.id)
    known = sessions.get(session.id)
    odoo.close()
    again = MockOdoo(folder=tmp_path)
    assert again.odoo.sessions.get(session.id) == known
    assert known is not None
    assert known.identity_checked == odoo.clock.now()
    assert again.odoo.sessions.get(ended.id) is None
    again.close()


def test_accounts_of_odoo_online_are_there_again(tmp_path: Path) -> None:
    """With what they manage; a state from before there was any has none, and no file."""
    odoo = MockOdoo(folder=tmp_path, hosting="online")
    before = odoo.capture()
    odoo.create_database("acme")
    odoo.create_account("ada@example.com", "secret").manage("acme")
    odoo.close()
    again = MockOdoo(folder=tmp_path, hosting="online")
    portal = again.odoo.portal
    assert portal.databases(portal.account("ada@example.com")) == ["acme"]
    again.restore(before)
    assert not list(tmp_path.glob("accounts*"))
    again.close()


def test_no_secret_is_made_twice_and_nobody_opens_it_twice(tmp_path: Path) -> None:
    """The dice of a folder that is opened again are others."""
    keys = []
    for _ in range(2):
        odoo = MockOdoo(folder=tmp_path)
        if not odoo.odoo.databases:
            odoo.create_database("acme")
        keys.append(odoo.create_api_key("admin"))
        with pytest.raises(FolderInUseError):
            MockOdoo(folder=tmp_path)
        odoo.close()
    assert len(set(keys)) == 2


def test_a_database_that_may_not_grow_answers_with_an_error_and_recovers(tmp_path: Path) -> None:
    """What PostgreSQL says of a full disk; nothing of the call is there, and with room it goes on."""
    with MockOdoo(folder=tmp_path) as odoo:
        database = odoo.create_database("acme")
        key = odoo.create_api_key("admin")
        pages = database.store.one("PRAGMA page_count")
        assert pages is not None
        database.store.execute(f"PRAGMA max_page_count = {pages[0]}")
        many = [{"name": f"Kept {number}", "comment": "x" * 2000} for number in range(200)]
        assert _create(odoo, key, many) == (500, "psycopg2.errors.DiskFull")
        assert _partner_names(database) == []
        database.store.execute("PRAGMA max_page_count = 1000000")
        assert _create(odoo, key, many) == (200, "")
        assert len(_partner_names(database)) == 200


def test_databases_with_other_tables_are_refused(tmp_path: Path) -> None:
    """Those of a Twinledger that knew other fields: they are left as they were."""
    odoo = MockOdoo(folder=tmp_path)
    odoo.create_database("acme")
    odoo.close()
    with closing(sqlite3.connect(tmp_path / "server.sqlite")) as store:
        store.execute("UPDATE setting SET value = 'another' WHERE name = 'tables'")
        store.commit()
    for _ in range(2):
        with pytest.raises(OtherFormatError, match=r"other tables of Odoo 19\.0"):
            MockOdoo(folder=tmp_path)


def test_another_version_is_another_one_from_then_on(tmp_path: Path) -> None:
    """Its databases have gone with their files, and the folder plays the version that it became."""
    odoo = MockOdoo("18.0", folder=tmp_path)
    odoo.create_database("acme")
    odoo.become("19.0")
    odoo.close()
    again = MockOdoo("18.0", folder=tmp_path)
    assert (again.version, again.odoo.databases, list(tmp_path.glob("database*"))) == ("19.0", {}, [])
    again.close()


def test_first_uses_of_keys_are_known_from_an_earlier_life(tmp_path: Path) -> None:
    """A key is told to be used once, however often the fake is opened again; databases that are gone have no say."""
    journal, keys = Journal(), {}
    odoo = MockOdoo(folder=tmp_path, journal=journal)
    for name in ("acme", "gone"):
        odoo.create_database(name)
        keys[name] = odoo.create_api_key("admin", database=name)
        assert _create(odoo, keys[name], [{"name": "Kept"}], name) == (200, "")
    odoo.odoo.drop_database("gone")
    odoo.close()
    again = MockOdoo(folder=tmp_path, journal=journal)
    assert _create(again, keys["acme"], [{"name": "Kept"}]) == (200, "")
    again.close()
    assert [event.details["database"] for event in journal.events.named("keys.used")] == ["acme", "gone"]
