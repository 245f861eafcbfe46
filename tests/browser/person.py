"""A person with a real browser: looks for the words that stand on the page, clicks, and types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

BOOKKEEPER = "bo@acme.example"
ACCOUNT = BOOKKEEPER  # whose account manages databases is in them a user of the same address
PATIENCE = 20  # seconds


class Labelled(Protocol):
    """The words of a fake's pages in one language."""

    def label(self, name: str) -> str:
        """Return a word of the real system; raise KeyError for a name that is none."""

    def own(self, text: str, **values: object) -> str:
        """Return words of ours."""


@dataclass
class Person:
    """Somebody in front of a browser, who knows the labels of a system in the language of the pages."""

    browser: WebDriver
    url: str
    wording: Labelled

    def opens(self, path: str) -> None:
        """Type an address."""
        self.browser.get(self.url + path)

    def clicks(self, label: str, *, among: str = "a, button, summary") -> None:
        """Click what bears a label (or a text of the page), and wait for the next page if one comes."""
        text = self.words(label)
        found = [element for element in self.all(among) if element.text.split("\n")[0].strip() == text]
        assert found, f"nothing to click says {text!r} on {self.browser.current_url}: {self.text}"
        self._then(found[0].click, stays=found[0].tag_name == "summary" or found[0].get_attribute("type") == "button")

    def fills_in(self, button: str, **values: str) -> None:
        """Fill in fields by their ids and send the form."""
        for id_, value in values.items():
            field = self.browser.find_element(By.ID, id_)
            if field.tag_name == "select":
                field.find_element(By.CSS_SELECTOR, f"option[value='{value}']").click()
            else:
                field.clear()
                field.send_keys(value)
        self.clicks(button, among="main button[type=submit]")

    def signs_in(self, login: str, password: str) -> None:
        """Fill in the form to sign in."""
        self.fills_in("sign_in.button", login=login, password=password)

    def chooses_in_menu(self, label: str) -> None:
        """Open the menu with the own name and choose an entry."""
        self._then(self.browser.find_element(By.CSS_SELECTOR, ".menu summary").click, stays=True)
        self.clicks(label)

    def sees(self, label: str) -> bool:
        """Tell whether the page shows a label, or a text."""
        return self.words(label) in self.text

    def all(self, selector: str) -> list[WebElement]:
        """Return what can be seen of a kind."""
        return [element for element in self.browser.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]

    def words(self, label: str) -> str:
        """Return a label by its name; a text that is none stays what it is."""
        try:
            return self.wording.label(label)
        except KeyError:
            return label

    @property
    def text(self) -> str:
        """All that can be read."""
        return self.browser.find_element(By.TAG_NAME, "body").text

    @property
    def key(self) -> str:
        """The key on the page."""
        return self.browser.find_element(By.ID, "key").text

    def _then(self, act: object, *, stays: bool) -> None:
        before = self.browser.find_element(By.TAG_NAME, "html")
        act()  # type: ignore[operator]
        if not stays:
            WebDriverWait(self.browser, PATIENCE).until(lambda _: self._has_gone(before))

    def _has_gone(self, before: WebElement) -> bool:
        there = self.browser.find_elements(By.TAG_NAME, "html")
        loaded = self.browser.execute_script("return document.readyState") == "complete"
        return bool(there) and there[0].id != before.id and bool(loaded)
