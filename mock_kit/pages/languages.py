"""The languages of the pages, and which of them somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.datastructures import LanguageAccept

SOURCE = "en"
LANGUAGES = {"en": "English", "vi": "Tiếng Việt", "fr": "Français", "nl": "Nederlands"}
"""What each language is called by those who speak it; the words of the code are in `SOURCE`."""


def language_of(code: str) -> str:
    """Return the language of the pages for a code like `nl_BE` or `nl-BE`; the source's if there are none in it."""
    language = code[:2]
    return language if language in LANGUAGES else SOURCE


def preferred(accepted: LanguageAccept) -> str:
    """Return the language that a browser prefers of those that the pages have."""
    return accepted.best_match(list(LANGUAGES)) or SOURCE
