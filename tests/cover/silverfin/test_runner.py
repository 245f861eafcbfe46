"""Runs of the built-in integration: a few side by side, every night on the world's clock, and back in time with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mock_kit.clock import Clock
from mock_odoo import MockOdoo
from mock_silverfin import MockSilverfin
from mock_silverfin.face import ClientFile
from mock_silverfin.integrations import connections, runs
from mock_silverfin.integrations.night_watch import NightWatch
from mock_silverfin.integrations.odoo import synchronise
from mock_silverfin.integrations.queue import BusyFileError, Counts, Job, Queue
from mock_silverfin.integrations.runner import Runner
from mock_silverfin.integrations.runs import AskedBy, Failure, Progress, Run
from mock_silverfin.webhooks.nights import next_night
from twinledger.books.book import Entry, Line
from twinledger.books.bookkeeper import Bookkeeper

from .person import Person
from .support import World


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so, at most ten seconds."""
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_jobs_wait_for_a_place() -> None:
    """Two run side by side, the next ones begin in their order; a file has one job at a time."""
    queue, gate, order = Queue(side_by_side=2), threading.Event(), list[int]()

    def job(number: int) -> Job:
        def carried_out(_: Counts) -> None:
            order.append(number)
            gate.wait(10)

        return carried_out

    assert [queue.take(number, job(number)) for number in range(4)] == [True, True, False, False]
    with pytest.raises(BusyFileError):
        queue.take(3, job(3))
    until(lambda: len(order) == 2)
    assert (sorted(order), queue.has(3), queue.has(4)) == ([0, 1], True, False)
    with pytest.raises(TimeoutError, match="still being synchronised after 0 s"):
        queue.settle(0)
    gate.set()
    until(lambda: not any(queue.has(number) for number in range(4)))
    assert order[2:] == [2, 3]
    assert queue.take(0, job(0))
    queue.close(5)


def test_what_waits_can_be_forgotten() -> None:
    """It never begins, and its file may have another job; so may one whose job is under way and counts for nothing."""
    queue, gate, begun, counted = Queue(side_by_side=1), threading.Event(), list[str](), list[bool]()

    def held(counts: Counts) -> None:
        counted.append(counts())
        gate.wait(10)
        counted.append(counts())

    assert (queue.take(1, held), queue.take(2, lambda _: begun.append("never"))) == (True, False)
    until(lambda: counted)
    queue.forget()
    assert not queue.has(1)
    assert not queue.has(2)
    assert queue.take(1, lambda counts: begun.append(f"again {counts()}"))
    until(lambda: begun)
    queue.settle(0)
    assert (begun, counted) == (["again True"], [True])
    gate.set()
    queue.close(5)
    assert (begun, counted) == (["again True"], [True, False])
    assert queue.take(3, lambda _: begun.append("later"))
    until(lambda: len(begun) == 2)
    assert begun[1] == "later"


def test_closing_begins_nothing_more() -> None:
    """What is under way goes on to its end, and counts."""
    queue, gate, begun, counted = Queue(side_by_side=1), threading.Event(), list[str](), list[bool]()

    def held(counts: Counts) -> None:
        begun.append("held")
        gate.wait(10)
        counted.append(counts())

    assert (queue.take(1, held), queue.take(2, lambda _: begun.append("never"))) == (True, False)
    until(lambda: begun)
    closing = threading.Timer(0.05, gate.set)
    closing.start()
    queue.close(10)
    closing.join()
    assert (begun, counted, queue.has(2)) == (["held"], [True], False)


@pytest.fixture
def runner(world: World) -> Runner:
    """The runner of the fake."""
    return world.silverfin.runner


@pytest.fixture
def linked(world: World, runner: Runner, inputs: dict[str, str], free_file: ClientFile) -> int:
    """Link the free file to the company in Odoo and return the connection."""
    connection = runner.host.connect(world.firm.id, world.admin.id, inputs)
    runner.host.link(world.firm.id, connection.id, free_file.id, "books:1", None)
    return connection.id


def ended(file: ClientFile, count: int = 1) -> list[Run]:
    """Wait until a file has had so many runs, and return them, the newest first."""
    until(lambda: [run.is_over for run in runs.of_file(file.books, file.id)] == [True] * count)
    return runs.of_file(file.books, file.id)


