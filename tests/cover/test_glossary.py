"""The terms of accounting are said the same way on every page, in every story and in every language."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_kit.pages import glossary
from mock_kit.pages.languages import LANGUAGES, SOURCE
from mock_kit.pages.words import catalogue
from mock_odoo.web.wording import FOLDER as ODOO
from mock_silverfin.web.wording import FOLDER as SILVERFIN
from twinledger import stories, yaml_files
from twinledger.console.web.wording import FOLDER as CONSOLE
from twinledger.content import folder

PAGES = (Path(glossary.__file__).parent, ODOO, SILVERFIN, CONSOLE)
OTHERS = [language for language in LANGUAGES if language != SOURCE]


def _texts() -> Iterator[tuple[str, glossary.Texts]]:
    """Every text of ours in all languages, and where it stands."""
    for pages in PAGES:
        translated = {language: catalogue(pages, language) for language in OTHERS}
        for text in translated[OTHERS[0]]:
            said = {language: there[text] for language, there in translated.items()}
            yield pages.parent.name, {SOURCE: text, **said}
    labels = json.loads((SILVERFIN / "labels.json").read_text(encoding="utf-8"))
    yield from (("labels.json", texts) for texts in _within(labels))
    for path in (*sorted(folder("scenarios").glob("*.yaml")), Path(stories.__file__).with_name("tasks.yaml")):
        yield from ((path.name, texts) for texts in _within(yaml_files.read(path)))


def _within(value: Any) -> Iterator[glossary.Texts]:
    """Yield what is said in every language, however deep it stands."""
    if isinstance(value, dict) and set(LANGUAGES) <= value.keys():
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(one)


def test_each_term_is_always_said_the_same_way() -> None:
    """Nothing is called otherwise on one page than on another."""
    wrong = [(where, texts[SOURCE], *found) for where, texts in _texts() for found in glossary.otherwise(texts)]
    assert wrong == []


def test_there_are_sixty_terms_and_each_is_needed() -> None:
    """Each is said in three languages, and stands in a text of ours."""
    assert len(glossary.terms()) >= 60
    assert {language for said in glossary.terms().values() for language in said} == set(OTHERS)
    times = Counter(term for _, texts in _texts() for term in glossary.used(texts[SOURCE]))
    assert glossary.terms().keys() - times.keys() == set()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Two trial balances of {company}", ["trial balance"]),
        ("The balance, and the companies", ["balance", "company"]),
        ("Unbalanced", []),
    ],
)
def test_a_term_is_found_whole(text: str, terms: list[str]) -> None:
    """One or many of it; not inside another word, a longer term, or the place of a value."""
    assert list(glossary.used(text)) == terms


def test_another_word_is_noticed() -> None:
    """In the very language in which it stands."""
    texts = {"en": "The client file", "nl": "Het klantdossier", "fr": "Le classeur", "vi": "Hồ sơ khách hàng"}
    assert list(glossary.otherwise(texts)) == [("client file", "fr")]
