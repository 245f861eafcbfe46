"""A person in front of pages: follows links and redirections, fills in forms, reads what is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any, Self

from werkzeug.test import Client, TestResponse


class _Forms(HTMLParser):
    """The forms of a page: where they go, and what they carry."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and _counts(given):
            self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.forms[-1][1]):
            self.forms[-1][1][self._select] = given["value"]


def _counts(given: Mapping[str, str]) -> bool:
    """Tell whether a browser would send an input as it stands."""
    return "name" in given and (given.get("type") not in ("checkbox", "radio") or "checked" in given)


class Person:
    """Somebody with a browser that keeps cookies and runs no script."""

    follows = (303,)

    def __init__(self, wsgi: Any, language: str = "en", url: str = "http://localhost") -> None:
        self._client = Client(wsgi)
        self._url = url
        self._headers = {"Accept-Language": language}
        self.page: TestResponse

    def goes(self, path: str) -> Self:
        """Open a page and follow where it sends."""
        return self._arrived(self._client.get(path, base_url=self._url, headers=self._headers))

    def at(self, wsgi: Any) -> Self:
        """Go on with the same browser before another server."""
        self._client.application = wsgi
        return self

    def fills_in(self, action: str = "", **values: Any) -> Self:
        """Fill in the first form of the page whose action ends so, and send it."""
        there, fields = next(form for form in self.forms if form[0].endswith(action))
        return self.sends(there or self.path, {**fields, **values})

    def sends(self, path: str, values: Mapping[str, Any]) -> Self:
        """Send a form as it stands."""
        return self._arrived(self._client.post(path, base_url=self._url, data=dict(values), headers=self._headers))

    @property
    def forms(self) -> list[tuple[str, dict[str, str]]]:
        """Where the forms of the page go, and what they carry as they stand."""
        parser = _Forms()
        parser.feed(self.page.text)
        return parser.forms

    @property
    def cookies(self) -> list[Any]:
        """What the browser keeps."""
        return list(self._client._cookies.values())  # its own iterator is for one domain

    def _arrived(self, response: TestResponse) -> Self:
        self.page = response
        return self.goes(response.headers["Location"]) if response.status_code in self.follows else self

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
