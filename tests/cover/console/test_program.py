"""A connector that somebody brought along is run from the console; what it keeps goes back with a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from twinledger.console import snapshots
from twinledger.console.desk import Desk
from twinledger.console.program import Program
from twinledger.console.server import Console
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims
from twinledger.drivers.trial import Trial
from twinledger.world import World

from ..browsing import Person

HOME = "/w/world"


class Connector:
    """Counts its runs in its folder, prints its key, and fails when it is told to."""

    def __init__(self) -> None:
        self.goes_on = Event()
        self.goes_on.set()
        self.counted: list[int] = []
        self.fails = False

    def __call__(self, config: Mapping[str, str]) -> Mapping[str, object]:
        """Run once."""
        self.goes_on.wait(20)
        kept = Path(config["CONNECTOR_STATE_DIR"]) / "runs"
        self.counted.append(int(kept.read_text()) + 1 if kept.exists() else 1)
        kept.write_text(str(self.counted[-1]))
        if self.fails:
            raise RuntimeError(f"{config['ODOO_API_KEY']} opens nothing")
        return {"ok": True}


@pytest.fixture
def connector() -> Connector:
    """A connector that does next to nothing."""
    return Connector()


@pytest.fixture
def desk(world: World, connector: Connector) -> Iterator[Desk]:
    """A desk with that connector."""
    with closing(Trial(world, FunctionDriver(connector), Claims(), 30)) as trial:
        yield Desk(world, program=Program("mine", trial))


def _runs(person: Person, desk: Desk) -> str:
    assert desk.program is not None
    person.goes(HOME).fills_in("/program/run")
    desk.program.settle()
    return person.goes(f"{HOME}?only=program").text


def test_it_runs_fails_and_tells_no_secret(person: Person, desk: Desk, connector: Connector) -> None:
    """What came of its last run stands on the page, with what it printed."""
    assert "It has not run yet." in person.goes(HOME).text
    before = desk.versions()["program"]
    assert ("Run 1" in (text := _runs(person, desk)), "done" in text) == (True, True)
    connector.fails = True
    text = _runs(person, desk)
    assert ("Run 2" in text, "failed" in text, "opens nothing" in text) == (True, True, True)
    assert desk.world.pair.api_key not in text
    assert desk.versions()["program"] != before


def test_it_never_runs_twice_at_once(person: Person, desk: Desk, connector: Connector) -> None:
    """Whoever presses the button again while it runs begins nothing."""
    assert desk.program is not None
    connector.goes_on.clear()
    person.goes(HOME).fills_in("/program/run")
    assert "under way" in person.goes(HOME).fills_in("/program/run").text
    connector.goes_on.set()
    desk.program.settle()
    assert connector.counted == [1]


def test_what_it_keeps_goes_back_with_a_snapshot(person: Person, desk: Desk, connector: Connector) -> None:
    """Else it would remember what has not happened."""
    _runs(person, desk)
    person.goes(HOME).fills_in("/snapshots/save", name="after one run")
    _runs(person, desk)
    person.goes(HOME).fills_in("/snapshots/turn-back")
    _runs(person, desk)
    assert connector.counted == [1, 2, 2]


def test_nothing_is_saved_while_a_run_goes_on_and_on(
    person: Person, desk: Desk, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who saves or turns back meanwhile is told to do it again when the run has ended, and nothing is half done."""
    monkeypatch.setattr(snapshots, "PATIENCE", 0.01)
    person.goes(HOME).fills_in("/snapshots/save", name="before")
    connector.goes_on.clear()
    person.goes(HOME).fills_in("/program/run")
    for what, fields in (("save", {"name": "meanwhile"}), ("turn-back", {})):
        refused = person.goes(HOME).fills_in(f"/snapshots/{what}", **fields)
        assert (refused.page.status_code, "Repeat what you did when it has ended" in refused.text) == (409, True)
    connector.goes_on.set()
    assert desk.program is not None
    desk.program.settle()
    assert [saved.name for saved in desk.snapshots.all] == ["before"]
    assert person.goes(HOME).fills_in("/snapshots/save", name="afterwards").page.status_code == 200
    assert [saved.name for saved in desk.snapshots.all] == ["before", "afterwards"]


def test_without_one_there_is_nothing_to_run(world: World) -> None:
    """The page has no such part, and the address does nothing."""
    person = Person(Console([Desk(world)]).wsgi)
    assert "Run your connector" not in person.goes(HOME).text
    assert person.sends(f"{HOME}/program/run", person.forms[0][1]).page.status_code == 404


def test_a_harness_that_fails_under_a_run_is_told_and_leaves_it_startable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks in the thread of a run, the run is over, and there can be another one."""
    assert desk.program is not None

    def broken(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(FunctionDriver, "run", broken)
        assert desk.program.start()
        desk.program.settle()
    assert desk.program.last_run is not None
    assert (desk.program.last_run.state, desk.program.last_run.message) == (
        *("failed", "The harness itself failed: OSError: no space left"),
    )
    assert desk.program.start()
    desk.program.settle()
    assert desk.program.last_run.state == "done"
