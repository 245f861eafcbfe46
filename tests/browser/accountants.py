"""What accountants do at the fake Silverfin, in steps that several tests take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from twinledger.world import ODOO_LOGIN, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, World

from .conftest import FILE
from .person import PATIENCE, Person

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
UP_TO_DATE = "state.done"


def inputs(world: World) -> dict[str, str]:
    """Return the four inputs, by the ids of their fields."""
    pair = world.pair
    return {"email": ODOO_LOGIN, "api_key": pair.api_key, "url": world.odoo.url, "database": pair.database}


def signs_in(person: Person, path: str = "/sign_in") -> None:
    """Open a page, be asked to sign in, and do so."""
    person.opens(path)
    person.fills_in("sign_in", email=SILVERFIN_LOGIN, password=SILVERFIN_PASSWORD)


def connects(person: Person, world: World) -> None:
    """Go from the page of the firm through the Syncs tab to a connection with Odoo."""
    for label in ("syncs", "syncs.add", "syncs.accounting", "odoo"):
        person.clicks(label)
    person.fills_in("syncs.connect", **inputs(world))


def sets_up(person: Person) -> None:
    """Go from the page of the firm to the client file, and link it."""
    person.clicks(FILE)
    person.clicks("sync")
    person.clicks("sync.set_up", among="main button")


def waits_for(person: Person, label: str) -> None:
    """Wait until the page shows a label, without opening it again."""
    WebDriverWait(person.browser, PATIENCE).until(lambda _: person.sees(label))


def tabs_to(person: Person, label: str) -> None:
    """Press the tabulator until the focus is on what bears a label, or on the field of that id."""
    text = person.words(label)
    for _ in range(80):
        active = person.browser.switch_to.active_element
        if active.get_attribute("id") == label or active.text.split("\n")[0].strip() == text:
            return
        active.send_keys(Keys.TAB)
    pytest.fail(f"the tabulator never comes to {text!r} on {person.browser.current_url}")


def presses(person: Person, label: str) -> None:
    """Go to a link or a button by the tabulator, press enter, and wait for the next page."""
    tabs_to(person, label)
    before = person.browser.find_element(By.TAG_NAME, "html").id
    person.browser.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(person.browser, PATIENCE).until(
        lambda browser: (
            [one.id for one in browser.find_elements(By.TAG_NAME, "html")] != [before]
            and browser.execute_script("return document.readyState") == "complete"
        )
    )


def types(person: Person, **values: str) -> None:
    """Go to fields by the tabulator and type."""
    for id_, value in values.items():
        tabs_to(person, id_)
        person.browser.switch_to.active_element.send_keys(value)


def judged(person: Person) -> list[str]:
    """Return what axe finds seriously wrong with the page, each with where."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: npm ci --ignore-scripts --prefix tests/browser")
    person.browser.execute_script(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = person.browser.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(done)"
    )
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html']}" for one in serious for node in one["nodes"]]
