"""A real Chromium in front of the fakes: one browser per language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from mock_odoo import MockOdoo
from mock_odoo.orm import translations
from mock_odoo.web.wording import LANGUAGES, Wording
from mock_silverfin.web import wording as silverfin
from twinledger.world import World

from .person import ACCOUNT, BOOKKEEPER, Person

FILE = "Bakkerij De Korenaar"  # the client file that people link
FLAGS = (
    "headless=new no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
    "disable-component-update disable-sync disable-dev-shm-usage"
).split()


def chromium(folder: Path, language: str) -> webdriver.Chrome:
    """Start Debian's Chromium with an empty profile; fail, never skip, where there is none."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.fail("these tests need chromium and chromedriver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"user-data-dir={folder}", "window-size=1280,900", f"lang={language}"):
        options.add_argument(f"--{flag}")
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the pages in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def browser(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A browser of somebody who prefers that language."""
    driver = chromium(tmp_path_factory.mktemp("profile"), language)
    yield driver
    driver.quit()


@pytest.fixture
def odoo(language: str) -> Iterator[MockOdoo]:
    """A server of Odoo Online with two databases, a bookkeeper in both, and the account that manages both."""
    with MockOdoo(hosting="online") as server:
        for name in ("acme", "beta"):
            _with_bookkeeper(server, name, LANGUAGES[language])
        portal = server.odoo.portal
        account = portal.create_account(ACCOUNT, "office", "The Office", LANGUAGES[language])
        for name in ("acme", "beta"):
            portal.manage(account, name)
        yield server


@pytest.fixture
def person(browser: webdriver.Chrome, odoo: MockOdoo, language: str) -> Person:
    """Somebody in front of the browser, who has been nowhere yet."""
    browser.get(odoo.url + "/web/database/selector")
    browser.delete_all_cookies()
    return Person(browser, odoo.url, Wording(language, odoo.odoo.version.series))


def _with_bookkeeper(server: MockOdoo, name: str, lang: str) -> None:
    database = server.create_database(name, company=name.title())
    with database.store.transaction():
        if lang != "en_US":
            translations.install(database, lang)
        groups = [database.group_id("base.group_user"), database.group_id("account.group_account_user")]
        values = {"name": "Bo Keeper", "login": BOOKKEEPER, "email": BOOKKEEPER, "password": "books", "lang": lang}
        database.environment()["res.users"].create([{**values, "group_ids": [(6, 0, groups)]}])


@pytest.fixture(scope="session")
def _worlds() -> Iterator[tuple[World, object]]:
    with World(lines=300) as world:
        world.firm.add_company(FILE)
        yield world, world.snapshot()


@pytest.fixture
def world(_worlds: tuple[World, Any]) -> Iterator[World]:
    """Both fakes: a company with books in Odoo, a client file in Silverfin that nobody has linked yet."""
    world, state = _worlds
    yield world
    world.silverfin.runner.settle()
    world.restore(state)


@pytest.fixture
def accountant(browser: webdriver.Chrome, world: World, language: str) -> Person:
    """Somebody in front of the browser, who has not been at Silverfin yet."""
    browser.get(world.silverfin.url + "/sign_in")
    browser.delete_all_cookies()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return Person(browser, world.silverfin.url, silverfin.Wording(language))
