"""The words of the console's pages."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mock_kit.pages.words import Words

FOLDER = Path(__file__).parent


class Wording(Words):
    """The words of one language."""

    folder: ClassVar[Path] = FOLDER
