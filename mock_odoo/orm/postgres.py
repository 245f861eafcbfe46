"""PostgreSQL's ways that clients see, taught to SQLite: LIKE with Unicode, ranges of integers, order of NULLs."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache

from mock_odoo.errors import postgres_error

INT32 = range(-(2**31), 2**31)


def prepare(connection: sqlite3.Connection) -> None:
    """Add the functions that conditions use: `pg_like(value, pattern)` and `pg_ilike(value, pattern)`."""
    connection.create_function("pg_like", 2, _like, deterministic=True)
    connection.create_function("pg_ilike", 2, _ilike, deterministic=True)


def int32(value: int) -> int:
    """Return `value` if an integer column can hold it, else raise what PostgreSQL raises."""
    if value not in INT32:
        raise postgres_error("NumericValueOutOfRange", "integer out of range\n")
    return value


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
