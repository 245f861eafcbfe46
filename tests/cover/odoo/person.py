"""A person in front of the fake Odoo's pages."""

from __future__ import annotations

import re

from mock_odoo import MockOdoo

from .. import browsing


class Person(browsing.Person):
    """Somebody who uses the fake Odoo in a browser that runs no script."""

    follows = (302, 303)

    def __init__(self, odoo: MockOdoo, language: str = "en") -> None:
        super().__init__(odoo.wsgi, language)

    def signs_in(self, login: str, password: str, path: str = "/web/login") -> Person:
        """Open the page to sign in and do so."""
        return self.goes(path).fills_in("/web/login", login=login, password=password)

    @property
    def key(self) -> str:
        """The key that the page shows."""
        [shown] = re.findall(r'<code id="key"[^>]*>([0-9a-f]{40})</code>', self.page.text)
        return str(shown)
