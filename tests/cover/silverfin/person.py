"""A person in front of the fake Silverfin's pages."""

from __future__ import annotations

from mock_silverfin import MockSilverfin

from .. import browsing

ADMIN = ("admin@fiduciary.test", "training")


class Person(browsing.Person):
    """Somebody who uses the fake Silverfin in a browser that runs no script."""

    def __init__(self, silverfin: MockSilverfin, language: str = "en") -> None:
        super().__init__(silverfin.wsgi, language, silverfin.url)

    def signs_in(self, email: str = ADMIN[0], password: str = ADMIN[1], path: str = "/sign_in") -> Person:
        """Open a page, be asked to sign in, and do so."""
        return self.goes(path).fills_in("/sign_in", email=email, password=password)
