"""The pages on a phone, and without a mouse."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from .person import BOOKKEEPER, PATIENCE, Person

PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
PAGES = (
    "/odoo", "/odoo/my-preferences", "/odoo/my-preferences/security", "/odoo/api-keys/new", "/my/security?debug=1"
)  # fmt: skip


def test_a_phone_shows_every_page_without_scrolling_sideways(person: Person) -> None:
    """Nothing is wider than the screen of a phone, in any language."""
    person.opens("/web/login?db=acme")
    person.signs_in(BOOKKEEPER, "books")
    person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        for path in PAGES:
            person.opens(path)
            wide = person.browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], path
    finally:
        person.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_signing_in_and_the_menu_need_no_mouse(person: Person) -> None:
    """The first field has the focus; tabulator and enter do the rest."""
    person.opens("/web/login?db=acme")
    keys = ActionChains(person.browser).send_keys(BOOKKEEPER, Keys.TAB, "books", Keys.ENTER)
    keys.perform()
    WebDriverWait(person.browser, PATIENCE).until(lambda browser: browser.current_url.endswith("/odoo"))
    to_menu = (Keys.TAB, Keys.TAB, Keys.TAB)  # past the link to the content and the name of the database
    ActionChains(person.browser).send_keys(*to_menu, Keys.ENTER, Keys.TAB, Keys.ENTER).perform()
    WebDriverWait(person.browser, PATIENCE).until(lambda browser: browser.current_url.endswith("/my-preferences"))
    assert person.sees("preferences.tab")


def test_a_camera_reads_the_secret_off_the_screen(person: Person) -> None:
    """The picture of the dialog that switches two-factor authentication on says what stands below it."""
    person.opens("/web/login?db=acme")
    person.signs_in(BOOKKEEPER, "books")
    person.opens("/odoo/my-preferences/security")
    person.clicks("two_factor.enable")
    person.fills_in("identity.confirm", password="books")
    [address] = [link.text for link in person.all("main a") if link.text.startswith("otpauth:")]
    [seen] = zxingcpp.read_barcodes(Image.open(io.BytesIO(person.browser.get_screenshot_as_png())))
    assert seen.text == address
