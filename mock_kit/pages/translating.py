"""Translating: what pages say, and what their catalogues lack. `python -m mock_kit.pages.translating FOLDER…` tells."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from babel.messages.extract import extract
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from mock_kit.pages.languages import LANGUAGES, SOURCE
from mock_kit.pages.words import catalogue

SPOKEN = ("own", "noted")
TEMPLATES, CATALOGUES = "templates", "catalogues"


def said(folder: Path, code: Iterable[Path] = ()) -> set[str]:
    """Return every text of ours in the templates of a folder of pages, and in modules of Python."""
    templates = (folder / TEMPLATES).glob("*.html")
    return {*_said_in_templates(templates), *_said_in_code([*folder.glob("*.py"), *code])}


def code_of(folder: Path) -> list[Path]:
    """Return the modules beside a folder of pages that may say something on them."""
    rooms = ("doors", "integrations", "sheets", "uploads")
    return [*(path for room in rooms for path in (folder.parent / room).rglob("*.py")), *folder.parent.glob("*.py")]


def lacking(folder: Path, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield language and text for each of `texts` that a folder's catalogues have no translation of."""
    for language in LANGUAGES:
        if language != SOURCE:
            yield from ((language, text) for text in sorted(texts) if text not in catalogue(folder, language))


def unsaid(folder: Path, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield language and text for each translation that a folder's catalogues have and no page needs."""
    for language in LANGUAGES:
        if language != SOURCE:
            yield from ((language, text) for text in sorted(catalogue(folder, language)) if text not in set(texts))


def ill_filled(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield language and text for each translation that has other places for values than the text itself."""
    for language in LANGUAGES:
        if language != SOURCE:
            pairs = catalogue(folder, language).items()
            yield from ((language, text) for text, other in pairs if _places(text) != _places(other))


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _said_in_templates(paths: Iterable[Path]) -> Iterator[str]:
    environment = Environment(autoescape=True)
    for path in paths:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for _line, _function, message in extract_from_ast(tree, SPOKEN):
            if isinstance(first := message[0] if isinstance(message, tuple) else message, str):
                yield first


def _said_in_code(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        with path.open("rb") as file:
            for _line, message, *_ in extract("python", file, keywords=dict.fromkeys(SPOKEN)):
                yield message[0] if isinstance(message, tuple) else message


def main(folders: Iterable[str]) -> int:
    """Print what is missing and what is left over; return 1 if anything is."""
    found = 0
    for name in folders:
        folder = Path(name)
        texts = said(folder, code_of(folder))
        for sign, gaps in (
            ("lacks", lacking(folder, texts)),
            ("need not have", unsaid(folder, texts)),
            ("has other places for values in", ill_filled(folder)),
        ):
            for language, text in gaps:
                found = 1
                print(f"{folder}: {language} {sign} {text!r}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
