"""Bad habits with words, and the careful way: as they come, and nothing for nothing."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from .reader import COUNTS, Reader


def labels(reader: Reader) -> list[str]:
    """Read the labels."""
    return [line["name"] or "" for line in reader.by_id(COUNTS, fields=["name"])]


def cut(reader: Reader) -> list[str]:
    """Cut texts to 255 characters."""
    return [label[:255] for label in labels(reader)]


def in_latin(reader: Reader) -> list[str]:
    """Write texts in an alphabet of 256 letters."""
    return [label.encode("latin-1", "replace").decode("latin-1") for label in labels(reader)]


def normalised(reader: Reader) -> list[str]:
    """Make one sign out of those that look like one."""
    return [unicodedata.normalize("NFKC", label) for label in labels(reader)]


def without_tags(reader: Reader) -> list[str]:
    """Take tags and entities out."""
    return [html.unescape(re.sub(r"<[^>]*>", "", label)) for label in labels(reader)]


def as_lines(reader: Reader) -> list[str]:
    """Keep texts as lines of a file."""
    return "\n".join(labels(reader)).splitlines()


def guessed(reader: Reader) -> list[Any]:
    """Let numbers be numbers."""

    def guess(text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            return text.removeprefix("=")

    return _through_a_table(labels(reader), guess)


def spelled_out(reader: Reader) -> list[str]:
    """Turn whatever comes into text."""
    return [str(line["name"]) for line in reader.by_id(COUNTS, fields=["name"])]


def partners(reader: Reader) -> int:
    """Count the partners of lines."""
    lines = reader.by_id(COUNTS, fields=["partner_id"])
    return len({line["partner_id"][0] for line in lines if line["partner_id"]})


def names_of_partners(reader: Reader) -> int:
    """Count the names of partners of lines."""
    lines = reader.by_id(COUNTS, fields=["partner_id"])
    return len({line["partner_id"][1] for line in lines if line["partner_id"]})


def _through_a_table(texts: Iterable[str], guess: Callable[[str], Any]) -> list[Any]:
    """Return texts as they come back from a table of one column."""
    table = io.StringIO()
    csv.writer(table).writerows([text] for text in texts)
    table.seek(0)
    return [guess(row[0]) for row in csv.reader(table)]
