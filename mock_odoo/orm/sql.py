"""Pieces of SQL with their parameters, put together without ever mixing values into the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the real server refuses a piece for, and at which of the stages of a domain (see `stages.py`)."""

    stage: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its question marks; `refusal` is what asking it would end in."""

    code: str
    values: tuple[Any, ...] = ()
    refusal: Refusal | None = None

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.code + other.code, self.values + other.values, _first((self, other)))

    def asked(self) -> tuple[str, tuple[Any, ...]]:
        """Return code and values as they are sent to the database; raise what that is refused for."""
        if self.refusal is not None:
            raise self.refusal.error
        return self.code, self.values


LONGEST_CHAIN = 100
TRUE, FALSE = Sql("1"), Sql("0")
ALL_FOUND, NONE_FOUND = Sql("TRUE"), Sql("FALSE")  # the same, known only after records were looked for
OPPOSITES = {TRUE: FALSE, FALSE: TRUE, ALL_FOUND: NONE_FOUND, NONE_FOUND: ALL_FOUND}


def sql(template: str, *pieces: Sql | object) -> Sql:
    """Fill the `{}` of `template`, in order: with the code of an `Sql`, or with a question mark for any other value."""
    codes: list[str] = []
    values: list[Any] = []
    refusals: list[Sql] = []
    for piece in pieces:
        if isinstance(piece, Sql):
            codes.append(piece.code)
            values.extend(piece.values)
            refusals += [piece] if piece.refusal else []
        else:
            codes.append("?")
            values.append(piece)
    return Sql(template.format(*codes), tuple(values), _first(refusals))


def join(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Return the pieces with `separator` between them."""
    collected = list(pieces)
    values = tuple(value for piece in collected for value in piece.values)
    return Sql(separator.join(piece.code for piece in collected), values, _first(collected))


def both(pieces: Iterable[Sql]) -> Sql:
    """Return the pieces combined so that all must hold."""
    return _combined(" AND ", pieces, empty=TRUE)


def either(pieces: Iterable[Sql]) -> Sql:
    """Return the pieces combined so that one must hold."""
    return _combined(" OR ", pieces, empty=FALSE)


def negated(piece: Sql) -> Sql:
    """Return the opposite of a piece that is never NULL."""
    if not piece.values and piece in OPPOSITES:
        return OPPOSITES[piece]
    return sql("NOT ({})", piece)


def is_never(piece: Sql) -> bool:
    """Tell whether a piece is known to hold for nothing."""
    return piece in (FALSE, NONE_FOUND)


def quoted(name: str) -> str:
    """Return a table's or column's name in quotes."""
    return f'"{name}"'


def column(alias: str, name: str) -> Sql:
    """Return a column of an aliased table."""
    return Sql(f'{alias}."{name}"')


def _first(pieces: Iterable[Sql]) -> Refusal | None:
    """Return the refusal that the real server comes to first: the earliest, of several the one that stands first."""
    refusals = [piece.refusal for piece in pieces if piece.refusal is not None]
    return min(refusals, key=lambda refusal: refusal.stage) if refusals else None


def _combined(operator: str, pieces: Iterable[Sql], *, empty: Sql) -> Sql:
    collected = list(pieces)
    if not collected:
        return empty
    while len(collected) > 1:  # SQLite parses a long chain as a deep tree, and bears no deep tree
        groups = [collected[start : start + LONGEST_CHAIN] for start in range(0, len(collected), LONGEST_CHAIN)]
        collected = [sql("({})", join(operator, group)) if len(group) > 1 else group[0] for group in groups]
    return collected[0]
