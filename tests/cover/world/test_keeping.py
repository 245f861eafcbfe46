"""A world in a folder: it is there again, whatever ended it, and nothing else is taken for one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from mock_kit.clock import Clock
from mock_kit.faults import Fault, Status, Trigger
from mock_kit.folders import FIRST, FolderError, FolderInUseError
from mock_kit.store import Store
from mock_silverfin.integrations import connections, runs
from mock_silverfin.integrations.runs import Progress
from twinledger import keeping
from twinledger.world import ODOO_LOGIN, World

STATE = Path("state")


def _left(world: World) -> World:
    """Return a world after its process was killed: nothing of it is closed in order, but its files are free."""
    for store in (*(one.store for one in world.odoo.odoo.databases.values()), world.pair.file.books.store):
        store.close()
    world.close()
    return world


def test_everything_is_there_again(tmp_path: Path) -> None:
    """What is typed into a connector, both ledgers, the clock, the ports and pairs that came later."""
    with World(3, lines=40, data=tmp_path / "world") as world:
        world.add_pair("second", name="Second BV")
        world.odoo_clock.by = timedelta(minutes=5)
        world.clock.advance(timedelta(days=2))
        inputs, books, now = world.inputs(STATE), world.trial_balance(), world.clock.now()
        pairs = [(pair.database, pair.api_key, pair.file.id) for pair in world.pairs]
    again = World(data=tmp_path / "world")
    with again:
        assert again.inputs(STATE) == inputs
        assert again.trial_balance() == books
        assert (again.seed, again.lines, again.clock.now(), again.odoo.clock.now() - now) == (
            3,
            40,
            now,
            timedelta(minutes=5),
        )
        assert [(pair.database, pair.api_key, pair.file.id) for pair in again.pairs] == pairs
        assert again.firm.name == world.firm.name
        assert (
            again.application.authorize(again.accountant, again.firm).access_token != inputs["SILVERFIN_ACCESS_TOKEN"]
        )


def test_the_built_in_integration_goes_on(tmp_path: Path) -> None:
    """Its keys are known again, and what it remembers: nothing is sent twice. No file has a key in clear."""
    with World(lines=40, data=tmp_path) as world:
        key = world.odoo.create_api_key(ODOO_LOGIN, "Silverfin 2")
        inputs = {"email": ODOO_LOGIN, "api_key": key, "url": world.odoo.url, "database": world.pair.database}
        host = world.silverfin.runner.host
        connection = host.connect(world.firm.id, world.accountant.id, inputs)
        world.pair.file.unlink()
        host.link(world.firm.id, connection.id, world.pair.file.id, world.pair.reference, None)
        _run(world, connection.id)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert not [secret for secret in (key, world.pair.api_key) if secret.encode() in file.read_bytes()], file
    with World(data=tmp_path) as world:
        assert connections.get(world.pair.file.books, connection.id).refused_at is None
        last = _run(world, connection.id)
        assert (last.state, last.actions, last.sent) == (Progress.DONE, 0, 0)
        world.silverfin.runner.host.disconnect(world.firm.id, connection.id)
        assert world.silverfin.runner.host.capture() == {}


def _run(world: World, connection: int) -> runs.Run:
    file = world.pair.file
    world.silverfin.runner.start(world.firm.id, connection, file.id, world.silverfin.url)
    world.silverfin.runner.settle()
    return runs.of_file(file.books, file.id)[0]


def test_a_reset_goes_back_to_the_beginning(tmp_path: Path) -> None:
    """Though the world was opened since: what it began with is made again."""
    with World(5, lines=40, firm="Kantoor Janssens", data=tmp_path) as world:
        inputs, books = world.inputs(STATE), world.trial_balance()
        world.odoo.create_database("later")
        world.clock.advance(timedelta(days=1))
    with World(data=tmp_path) as world:
        world.faults.arm(Fault(Status(500), Trigger()))
        world.reset()
        assert world.inputs(STATE) == inputs
        assert world.trial_balance() == books
        assert list(world.odoo.odoo.databases) == [world.pair.database]
        assert world.clock.now() == Clock().now()
        assert world.silverfin.firm(world.firm.id).name == "Kantoor Janssens"
    with World(data=tmp_path) as world:
        assert world.trial_balance() == books


@pytest.mark.parametrize("running", [True, False])
def test_time_goes_on_where_it_stood(tmp_path: Path, running: bool) -> None:
    """At the last moment that a request or somebody's move showed; a clock that was frozen is frozen still."""
    with World(data=tmp_path, clock=Clock(running=running)) as world:
        world.clock.advance(timedelta(hours=3))
        world.clock.freeze()
    with World(data=tmp_path, clock=Clock(running=running)) as again:
        assert not again.clock.running
        assert again.clock.now() == world.clock.now()


