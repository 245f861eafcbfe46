"""What stands on the pages, in four languages: Odoo's own labels by version (`labels.json`), and our words around them.

Labels are a list with provenance: whoever learns here finds the same words in the real system. The rest is ours; its
translations are catalogues (`catalogues/*.po`) in the form that translators' tools know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson

FOLDER = Path(__file__).parent
SOURCE = "en"
LANGUAGES = {"en": "en_US", "fr": "fr_FR", "nl": "nl_BE", "vi": "vi_VN"}


@dataclass(frozen=True)
class Wording:
    """The words of one version in one language."""

    series: str
    language: str

    def label(self, name: str) -> str:
        """Return one of Odoo's labels; raise KeyError for a name that is not in the list."""
        return labels(self.series, self.language)[name]

    def message(self, text: str) -> str:
        """Return what a client reads instead of an English message; the English one if no other was read off."""
        return labels(self.series, self.language).get(f"message: {text}", text)

    def own(self, text: str, **values: object) -> str:
        """Return words of ours, with `values` in the place of `{names}`."""
        found = text if self.language == SOURCE else catalogue(self.language).get(text, text)
        return found.format(**values) if values else found

    def moment(self, kept: str) -> str:
        """Return a kept moment (naive UTC) as people of the language write it."""
        from babel.dates import format_datetime  # noqa: PLC0415 - only pages need it

        when = datetime.fromisoformat(kept).replace(tzinfo=UTC)
        return f"{format_datetime(when, 'medium', locale=self.language)} UTC"


def language_of(code: str) -> str:
    """Return the language of the pages for that of a user, e.g. `nl` for `nl_BE`; English if there is none."""
    language = code[:2]
    return language if language in LANGUAGES else SOURCE


@cache
def labels(series: str, language: str) -> Mapping[str, str]:
    """Return Odoo's labels in a version and language; what was read of the version itself comes last and counts."""
    found: dict[str, str] = {}
    for block in orjson.loads((FOLDER / "labels.json").read_bytes()):
        if series in block["series"]:
            found.update(labels(block["as"], language) if "as" in block else {})
            found.update({name: words[language] for name, words in block["labels"].items() if language in words})
    return found


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return our words in a language by their English."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only pages in other languages need it

    with (FOLDER / "catalogues" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
