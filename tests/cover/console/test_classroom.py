"""A class: who knows the code gets a world of their own, and the trainer sees how far each of them is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from werkzeug.test import Client

from mock_kit.clock import Clock
from twinledger.console.classroom import Classroom
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.console.tale import Tale
from twinledger.kept import Kept
from twinledger.stories.files import load
from twinledger.stories.play import world_of
from twinledger.stories.player import Player
from twinledger.stories.stage import Stage

from ...classrooms import CODE, TOKEN, class_of_two
from ..browsing import Person


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    """Two seats at the first connection."""
    with class_of_two() as classroom:
        yield classroom


@pytest.fixture
def console(classroom: Classroom) -> Console:
    """The console of the class, without a socket."""
    return Console(classroom, token=TOKEN)


@pytest.fixture
def trainer(console: Console) -> Person:
    """Whoever was given the address with the token."""
    return Person(console.wsgi).goes(f"/?token={TOKEN}")


def _sits_down(console: Console, name: str, code: str = CODE) -> Person:
    return Person(console.wsgi).goes("/join").fills_in("/join", code=code, name=name)


def test_each_trainee_has_a_world_and_comes_back_to_it(console: Console, classroom: Classroom) -> None:
    """The code may be typed as it comes; another browser gets another world."""
    ada, bob = _sits_down(console, "Ada", " klas-se"), _sits_down(console, "Bob")
    assert (ada.path, bob.path) == ("/w/seat-1", "/w/seat-2")
    assert "Step 1 of 6" in ada.text
    assert ada.goes("/").path == "/w/seat-1"
    first, second = (seat.desk.world for seat in classroom.seats)
    assert first.odoo.url != second.odoo.url
    assert ada.fills_in("/story/solve").path == "/w/seat-1"
    assert [seat.tale.now and seat.tale.now.number for seat in classroom.seats] == [2, 1]


def test_a_class_that_is_kept_goes_on(tmp_path: Path) -> None:
    """Whatever ended it, everybody has their seat again with the same browser, at the step where they were."""
    story = load("first-connection").model_copy(update={"lines": 10})
    person: Person | None = None
    for step in (1, 2):
        with ExitStack() as stack:

            def furnish(name: str, stack: ExitStack = stack) -> Desk:
                world = stack.enter_context(world_of(story, Clock(story.begins), data=tmp_path / name))
                return Desk(world, name, tale=Tale(Player(Stage(world), story)))

            kept = stack.enter_context(closing(Kept(tmp_path, "class")))
            classroom = Classroom(2, furnish, CODE, kept)
            classroom.go_on()
            console = Console(classroom, token=TOKEN)
            person = person or _sits_down(console, "Ada")
            assert f"Step {step} of 6" in person.at(console.wsgi).goes("/").text
            assert person.fills_in("/story/solve").path == "/w/seat-1"
            assert [seat.name for seat in classroom.seats] == ["Ada", "Bob"][:step]
            assert _sits_down(console, "Bob").page.status_code == (200 if step == 1 else 409)


def test_who_has_no_code_or_no_seat_sees_nothing(console: Console, classroom: Classroom) -> None:
    """Nor does a trainee see another one's desk, or the class."""
    stranger = _sits_down(console, "Eve", "AAAAAA")
    assert (stranger.page.status_code, "not the code" in stranger.text, classroom.seats) == (403, True, [])
    ada = _sits_down(console, "Ada")
    _sits_down(console, "Bob")
    full = _sits_down(console, "Zoe")
    assert (full.page.status_code, "Every seat is taken" in full.text) == (409, True)
    for path in ("/class", "/class/stream", "/w/seat-2", "/w/seat-2/stream", "/w/seat-10", "/w/seat-1x"):
        assert ada.goes(path).page.status_code == 403
    assert ada.goes("/w/seat-1").page.status_code == 200
    assert Person(console.wsgi).goes("/").path == "/join"
    assert Person(console.wsgi).goes("/w/seat-1").page.status_code == 403


def test_the_trainer_sees_every_step_and_does_one_for_all(
    trainer: Person, console: Console, classroom: Classroom
) -> None:
    """Who is at another step keeps theirs; the page knows when somebody came further."""
    assert (trainer.path, "Nobody has taken a seat yet." in trainer.text, CODE in trainer.text) == (
        "/class",
        True,
        True,
    )
    for name in ("Ada", "Bob"):
        _sits_down(console, name)
    classroom.seats[0].tale.solve()
    before = classroom.version()
    text = trainer.goes("/class").text
    assert ("Ada" in text, "2/6" in text, "1/6" in text) == (True, True, True)
    assert dict(classroom.at_each_step()) == {1: 1, 2: 1}
    classroom.solve(1)
    assert dict(classroom.at_each_step()) == {2: 2}
    assert classroom.version() != before
    trainer.goes("/class").fills_in("/class/solve")
    assert trainer.path == "/class"
    assert trainer.goes("/w/seat-2").page.status_code == 200


def test_a_class_ends_when_what_is_done_for_somebody_is_done(
    console: Console, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worlds are closed afterwards; for the others nothing is begun any more."""
    for name in ("Ada", "Bob"):
        _sits_down(console, name)
    begun, may_end = threading.Event(), threading.Event()
    solve = classroom.seats[0].tale.solve

    def slowly() -> None:
        begun.set()
        assert may_end.wait(10)
        solve()

    monkeypatch.setattr(classroom.seats[0].tale, "solve", slowly)
    classroom.begin_to_solve(1)
    assert begun.wait(10)
    threading.Timer(0.1, may_end.set).start()
    classroom.close()
    assert dict(classroom.at_each_step()) == {1: 1, 2: 1}
    assert [thread.name for thread in threading.enumerate() if thread.name == "a step for all"] == []


def test_a_form_that_nobody_was_shown_is_refused(console: Console, trainer: Person) -> None:
    """Neither takes a seat nor does anything for others; a step is a number."""
    assert Person(console.wsgi).sends("/join", {"code": CODE, "name": "Eve"}).page.status_code == 403
    assert trainer.sends("/class/solve", {"step": "1"}).page.status_code == 403


def test_without_a_class_there_is_no_door(desk: Desk) -> None:
    """Nor a trainer's page."""
    assert [Person(Console([desk]).wsgi).goes(path).page.status_code for path in ("/join", "/class")] == [404, 404]


def test_what_no_browser_of_ours_sends_is_refused_kindly(console: Console) -> None:
    """A cookie of other letters is nobody's seat, and a number without end is no step."""
    _sits_down(console, "Ada")
    client = Client(console.wsgi)
    client.set_cookie(console.desks.cookie, "é" * 8)
    assert client.get("/join").status_code == 200
    trainer = Person(console.wsgi).goes(f"/?token={TOKEN}")
    for step in ("9" * 5000, "first", ""):
        assert trainer.goes("/class").fills_in("/class/solve", step=step).page.status_code == 400
