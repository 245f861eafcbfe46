"""A class and a world of one's own by clicks alone: browsers say of every form where it comes from, or refuse to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from twinledger.console.classroom import Classroom
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.world import World

from ..classrooms import CODE, TOKEN, class_of_two
from .person import PATIENCE, Person
from .test_console import HOME, STEP, Words


@pytest.fixture
def classroom() -> Iterator[Classroom]:
    """Two seats at the first connection."""
    with class_of_two() as classroom:
        yield classroom


def test_a_trainee_takes_a_seat_and_the_trainer_does_a_step(
    browser: webdriver.Chrome, classroom: Classroom, language: str
) -> None:
    """The code and a name give a seat; the trainer sees it at once, and what they do is seen by the trainee at once."""
    with Console(classroom, token=TOKEN) as console:
        trainee = Person(browser, console.url, Words(language))
        elsewhere = f"http://localhost:{urlsplit(console.url).port}"  # with cookies of its own
        trainer = Person(browser, elsewhere, trainee.wording)
        trainer.opens(f"/?token={TOKEN}")
        assert trainer.sees(trainer.wording.own("Nobody has taken a seat yet."))
        at_class, at_desk = browser.current_window_handle, _another_tab(browser)
        trainee.opens("/join")
        trainee.fills_in(trainee.wording.own("Begin"), code=CODE, name="Ada")
        _waits_for(trainee, _step(trainee, classroom, 1))
        _looks_at(browser, at_class)
        _waits_for(trainer, "Ada")
        _clicks_in_place(trainer, trainer.wording.own("Step {number} ({count})", number=1, count=1))
        _looks_at(browser, at_desk)
        _waits_for(trainee, _step(trainee, classroom, 2))
        browser.close()
        _looks_at(browser, at_class)


def test_a_world_is_moved_broken_saved_and_turned_back(browser: webdriver.Chrome, world: World, language: str) -> None:
    """Every button of the console does what it says, without the page being opened again."""
    desk = Desk(world)
    with Console([desk]) as console:
        person = Person(browser, console.url, Words(language))
        person.opens(HOME)
        began = world.clock.now()
        _sends(person, "#clock", "One hour on", lambda: world.clock.now() - began >= timedelta(hours=1))
        _sends(person, "#snapshots", "Save", lambda: len(desk.snapshots.all) == 1)
        _sends(person, "#faults", "Arm", lambda: len(desk.traps()) == 1)
        _sends(person, "#faults", "Disarm", lambda: not desk.traps())
        _sends(person, "#clock", "One day on", lambda: world.clock.now() - began >= timedelta(days=1))
        _sends(person, "#snapshots", "Turn back", lambda: world.clock.now() - began < timedelta(days=1))


def _step(trainee: Person, classroom: Classroom, number: int) -> str:
    (seat,) = classroom.seats
    return str(trainee.wording.own(STEP, number=number, all=len(seat.tale.story.steps)))


def _another_tab(browser: webdriver.Chrome) -> str:
    browser.switch_to.new_window("tab")
    return str(browser.current_window_handle)


def _looks_at(browser: webdriver.Chrome, tab: str) -> None:
    browser.switch_to.window(tab)
    browser.execute_cdp_cmd("Page.bringToFront", {})  # else the tab stays hidden, and asks for nothing


def _waits_for(person: Person, text: str) -> None:
    WebDriverWait(person.browser, PATIENCE).until(lambda _: text in person.text, f"{text!r} never came")


def _sends(person: Person, part: str, button: str, is_done: Callable[[], bool]) -> None:
    """Click a button in a part of the page, and wait until it is done."""
    _clicks_in_place(person, person.words(button), f"{part} button")
    WebDriverWait(person.browser, PATIENCE).until(lambda _: is_done(), f"{button!r} does nothing")


def _clicks_in_place(person: Person, text: str, among: str = "button") -> None:
    """Click what the page may put anew at this very moment, and stay on the page."""
    ignored = [StaleElementReferenceException, StopIteration]
    WebDriverWait(person.browser, PATIENCE, ignored_exceptions=ignored).until(
        lambda browser: next(one for one in _all(browser, among) if one.text == text).click() is None
    )


def _all(browser: webdriver.Chrome, selector: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, selector)
