"""LIKE as PostgreSQL has it, taught to SQLite: what patterns match, and that none of them takes for ever."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_odoo.orm import postgres

FEW = st.text("ab%_\\", max_size=8)


@pytest.fixture(scope="module")
def connection() -> sqlite3.Connection:
    """A store that knows LIKE."""
    connection = sqlite3.connect(":memory:")
    postgres.prepare(connection)
    return connection


def matches(text: str, pattern: str) -> bool:
    """Tell by the definition whether a text matches: from each place of the pattern, from each place of the text."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return matches(text, pattern[1:]) or (bool(text) and matches(text[1:], pattern))
    escaped = pattern[0] == "\\" and len(pattern) > 1
    wanted, rest = (pattern[1], pattern[2:]) if escaped else (pattern[0], pattern[1:])
    fits = bool(text) and (text[0] == wanted or (wanted == "_" and not escaped))
    return fits and matches(text[1:], rest)


@given(text=FEW, pattern=FEW)
def test_a_pattern_matches_by_its_definition(connection: sqlite3.Connection, text: str, pattern: str) -> None:
    """`%` is anything, `_` one character, a backslash takes both their meaning; `ilike` forgives case."""
    [(found, forgiving)] = connection.execute(
        "SELECT pg_like(a, b), pg_ilike(upper(a), b) FROM (SELECT ? AS a, ? AS b)", (text, pattern)
    )
    assert (bool(found), bool(forgiving)) == (matches(text, pattern), matches(text, pattern))


def test_no_pattern_takes_for_ever(connection: sqlite3.Connection) -> None:
    """However often it says `%`: one that looks again from every place would not end here."""
    text, pattern = "a" * 500, "%a" * 50
    [found] = connection.execute(
        "SELECT pg_like(a, b || '%b'), pg_ilike(a, b) FROM (SELECT ? AS a, ? AS b)", (text, pattern)
    )
    assert found == (0, 1)
