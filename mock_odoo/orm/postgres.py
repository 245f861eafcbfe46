"""PostgreSQL's ways that clients see, taught to SQLite: LIKE with Unicode, ranges of integers, order of NULLs."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from functools import lru_cache
from typing import Any

import orjson

from mock_odoo.errors import postgres_error, value_error

INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63), 2**63)


def prepare(connection: sqlite3.Connection) -> None:
    """Add the functions that conditions use: `pg_like(value, pattern)` and `pg_ilike(value, pattern)`."""
    connection.create_function("pg_like", 2, _like, deterministic=True)
    connection.create_function("pg_ilike", 2, _ilike, deterministic=True)


def int32(value: int) -> int:
    """Return `value` if an integer column can hold it, else raise what PostgreSQL raises."""
    if value not in INT32:
        raise postgres_error("NumericValueOutOfRange", "integer out of range\n")
    return value


def rounded(value: float) -> int:
    """Return the whole number that PostgreSQL makes of a double; what is no number is beyond every range."""
    return math.floor(value + 0.5) if math.isfinite(value) else 2**63


def text(value: str) -> str:
    """Return `value` if a text column can hold it, else raise what the real server's driver raises.

    That is Python's own UnicodeEncodeError for half a character, which JSON can carry and a database cannot.
    """
    value.encode()
    if "\0" in value:
        raise value_error("A string literal cannot contain NUL (0x00) characters.")
    return value


def json_array(values: list[Any]) -> str:
    """Return values as one parameter for `json_each`; a number that is none is NULL, and none is too large."""
    try:
        return orjson.dumps(values).decode()
    except TypeError:
        none = [isinstance(value, float) and not math.isfinite(value) for value in values]
        return json.dumps([None if is_none else value for value, is_none in zip(values, none, strict=True)])


def nulls(direction: str, asked: str) -> str:
    """Return where NULLs go: as asked, else last when ascending and first when descending, as in PostgreSQL."""
    return f"NULLS {asked or ('FIRST' if direction == 'DESC' else 'LAST')}"


def _like(value: object, pattern: str | None) -> bool | None:
    if value is None or pattern is None:
        return None
    return _compiled(pattern).fullmatch(str(value)) is not None


def _ilike(value: object, pattern: str | None) -> bool | None:
    if value is None or pattern is None:
        return None
    return _compiled(pattern.lower()).fullmatch(str(value).lower()) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a LIKE pattern: `%` is anything, `_` one character, and a backslash takes both their meaning."""
    parts = re.findall(r"\\.|%|_|[^\\%_]+|\\$", pattern, re.DOTALL)
    return re.compile("".join(_translated(part) for part in parts), re.DOTALL)


def _translated(part: str) -> str:
    if part == "%":
        return ".*"
    if part == "_":
        return "."
    return re.escape(part.removeprefix("\\") or part)