def test_the_time_is_noted_with_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running clock is not put back by more than a second of use when its process is killed."""
    monkeypatch.setattr(keeping, "PAUSE", -1.0)
    world = World(data=tmp_path, clock=Clock(running=True))
    world.start()
    Client(world.odoo.wsgi).get("/web/login")
    shown = world.clock.now()
    _left(world)
    again = World(data=tmp_path, clock=Clock(running=True))
    assert shown - again.clock.now() < timedelta(seconds=1)
    again.close()


def test_ports_are_the_same_unless_others_are_asked_for(tmp_path: Path) -> None:
    """Whoever typed the addresses somewhere finds the fakes there."""
    with World(data=tmp_path) as world:
        first = [urlsplit(url).port for url in (world.odoo.url, world.silverfin.url)]
    with World(data=tmp_path) as world:
        assert [urlsplit(url).port for url in (world.odoo.url, world.silverfin.url)] == first


def test_two_cannot_have_one_folder(tmp_path: Path) -> None:
    """The second is told so; the first goes on."""
    with World(data=tmp_path) as world:
        with pytest.raises(FolderInUseError, match="open elsewhere"):
            World(data=tmp_path)
        assert world.trial_balance() == {}


def test_a_world_that_was_never_whole_is_made_anew(tmp_path: Path) -> None:
    """Its making was cut off before anybody could have reached it."""
    world = World(lines=40, data=tmp_path)
    world.close()
    with World(lines=60, data=tmp_path) as again:
        assert again.lines == 60
        assert len(again.odoo.odoo.databases) == 1
    assert len(list((tmp_path / "odoo").glob("database-*.sqlite"))) == 1


def test_other_folders_are_refused(tmp_path: Path) -> None:
    """A file, a folder of somebody's own, another format; nothing in them is touched."""
    (tmp_path / "file").touch()
    (tmp_path / "theirs" / "odoo").mkdir(parents=True)
    (tmp_path / "theirs" / "odoo" / "precious").touch()
    with pytest.raises(FolderError, match="is no folder"):
        World(data=tmp_path / "file")
    with pytest.raises(FolderError, match="is not empty, and no world is kept there"):
        World(data=tmp_path / "theirs")
    assert (tmp_path / "theirs" / "odoo" / "precious").exists()
    with World(data=tmp_path / "older"):
        pass
    with closing(sqlite3.connect(tmp_path / "older" / FIRST)) as store:
        store.execute("UPDATE opening SET format = 0, version = '0.0.1'")
        store.commit()
    with pytest.raises(FolderError, match="is kept in format 0, by Twinledger 0"):
        World(data=tmp_path / "older")


@pytest.mark.parametrize("books", ["awkward/same-second", "history/fr/shop"])
def test_books_that_are_told_on_cannot_be_kept(tmp_path: Path, books: str) -> None:
    """What tells them is a program under way; that is said before anything is made."""
    with pytest.raises(FolderError, match="moment by moment"):
        World(books=books, data=tmp_path / "world")
    assert not (tmp_path / "world").exists()


def test_the_journal_goes_on(tmp_path: Path) -> None:
    """Requests and events are there again, masked, with their numbers, and the next ones follow; so after a reset."""
    with World(lines=20, data=tmp_path) as world:
        headers = {"Authorization": f"Bearer {world.pair.api_key}"}
        Client(world.odoo.wsgi).post("/json/2/res.users/context_get", json={"context": {}}, headers=headers)
        told = [(str(one), one.headers, one.body, one.closed) for one in world.journal]
        happened = list(world.journal.events)
    assert "keys.used" in [event.name for event in happened]
    with World(data=tmp_path) as world:
        assert [(str(one), one.headers, one.body, one.closed) for one in world.journal] == told
        assert list(world.journal.events) == happened
        answer = Client(world.odoo.wsgi).post("/json/2/res.users/context_get", json={}, headers=headers)
        assert (answer.status_code, world.journal.exchanges()[-1].number) == (200, len(told) + 1)
        assert world.journal.events.named("keys.used") == [one for one in happened if one.name == "keys.used"]
        world.reset()
        assert len(world.journal) == 0
    with World(data=tmp_path) as world:
        assert len(world.journal) == 0


@pytest.mark.parametrize("step", ["odoo", "silverfin", "dice", "journal"])
def test_a_reset_that_is_cut_off_was_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """What the folder holds at any moment of it is the world as it was before: ledgers, pairs, clock and journal."""
    folder, cut = tmp_path / "world", tmp_path / "cut"
    with World(3, lines=20, data=folder) as world:
        world.add_pair("second", name="Second BV")
        world.bookkeeper().add_account("699999", "Late", "expense")
        world.pair.file.lock_until(date(2026, 1, 31))
        world.clock.advance(timedelta(days=2))
        before = _everything(world)
        part = getattr(world, step)
        put_back = part.restore

        def cut_off(state: object) -> None:
            shutil.copytree(folder, cut)
            put_back(state)

        monkeypatch.setattr(part, "restore", cut_off)
        world.reset()
        after = _everything(world)
    with World(data=cut) as opened:
        assert _everything(opened) == before
    with World(data=cut) as opened_again:
        assert _everything(opened_again) == before
    with World(data=folder) as put_back_in_whole:
        assert _everything(put_back_in_whole) == after != before


def test_a_reset_that_breaks_down_was_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next time is as if it had not been; where the world goes on and a second reset does it, that one was."""
    folder, broken = tmp_path / "world", tmp_path / "broken"
    with World(3, lines=20, data=folder) as world:
        world.bookkeeper().add_account("699999", "Late", "expense")
        before = _everything(world)

        def break_down(_: object) -> None:
            raise OSError("no space left")

        with monkeypatch.context() as patched:
            patched.setattr(world.dice, "restore", break_down)
            with pytest.raises(OSError, match="no space"):
                world.reset()
        shutil.copytree(folder, broken)
        world.reset()
        after = _everything(world)
    with World(data=broken) as opened:
        assert _everything(opened) == before
    with World(data=folder) as put_back_in_whole:
        assert _everything(put_back_in_whole) == after != before


def _everything(world: World) -> object:
    odoo = {name: one.store for name, one in world.odoo.odoo.databases.items()}
    stores = {name: _dump(store) for name, store in (*odoo.items(), ("silverfin", world.pair.file.books.store))}
    pairs = [(pair.database, pair.api_key, pair.file.id) for pair in world.pairs]
    return stores, pairs, world.clock.now().date(), [one.number for one in world.journal]


def _dump(store: Store) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as copy:
        store.copy_into(copy)
        return list(copy.iterdump())
