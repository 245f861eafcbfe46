"""The glossary: how the terms of accounting are said in the languages of the pages (`glossary.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from mock_kit.pages.languages import LANGUAGES, SOURCE

FILE = Path(__file__).with_name("glossary.yaml")
PLACE = re.compile(r"\{[^}]*\}")

Texts = Mapping[str, str]
"""One text in each language, by the language's code."""


@cache
def terms() -> dict[str, dict[str, list[str]]]:
    """Return for each English term how each other language says it, longest term first."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def used(text: str) -> Iterator[str]:
    """Yield the terms in an English text; a term that is part of a longer one does not count there."""
    rest = PLACE.sub(" ", text)
    for term in terms():
        if _english(term).search(rest):
            yield term
            rest = _english(term).sub(" ", rest)


def otherwise(texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield each term of a text with the language in which it is said otherwise than the glossary says."""
    for term in used(texts[SOURCE]):
        for language in LANGUAGES:
            if language != SOURCE and not _is_said(terms()[term][language], texts[language]):
                yield term, language


def _is_said(words: list[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in words)


@cache
def _english(term: str) -> re.Pattern[str]:
    """Return what a term looks like in a text, one or many."""
    many = f"{re.escape(term[:-1])}(?:y|ies)" if term.endswith("y") else rf"{re.escape(term)}(?:s|es)?"
    return re.compile(rf"\b{many}\b", re.IGNORECASE)