def test_a_night_starts_the_files_of_the_integration(
    world: World, runner: Runner, linked: int, free_file: ClientFile
) -> None:
    """Once a night, by the clock of the world; a file that somebody else pushes to has no run; webhooks are told."""
    silverfin = world.silverfin
    silverfin.webhooks.hold()
    world.application.add_webhook(world.admin, world.firm, "http://127.0.0.1:9/h", ["sync_state.updated"])
    runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
    ended(free_file)
    world.silverfin.clock.advance(timedelta(hours=12))
    assert len(runs.of_file(free_file.books, free_file.id)) == 1
    world.silverfin.clock.advance(timedelta(hours=12))
    runner.settle()
    night, _ = runs.of_file(free_file.books, free_file.id)
    assert (night.asked_by, night.state) == (AskedBy.NIGHT, Progress.DONE)
    world.silverfin.clock.advance(timedelta(minutes=1))
    assert len(runs.of_file(free_file.books, free_file.id)) == 2
    assert runs.of_file(free_file.books, world.file.id) == []
    world.silverfin.clock.advance(timedelta(days=3))
    runner.settle()
    assert [run.state for run in ended(free_file, 5)[:3]] == [Progress.DONE] * 3
    told = [one.details for one in silverfin.webhooks.deliveries() if one.event == "sync_state.updated"]
    assert told == [{"state": "completed", "changed": number == 0} for number in range(5)]


def test_a_night_passes_over_a_file_that_is_under_way(
    world: World, runner: Runner, linked: int, free_file: ClientFile
) -> None:
    """It has the run that somebody asked for, and no other."""
    with free_file.busy():
        runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
        world.silverfin.clock.advance(timedelta(days=1))
    runner.settle()
    assert [run.asked_by for run in runs.of_file(free_file.books, free_file.id)] == [AskedBy.PERSON]


