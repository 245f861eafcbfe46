"""Mistakes in a manifest: each is told with its line, in words of the file, and with what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

IN_TOML = {  # what pydantic says in Python's words
    "tuple_type": "this is a list: write [...]",
    "model_type": "this is a table: write [its name] and its keys below",
    "dict_type": "this is a table: write { key = value }",
    "too_short": "it may not be empty",
    "string_too_short": "it may not be empty",
    "missing": "this is missing",
    "date_from_datetime_inexact": "write a date: 2026-12-31",
    "date_from_datetime_parsing": "write a date: 2026-12-31",
    "date_type": "write a date: 2026-12-31",
}


def explained(path: Path, text: str, whole: type[BaseModel], error: ValidationError) -> Iterator[str]:
    """Yield what is wrong with a file, mistake by mistake; `whole` is what it should have been."""
    for problem in error.errors():
        place = [str(part) for part in problem["loc"]]
        where = f"{path}:{line_of(text, place[:-1] if problem['type'] == 'missing' else place)}"
        if problem["type"] == "extra_forbidden":
            yield f"{where}: unknown key {'.'.join(place)!r}{_suggestion(whole, place)}"
        else:
            told = IN_TOML.get(problem["type"], problem["msg"].removeprefix("Value error, "))
            yield ": ".join(part for part in (where, ".".join(place), told) if part)


def _suggestion(whole: type[BaseModel], place: Sequence[str]) -> str:
    """Return which of the keys that may stand in the same table was probably meant, else all of them."""
    table = whole
    for part in place[:-1]:
        if part in table.model_fields:
            table = _table(table.model_fields[part].annotation) or table
    known = {name for name in table.model_fields if name != "folder"}
    close = difflib.get_close_matches(place[-1], sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known keys are {', '.join(sorted(known))}"


def _table(annotation: Any) -> type[BaseModel] | None:
    """Return the table that a key holds, by itself, in a list or if it is there at all."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _table(inner))), None)


def line_of(text: str, place: Sequence[str]) -> int:
    """Return the line on which the last key of a place stands, else that of the last one before it that is found.

    A number is a place in an array of tables, each of which begins with its header.
    """
    lines, found, key = text.splitlines(), 0, ""
    for part in place:
        if part.isdigit():
            for _ in range(int(part)):
                found = _next(lines, found + 1, key) or found
        else:
            key = part
            found = _next(lines, found, key) or found
    return max(found, 1)


def _next(lines: list[str], after: int, key: str) -> int | None:
    """Return the number of the first line from number `after` on (the first is 1) with a key or its table."""
    tables = r"\s*(?:\[+\s*)?(?:[\w-]+\s*\.\s*)*"
    starts = re.compile(rf"""{tables}["']?{re.escape(key)}["']?\s*[=.\]]""")
    for number in range(max(after, 1), len(lines) + 1):
        if starts.match(lines[number - 1]):
            return number
    return None
