"""PostgreSQL's ways that clients see, taught to SQLite: LIKE with Unicode, ranges of integers, order of NULLs."""

from __future__ import annotations

import json
import math
import re
import sqlite3
import textwrap
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from mock_odoo.errors import ServerError, postgres_error, value_error

INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63), 2**63)
NUL, MORE = "\\u0000", "..."
SHOWN = 49  # characters before the place where PostgreSQL can read no further


def prepare(connection: sqlite3.Connection) -> None:
    """Add the functions that conditions and groups use, those on texts and those on dates."""
    connection.create_function("pg_like", 2, _like, deterministic=True)
    connection.create_function("pg_ilike", 2, _ilike, deterministic=True)
    connection.create_function("pg_at_zone", 2, _at_zone, deterministic=True)
    connection.create_function("pg_iso_week", 1, _iso_week, deterministic=True)
    connection.create_function("pg_second", 1, _second, deterministic=True)
    connection.create_aggregate("pg_avg", 2, _Average)
    connection.create_function("shortened", 2, _shortened, deterministic=True)


class _Average:
    """The mean of numbers, each so many units of one, with as many decimals as PostgreSQL gives a quotient."""

    def __init__(self) -> None:
        self._sum, self._count, self._scale = Decimal(0), 0, 1

    def step(self, *row: Any) -> None:
        """Take another row in, a value and its scale; one without a value does not count."""
        value, scale = row
        if value is not None:
            self._sum, self._count, self._scale = self._sum + Decimal(repr(value)), self._count + 1, scale

    def finalize(self) -> Any:
        """Return the mean as the nearest double."""
        return float(quotient(self._sum / self._scale, self._count)) if self._count else None


def quotient(dividend: Decimal, divisor: int) -> Decimal:
    """Return a quotient of decimals as PostgreSQL rounds it: sixteen digits at least, told in groups of four."""
    weights = [_groups(Decimal(number)) for number in (dividend, divisor)]
    (above, first), (below, other) = weights
    places = max(16 - 4 * (above - below - (first <= other)), 0)
    with localcontext(prec=places + 60):
        return (dividend / divisor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _groups(number: Decimal) -> tuple[int, int]:
    """Return the weight of the first group of four digits that is not nought, and that group."""
    if not number:
        return 0, 0
    weight = number.adjusted() // 4
    return weight, int(abs(number).scaleb(-4 * weight))


def _shortened(text: str | None, width: int) -> str | None:
    """Return a text as Python shortens it: single spaces between its words, as many of them as there is room for."""
    return None if text is None else textwrap.shorten(text, width)


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


def no_json(kept: dict[str, str]) -> ServerError:
    """Return PostgreSQL's refusal of an object with NUL in it, of which it shows what stands before that."""
    before = json.dumps(kept).partition(NUL)[0] + NUL
    start = max(len(before) - SHOWN, 0)
    shown = before if start <= len(MORE) else MORE + before[start:]
    return postgres_error(
        "UntranslatableCharacter",
        "unsupported Unicode escape sequence\n"
        f"DETAIL:  {NUL} cannot be converted to text.\nCONTEXT:  JSON data, line 1: {shown}{MORE}\n",
    )


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


def undefined_function(name: str, column_type: str) -> ServerError:
    """Return PostgreSQL's refusal to apply a function to a column of that type."""
    return _undefined(f"function {name}({column_type})", "function")


def undefined_operator(left: str, operator: str, right: str) -> ServerError:
    """Return PostgreSQL's refusal to compare two types."""
    return _undefined(f"operator does not exist: {left} {operator} {right}", "operator")


def _undefined(what: str, kind: str) -> ServerError:
    hint = f"HINT:  No {kind} matches the given name and argument types. You might need to add explicit type casts."
    predicate = "" if kind == "operator" else " does not exist"
    return postgres_error("UndefinedFunction", f"{what}{predicate}\n{hint}\n")


def _at_zone(value: str | None, zone: str) -> str | None:
    """What a clock in that zone shows at a moment (naive UTC)."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _iso_week(value: str | None) -> int | None:
    return None if value is None else date.fromisoformat(value[:10]).isocalendar().week


def _second(value: str | None) -> float | None:
    """The seconds of a moment with their fraction; a day has none."""
    return None if value is None else float(value[17:] or 0)


def _like(value: object, pattern: str) -> bool | None:
    if value is None:
        return None
    return _compiled(pattern).fullmatch(str(value)) is not None


def _ilike(value: object, pattern: str) -> bool | None:
    if value is None:
        return None
    return _compiled(pattern.lower()).fullmatch(str(value).lower()) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a LIKE pattern: `%` is anything, `_` one character, and a backslash takes both their meaning.

    What stands between two `%` is looked for once, from the left: where it is found first leaves most for the rest, so
    no text takes longer than its length times the pattern's.
    """
    parts = re.findall(r"\\.|%|_|[^\\%_]+|\\$", pattern, re.DOTALL)
    first, *others = _between_anything(parts)
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    found = "".join(f"(?>.*?{piece})" for piece in middle)
    return re.compile(f"{first}{found}.*{last}", re.DOTALL)


def _between_anything(parts: list[str]) -> list[str]:
    """Return what stands before, between and behind the `%` of a pattern, translated."""
    pieces = [""]
    for part in parts:
        if part == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if part == "_" else re.escape(part.removeprefix("\\") or part)
    return pieces
