"""The integration as an accountant meets it: from the Syncs tab to the trial balance, in every language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from mock_silverfin.scopes import SYNC
from twinledger.world import SILVERFIN_PASSWORD, World

from .accountants import UP_TO_DATE, connects, inputs, presses, sets_up, signs_in, tabs_to, types, waits_for
from .conftest import FILE
from .person import PATIENCE, Person


def test_the_first_connection_by_clicks_alone(accountant: Person, world: World) -> None:
    """Sign in, add a sync, four inputs, link a file, watch it come, read the trial balance, an account and an entry."""
    signs_in(accountant)
    connects(accountant, world)
    accountant.clicks(world.firm.name)
    sets_up(accountant)
    waits_for(accountant, UP_TO_DATE)
    accountant.clicks("trial_balance")
    file = next(file for file in world.silverfin.files() if file.name == FILE)
    shown = {cell.text for cell in accountant.all("tbody .number")}
    until = world.clock.today().replace(day=31)
    assert {number for number, balance in world.trial_balance(until=until).items() if balance} <= shown
    assert file.trial_balance() == world.trial_balance()
    customers = next(link for link in accountant.all("tbody a") if link.text.startswith("400000"))
    accountant.clicks(customers.text)
    assert "400000" in accountant.browser.find_element(By.TAG_NAME, "h1").text
    document = accountant.all("tbody th a")[0].text
    accountant.clicks(document)
    assert document in accountant.browser.find_element(By.TAG_NAME, "h1").text


def test_the_first_connection_without_a_mouse(accountant: Person, world: World) -> None:
    """Tabulator, enter and letters are enough for the same way; the focus is always to be seen."""
    accountant.opens("/sign_in")
    types(accountant, password=SILVERFIN_PASSWORD)
    accountant.browser.find_element(By.ID, "email").send_keys(world.accountant.email)
    presses(accountant, "sign_in")
    for label in ("syncs", "syncs.add", "syncs.accounting", "odoo"):
        presses(accountant, label)
    types(accountant, **inputs(world))
    tabs_to(accountant, "syncs.connect")
    outline = accountant.browser.switch_to.active_element.value_of_css_property("outline-style")
    assert outline == "solid"
    presses(accountant, "syncs.connect")
    presses(accountant, world.firm.name)
    for label in (FILE, "sync", "sync.set_up"):
        presses(accountant, label)
    waits_for(accountant, UP_TO_DATE)
    presses(accountant, "trial_balance")
    assert accountant.sees("400000")


def test_a_wrong_key_is_told_beside_its_field(accountant: Person, world: World) -> None:
    """The other inputs stay, the key is empty, and what is wrong is read out with the field."""
    signs_in(accountant)
    for label in ("syncs", "syncs.add", "syncs.accounting", "odoo"):
        accountant.clicks(label)
    accountant.fills_in("syncs.connect", **{**inputs(world), "api_key": "0" * 40})
    field = accountant.browser.find_element(By.ID, "api_key")
    assert (field.get_attribute("aria-invalid"), field.get_attribute("value")) == ("true", "")
    told = accountant.browser.find_element(By.ID, field.get_attribute("aria-describedby") or "").text
    assert accountant.wording.own(REFUSED, email=inputs(world)["email"], database="acme") in told
    assert accountant.browser.find_element(By.ID, "database").get_attribute("value") == "acme"


REFUSED = "Odoo refuses this API key for {email} in the database {database}. Was it removed, or did it expire?"


def test_a_run_is_followed_without_opening_the_page_again(accountant: Person, world: World) -> None:
    """What changes by itself is put in place; the page stays the same one."""
    signs_in(accountant)
    connects(accountant, world)
    accountant.clicks(world.firm.name)
    file = next(file for file in world.silverfin.files() if file.name == FILE)
    with file.busy():
        sets_up(accountant)
        waits_for(accountant, "state.running")
        accountant.browser.execute_script("document.body.dataset.mine = 'kept'")
    waits_for(accountant, UP_TO_DATE)
    assert accountant.browser.execute_script("return document.body.dataset.mine") == "kept"


@pytest.fixture
def callback() -> Iterator[tuple[str, list[str]]]:
    """An application that waits for people to come back to it, and the addresses with which they did."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>here</title>back again")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/callback", came
        server.shutdown()
        thread.join()


def test_an_application_is_let_in(accountant: Person, world: World, callback: tuple[str, list[str]]) -> None:
    """The person signs in, reads in words what is asked for, and the browser goes back to the application."""
    url, came = callback
    application = world.silverfin.add_application("My connector", url)
    asked = {"client_id": application.client_id, "redirect_uri": url, "response_type": "code", "scope": SYNC}
    signs_in(accountant, f"/oauth/authorize?{urlencode({**asked, 'state': 'mine'})}")
    assert "My connector" in accountant.text
    accountant.clicks("oauth.authorise", among="main button")
    WebDriverWait(accountant.browser, PATIENCE).until(lambda _: came)
    assert all(part in came[0] for part in ("code=", f"authorized_firm_id={world.firm.id}", "state=mine"))


def test_what_is_real_is_shown_on_request(accountant: Person) -> None:
    """The button marks what is documented and what is assumed, and says the sources; pressed again they are gone."""
    signs_in(accountant)
    accountant.clicks(accountant.wording.own("What is real here?"))
    assert {mark.text[0] for mark in accountant.all("sup.mark")} == {"D", "A"}
    assert "support.silverfin.com, article" in accountant.text
    accountant.clicks(accountant.wording.own("Hide the marks"))
    assert accountant.all("sup.mark") == []


def test_the_language_is_changed_on_the_page(accountant: Person, language: str) -> None:
    """By its own name, and remembered on the next page."""
    signs_in(accountant)
    other = "nl" if language != "nl" else "fr"
    accountant.clicks({"nl": "Nederlands", "fr": "Français"}[other])
    accountant.clicks({"nl": "Synchronisaties", "fr": "Synchronisations"}[other])
    assert accountant.browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == other
