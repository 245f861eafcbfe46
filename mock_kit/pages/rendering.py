"""Rendering: templates of a system over the shared ones, sent so that a page loads nothing and leaks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Request, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from werkzeug.exceptions import NotFound

from mock_kit.pages.labels import Label
from mock_kit.pages.languages import LANGUAGES
from mock_kit.pages.marks import KINDS, Marks
from mock_kit.pages.preferences import Preferences, address_with, remember
from mock_kit.pages.words import FOLDER, Words
from mock_kit.provenance import Provenance

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A page loads nothing but our own style and script, leaks nothing and opens in no frame.

To its own host a browser says whence it comes: told to say nothing at all, it sends forms with `Origin: null`, and the
console could not tell them from those of another site.
"""

NO_LABELS: Mapping[str, Label] = {}
KINDS_OF_FILES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


class Pages:
    """The pages of one system: `folder` holds its templates, its catalogues and, below `static`, its style and script.

    `system` is what the real one is called.
    """

    def __init__(self, system: str, folder: Path) -> None:
        self.system = system
        self._folders = (folder, FOLDER)
        self._templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(one / "templates") for one in self._folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self,
        request: Request,
        template: str,
        words: Words,
        today: date,
        status: int = 200,
        *,
        labels: Mapping[str, Label] = NO_LABELS,
        address: Provenance | None = None,
        **values: Any,
    ) -> Response:
        """Return a page in the language of `words`; `today` is the world's date, which every page shows.

        `address` is what it rests on that there is such a page at this address.

        A template says `label(name)` for the text of one of `labels`, and `marked(name)` for the text with its mark.
        """
        marks = Marks(shown=Preferences.of(request).shows_sources)
        usual = self._usual(request, words, marks, labels)
        told = {**usual, "today": today, "address": address, **values}
        response = Response(
            self._templates.get_template(template).render(told),
            status,
            HEADERS,
            content_type="text/html; charset=utf-8",
        )
        remember(request, response)
        return response

    def _usual(self, request: Request, words: Words, marks: Marks, labels: Mapping[str, Label]) -> dict[str, Any]:
        """Return what every template may name."""
        return {
            "system": self.system,
            "language": words.language,
            "languages": LANGUAGES,
            "own": words.own,
            "day": words.day,
            "moment": words.moment,
            "amount": words.amount,
            "whole": words.whole,
            "marks": marks,
            "kinds": KINDS,
            "labels": labels,
            "label": lambda name: labels[name].text,
            "marked": lambda name: marks.label(labels[name]),
            "address_with": lambda **changes: address_with(request, **changes),
        }

    def file(self, name: str) -> Response:
        """Return a style or a script by its name, the system's own before the shared one; raise NotFound."""
        for folder in self._folders:
            path = folder / "static" / name
            if path.parent == folder / "static" and path.suffix in KINDS_OF_FILES and path.is_file():
                headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
                return Response(path.read_bytes(), 200, headers, content_type=KINDS_OF_FILES[path.suffix])
        raise NotFound