def test_a_run_that_fails_in_an_unforeseen_way_says_how(
    world: World, runner: Runner, linked: int, free_file: ClientFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of the integration ends its run, and is not taken for a refused key."""

    def defect(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(synchronise, "run", defect)
    runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
    [run] = ended(free_file)
    assert (run.state, run.failure) == (
        Progress.FAILED,
        Failure("internal", *["ZeroDivisionError: division by zero"] * 2),
    )
    assert connections.get(free_file.books, linked).refused_at is None


def test_nights_are_watched_on_a_running_clock_too() -> None:
    """Whoever watches is told at night, and not before it is awake."""
    at_night = next_night(Clock().now()) - timedelta(seconds=0.2)
    clock, fell = Clock(at_night, running=True), threading.Event()
    watch = NightWatch(clock, fell.set)
    assert not fell.wait(0.5)
    watch.close()
    clock = Clock(at_night, running=True)
    watch = NightWatch(clock, fell.set)
    watch.wake()
    assert fell.wait(5)
    watch.close()
    fell.clear()
    clock.advance(timedelta(days=1))
    assert not fell.is_set()


def test_a_refused_key_marks_the_connection(
    world: World, runner: Runner, odoo: MockOdoo, inputs: dict[str, str], linked: int, free_file: ClientFile
) -> None:
    """From the run that was refused until one that is good again."""
    odoo.remove_api_key(inputs["api_key"])
    runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
    [run] = ended(free_file)
    assert run.failure is not None
    assert (run.failure.reason, run.failure.wrong) == ("authentication", "api_key")
    assert connections.get(free_file.books, linked).refused_at == world.silverfin.clock.now()


def test_going_back_brings_back_what_was_sent(
    world: World, runner: Runner, odoo: MockOdoo, linked: int, free_file: ClientFile
) -> None:
    """After a return only what is new since then is sent, so that a lock that was set meanwhile does no harm."""
    runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
    ended(free_file)
    before = world.silverfin.capture()
    lines = (Line("400000", 500), Line("700000", -500))
    Bookkeeper(odoo.database("books")).enter(Entry("MISC", world.silverfin.clock.today(), lines))
    for count in (2, 2):
        free_file.lock_until(world.silverfin.clock.today() - timedelta(days=1))
        runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
        assert ended(free_file, count)[0].actions == 2
        assert free_file.trial_balance()["400000"] == 12600
        world.silverfin.restore(before)
        assert len(runs.of_file(free_file.books, free_file.id)) == 1


def test_a_run_that_was_under_way_is_forgotten_when_going_back(
    world: World, runner: Runner, linked: int, free_file: ClientFile
) -> None:
    """Nobody would end it; the thread of then ends without writing anything, not even that it was refused."""
    before = world.silverfin.capture()
    with free_file.busy():
        runner.start(world.firm.id, linked, free_file.id, world.silverfin.url)
        under_way = world.silverfin.capture()
        world.silverfin.restore(before)
    until(lambda: not _threads_of(free_file))
    assert connections.get(free_file.books, linked).refused_at is None
    world.silverfin.restore(under_way)
    assert runs.of_file(free_file.books, free_file.id) == []


def _threads_of(file: ClientFile) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == f"sync {file.id}"]


@dataclass
class Gate:
    """Where runs stop before they ask the source for anything: each waits for its turn to be let through."""

    monkeypatch: pytest.MonkeyPatch
    waiting: list[threading.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        run = synchronise.run

        def held(*arguments: Any) -> None:
            turn = threading.Event()
            self.waiting.append(turn)
            assert turn.wait(10)
            run(*arguments)

        self.monkeypatch.setattr(synchronise, "run", held)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Let runs stop before they begin to work."""
    return Gate(monkeypatch)


@pytest.mark.parametrize("moment", ["before it began", "while it was under way"])
def test_a_new_run_need_not_wait_for_one_that_going_back_made_undone(
    world: World, runner: Runner, linked: int, free_file: ClientFile, gate: Gate, moment: str
) -> None:
    """It begins at once, though it may even have the same id; the old one sends nothing and ends unheard."""
    silverfin, dice = world.silverfin, runner._core.dice
    before, thrown = silverfin.capture(), dice.capture()
    first = runner.start(world.firm.id, linked, free_file.id, silverfin.url)
    until(lambda: len(gate.waiting) == 1)
    silverfin.restore(before if moment == "before it began" else silverfin.capture())
    if moment == "before it began":
        dice.restore(thrown)
    second = runner.start(world.firm.id, linked, free_file.id, silverfin.url)
    until(lambda: len(gate.waiting) == 2)
    assert (second.state, second.id == first.id) == (Progress.RUNNING, moment == "before it began")
    old, new = gate.waiting
    old.set()
    until(lambda: len(_threads_of(free_file)) == 1)
    [still] = runs.of_file(free_file.books, free_file.id)
    assert (still.id, still.state, free_file.lines()) == (second.id, Progress.RUNNING, [])
    new.set()
    runner.settle()
    [done] = runs.of_file(free_file.books, free_file.id)
    assert (done.state, done.sent, free_file.trial_balance()["400000"]) == (Progress.DONE, 2, 12100)


def test_a_run_of_a_firm_that_going_back_made_undone_ends_unheard(
    world: World, runner: Runner, inputs: dict[str, str], gate: Gate
) -> None:
    """Its books are closed by then; nothing breaks, and the other firms go on."""
    silverfin = world.silverfin
    before = silverfin.capture()
    firm = silverfin.add_firm("Later")
    person = firm.add_user("later@example.com", "training", admin=True)
    file = firm.add_company("Later's")
    connection = runner.host.connect(firm.id, person.id, inputs)
    runner.host.link(firm.id, connection.id, file.id, "books:1", None)
    runner.start(firm.id, connection.id, file.id, silverfin.url)
    until(lambda: gate.waiting)
    silverfin.restore(before)
    gate.waiting[0].set()
    until(lambda: not _threads_of(file))
    assert [one.id for one in silverfin.files()] == [one.id for one in silverfin.files() if one.id != file.id]


def test_after_a_new_start_keys_are_asked_for_again(tmp_path: Path, inputs: dict[str, str]) -> None:
    """The books are there again with their links; keys are kept nowhere, so the inputs are entered again."""
    with MockSilverfin(folder=tmp_path) as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
        file = firm.add_company("Acme")
        connection = silverfin.runner.host.connect(firm.id, admin.id, inputs)
        silverfin.runner.host.link(firm.id, connection.id, file.id, "books:1", None)
        silverfin.runner.start(firm.id, connection.id, file.id, silverfin.url)
        silverfin.runner.settle()
    with MockSilverfin(folder=tmp_path) as silverfin:
        [file] = silverfin.files()
        assert connections.get(file.books, connection.id).refused_at is not None
        silverfin.runner.start(firm.id, connection.id, file.id, silverfin.url)
        silverfin.runner.settle()
        failed = runs.of_file(file.books, file.id)[0].failure
        assert failed is not None
        assert "Enter the inputs again" in failed.message
        person = Person(silverfin).signs_in(path=f"/f/{firm.id}/syncs/{connection.id}")
        assert person.fills_in("/refresh").page.status_code == 403
        assert "Enter the inputs again" in person.text
        silverfin.runner.host.reconnect(firm.id, admin.id, connection.id, inputs)
        silverfin.runner.start(firm.id, connection.id, file.id, silverfin.url)
        silverfin.runner.settle()
        assert runs.of_file(file.books, file.id)[0].state is Progress.DONE
        assert file.trial_balance() == {"400000": 12100, "700000": -12100}
