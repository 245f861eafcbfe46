"""What stands on the pages, in four languages: Odoo's own labels by version (`labels.json`), and words of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import ClassVar

from mock_kit.pages.labels import Label, blocks, labels_of
from mock_kit.pages.words import Words

FOLDER = Path(__file__).parent
LANGUAGES = {"en": "en_US", "fr": "fr_FR", "nl": "nl_BE", "vi": "vi_VN"}
"""The languages of the pages, and which of Odoo's each is."""


@dataclass(frozen=True)
class Wording(Words):
    """The words of one version in one language."""

    folder: ClassVar[Path] = FOLDER
    series: str

    @property
    def labels(self) -> Mapping[str, Label]:
        """Odoo's labels by name."""
        return labels(self.series, self.language)

    def label(self, name: str) -> str:
        """Return one of Odoo's labels; raise KeyError for a name that is not in the list."""
        return self.labels[name].text

    def message(self, text: str) -> str:
        """Return what a client reads instead of an English message; the English one if no other was read off."""
        found = self.labels.get(f"message: {text}")
        return text if found is None else found.text

    def kept_moment(self, kept: str) -> str:
        """Return a moment that is kept as text (naive, UTC)."""
        return self.moment(datetime.fromisoformat(kept))


@cache
def labels(series: str, language: str) -> Mapping[str, Label]:
    """Return Odoo's labels in a version and language; what was read of the version itself comes last and counts."""
    found: dict[str, Label] = {}
    for block in blocks(FOLDER / "labels.json"):
        if series in block["series"]:
            found.update(labels(block["as"], language) if "as" in block else {})
            found.update(labels_of(block, language))
    return found
