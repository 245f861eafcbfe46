"""Preferences: what a browser remembers of how somebody likes the pages, in two cookies that hold nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request, Response

from mock_kit.pages.languages import LANGUAGES, preferred

LANGUAGE, SOURCES = "language", "sources"
COOKIES = {LANGUAGE: "twinledger_language", SOURCES: "twinledger_sources"}
LASTS = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Preferences:
    """The language that somebody reads, and whether the pages say of everything what it is known from."""

    language: str
    shows_sources: bool

    @classmethod
    def of(cls, request: Request) -> Preferences:
        """Return what the address asks for (`?language=nl`, `?sources=1`), else what was remembered, else the usual."""
        given = {name: request.args.get(name) or request.cookies.get(cookie) for name, cookie in COOKIES.items()}
        asked = given[LANGUAGE]
        language = asked if asked in LANGUAGES else preferred(request.accept_languages)
        return cls(language, given[SOURCES] == "1")


def remember(request: Request, response: Response) -> None:
    """Let the browser remember what its address asks for."""
    for name, cookie in COOKIES.items():
        value = request.args.get(name, "")
        if (name == LANGUAGE and value in LANGUAGES) or (name == SOURCES and value in ("0", "1")):
            response.set_cookie(cookie, value, max_age=LASTS, httponly=True, samesite="Lax")


def address_with(request: Request, **changes: str) -> str:
    """Return the address of this page with changes to its query; whoever sent a form gets to the page itself."""
    query: Mapping[str, str] = request.args.to_dict() if request.method == "GET" else {}
    return f"?{urlencode({**query, **changes})}"
