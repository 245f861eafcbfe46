"""Words of our own in one language, and days, moments and amounts as people write them there.

Code and templates say them in English; the translations are catalogues (`catalogues/*.po`) in the form that
translators' tools know. Babel is loaded when the first page needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import ClassVar

from markupsafe import Markup, escape

from mock_kit.pages.languages import SOURCE

FOLDER = Path(__file__).parent


def noted(text: str) -> str:
    """Return a text as it is: this only tells that it stands on pages and needs its translations."""
    return text


@dataclass(frozen=True)
class Words:
    """The words of one language. Whoever has pages derives a class that names the folder with the catalogues."""

    language: str
    folder: ClassVar[Path] = FOLDER

    def own(self, text: str, **values: object) -> str:
        """Return words of ours, with `values` in the place of `{names}`; the result is markup if one of them is."""
        found = text if self.language == SOURCE else self._translation(text)
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(found).format(**values)
        return found.format(**values) if values else found

    def day(self, day: date) -> str:
        """Return a day, e.g. `Mar 2, 2026`."""
        from babel.dates import format_date  # noqa: PLC0415 - see above

        return str(format_date(day, "medium", locale=self.language))

    def moment(self, moment: datetime) -> str:
        """Return a moment (aware, or naive and in UTC) in UTC, and say so."""
        from babel.dates import format_datetime  # noqa: PLC0415 - see above

        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return f"{format_datetime(aware, 'medium', locale=self.language)} UTC"

    def amount(self, minor: int, decimals: int) -> str:
        """Return an amount in minor units of a currency with so many decimals, e.g. `-1,234.50`; every digit counts."""
        group, point, minus = _signs(self.language)
        digits = f"{abs(minor):0{decimals + 1}d}"
        split = len(digits) - decimals
        whole = f"{int(digits[:split]):,}".replace(",", group)
        return f"{minus if minor < 0 else ''}{whole}{point if decimals else ''}{digits[split:]}"

    def whole(self, number: int) -> str:
        """Return a whole number, e.g. `1,234`."""
        return self.amount(number, 0)

    def _translation(self, text: str) -> str:
        for folder in (self.folder, FOLDER):
            if (found := catalogue(folder, self.language).get(text)) is not None:
                return found
        return text


@cache
def _signs(language: str) -> tuple[str, str, str]:
    """Return what stands between thousands, before decimals and before a negative number (read of CLDR by Babel)."""
    from babel import Locale  # noqa: PLC0415 - see above

    symbols = Locale.parse(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"], symbols["minusSign"]


@cache
def catalogue(folder: Path, language: str) -> Mapping[str, str]:
    """Return the words of a folder's pages in a language by their English; what is not translated yet is left out."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - see above

    with (folder / "catalogues" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
