"""A person in front of the pages: follows links and redirections, fills in forms, reads what is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import Client, TestResponse

from mock_odoo import MockOdoo


class _Forms(HTMLParser):
    """The forms of a page: where they go, and what they carry."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given["action"], {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.forms[-1][1]):
            self.forms[-1][1][self._select] = given["value"]


class Person:
    """Somebody with a browser that keeps cookies and runs no script."""

    def __init__(self, odoo: MockOdoo, language: str = "en") -> None:
        self._client = Client(odoo.wsgi)
        self._headers = {"Accept-Language": language}
        self.page: TestResponse

    def goes(self, path: str) -> Person:
        """Open a page and follow where it sends."""
        return self._arrived(self._client.get(path, headers=self._headers))

    def fills_in(self, action: str = "", **values: str) -> Person:
        """Fill in the first form of the page whose action ends so, and send it."""
        parser = _Forms()
        parser.feed(self.page.text)
        there, fields = next(form for form in parser.forms if form[0].endswith(action))
        return self.sends(there, {**fields, **values})

    def sends(self, path: str, values: Mapping[str, Any]) -> Person:
        """Send a form as it stands."""
        return self._arrived(self._client.post(path, data=dict(values), headers=self._headers))

    def signs_in(self, login: str, password: str, path: str = "/web/login") -> Person:
        """Open the page to sign in and do so."""
        return self.goes(path).fills_in("/web/login", login=login, password=password)

    def _arrived(self, response: TestResponse) -> Person:
        self.page = response
        return self.goes(response.headers["Location"]) if response.status_code in (302, 303) else self

    @property
    def path(self) -> str:
        """Where the browser is."""
        request = self.page.request
        return f"{request.path}?{request.query_string.decode()}" if request.query_string else request.path

    @property
    def text(self) -> str:
        """What can be read on the page."""
        shown = re.sub(
            r"<(?:style|script|title)[^>]*>.*?</(?:style|script|title)>", "", self.page.text, flags=re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())

    @property
    def key(self) -> str:
        """The key that the page shows."""
        [shown] = re.findall(r'<code id="key"[^>]*>([0-9a-f]{40})</code>', self.page.text)
        return str(shown)
