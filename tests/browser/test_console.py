"""The first connection from an empty world to equal ledgers by clicks alone, led by the console, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from mock_kit.clock import Clock
from mock_odoo.orm import translations
from mock_odoo.web.wording import LANGUAGES
from mock_odoo.web.wording import Wording as OdooWording
from mock_silverfin.web.wording import Wording as SilverfinWording
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.console.tale import Tale
from twinledger.console.web.wording import Wording
from twinledger.stories import doings
from twinledger.stories.expectations import Expect
from twinledger.stories.files import load
from twinledger.stories.play import world_of
from twinledger.stories.player import Player, Scene
from twinledger.stories.stage import Stage
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, World

from .accountants import UP_TO_DATE, judged, waits_for
from .person import PATIENCE, Person
from .test_statements import makes_key
from .test_usable import PHONE

HOME = "/w/world"
STEP = "Step {number} of {all}"


class Words(Wording):
    """The words of the console, by what they are in English."""

    def label(self, name: str) -> str:
        """Return a text in the language."""
        return self.own(name)


class Learner:
    """Somebody with three tabs: the console, and the page of Odoo or of Silverfin where the step is done."""

    def __init__(self, browser: webdriver.Chrome, console: Console, stage: Stage, language: str) -> None:
        self.browser, self.stage = browser, stage
        self.here = Person(browser, console.url, Words(language))
        self.odoo = Person(browser, stage.world.odoo.url, OdooWording(language, "19.0"))
        self.silverfin = Person(browser, stage.world.silverfin.url, SilverfinWording(language))
        self.key = ""

    def led_by(self, tale: Tale) -> Scene | None:
        """Wait until the page shows the step at which the story is, and return it; None if the story is over."""

        def is_shown(_: webdriver.Chrome) -> bool:
            now = tale.now
            return (
                now is None
                or self.here.wording.own(STEP, number=now.number, all=len(tale.story.steps)) in self.here.text
            )

        WebDriverWait(self.browser, PATIENCE).until(is_shown)
        return tale.now

    def does(self, step: object) -> None:
        """Do what the console asks for, on the page to which it leads, and come back."""
        if isinstance(step, Expect):
            return self._clicks("#story .acts button")
        self._clicks("#story .acts a")
        console, *_ = self.browser.window_handles
        self.browser.switch_to.window(self.browser.window_handles[-1])
        self._does_there(step)
        self.browser.close()
        self.browser.switch_to.window(console)
        self.browser.execute_cdp_cmd("Page.bringToFront", {})  # else the tab stays hidden, and asks for nothing
        return None

    def _clicks(self, selector: str) -> None:
        """Click, though the part of the page may be put anew at this very moment."""
        WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException]).until(
            lambda browser: browser.find_element(By.CSS_SELECTOR, selector).click() is None
        )

    def _does_there(self, step: object) -> None:
        if self.browser.find_elements(By.ID, "login"):
            self.odoo.signs_in(ODOO_LOGIN, ODOO_PASSWORD)
        if self.browser.find_elements(By.ID, "email") and not self.browser.find_elements(By.ID, "database"):
            self.silverfin.fills_in("sign_in", email=SILVERFIN_LOGIN, password=SILVERFIN_PASSWORD)
        if isinstance(step, doings.CreateApiKey):
            self.key = makes_key(self.odoo, "keys.add", ODOO_PASSWORD, step.name)
        elif isinstance(step, doings.Connect):
            self.silverfin.fills_in("syncs.connect", **self._inputs(step))
        elif isinstance(step, doings.Link):  # a first run begins when the file is linked
            self.silverfin.clicks("sync.set_up", among="main button")
            waits_for(self.silverfin, UP_TO_DATE)
        else:
            self.silverfin.clicks("sync.run", among="main button")

    def _inputs(self, step: doings.Connect) -> dict[str, str]:
        key = self.key if step.api_key == "Silverfin" else "0" * 40
        return self.stage.inputs(key, email=step.email, url=step.url, database=step.database)


@pytest.fixture
def world(language: str) -> Iterator[World]:
    """The world of the story, with an Odoo user who reads the language."""
    story = load("first-connection")
    with world_of(story, Clock(story.begins, running=True)) as made:
        database, lang = made.odoo.database("acme"), LANGUAGES[language]
        with database.store.transaction():
            if lang != "en_US":
                translations.install(database, lang)
            env = database.environment()
            found = env["res.users"].search([("login", "=", ODOO_LOGIN)])
            env.model("res.users", tuple(found)).write({"lang": lang})
        yield made


def test_the_first_connection_by_clicks_alone(browser: webdriver.Chrome, world: World, language: str) -> None:
    """Every step is done where the console says, is recognised without opening the page again, and ends well."""
    stage = Stage(world)
    tale = Tale(Player(stage, load("first-connection")))
    with Console([Desk(world, tale=tale)]) as console:
        browser.get(console.url)
        browser.delete_all_cookies()
        learner = Learner(browser, console, stage, language)
        learner.here.opens(HOME)
        browser.execute_script("document.body.dataset.mine = 'kept'")
        while (now := learner.led_by(tale)) is not None:
            learner.does(now.step)
            WebDriverWait(browser, PATIENCE).until(lambda _, one=now: tale.now is None or tale.now.number > one.number)
        over = "The story is over: every step was done, and everything is as it says."
        WebDriverWait(browser, PATIENCE).until(lambda _: learner.here.sees(over))
        assert browser.execute_script("return document.body.dataset.mine") == "kept"
        equal = learner.here.wording.own("{company}: both ledgers are equal, line by line.", company="Acme BV")
        WebDriverWait(browser, PATIENCE).until(lambda _: equal in learner.here.text)
        assert _wrong(learner.here) == {}


def _wrong(person: Person) -> dict[str, object]:
    """Return what axe finds on the console's pages, in light and in dark, and which are wider than a phone."""
    found: dict[str, object] = {}
    for path in (HOME, f"{HOME}?failed=1", f"{HOME}/exchanges/3", f"{HOME}/present", f"{HOME}/handout"):
        for scheme in ("light", "dark"):
            media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
            person.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            person.opens(path)
            found[f"{path} {scheme}"] = judged(person)
        person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        wide = person.browser.execute_script("return document.documentElement.scrollWidth")
        found[f"{path} phone"] = wide if wide > PHONE["width"] else 0
        person.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    person.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    return {what: wrong for what, wrong in found.items() if wrong}
