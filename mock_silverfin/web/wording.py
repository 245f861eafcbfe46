"""What stands on the pages: words that Silverfin is known to use (`labels.json`), and words of ours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar

from mock_kit.pages.labels import Label, blocks, labels_of
from mock_kit.pages.words import Words

FOLDER = Path(__file__).parent


class Wording(Words):
    """The words of one language."""

    folder: ClassVar[Path] = FOLDER

    @property
    def labels(self) -> Mapping[str, Label]:
        """Silverfin's words by name."""
        return labels(self.language)

    def label(self, name: str) -> str:
        """Return one of Silverfin's words; raise KeyError for a name that is not in the list."""
        return self.labels[name].text


@cache
def labels(language: str) -> Mapping[str, Label]:
    """Return Silverfin's words in a language, by name."""
    return {
        name: label for block in blocks(FOLDER / "labels.json") for name, label in labels_of(block, language).items()
    }
