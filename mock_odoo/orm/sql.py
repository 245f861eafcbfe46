"""Pieces of SQL with their parameters, put together without ever mixing values into the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its question marks."""

    code: str
    values: tuple[Any, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.code + other.code, self.values + other.values)


LONGEST_CHAIN = 100
TRUE = Sql("1")
FALSE = Sql("0")


def sql(template: str, *pieces: Sql | object) -> Sql:
    """Fill the `{}` of `template`, in order: with the code of an `Sql`, or with a question mark for any other value."""
    codes: list[str] = []
    values: list[Any] = []
    for piece in pieces:
        if isinstance(piece, Sql):
            codes.append(piece.code)
            values.extend(piece.values)
        else:
            codes.append("?")
            values.append(piece)
    return Sql(template.format(*codes), tuple(values))


def join(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Return the pieces with `separator` between them."""
    collected = list(pieces)
    return Sql(separator.join(piece.code for piece in collected), tuple(v for piece in collected for v in piece.values))


def both(pieces: Iterable[Sql]) -> Sql:
    """Return the pieces combined so that all must hold."""
    return _combined(" AND ", pieces, empty=TRUE)


def either(pieces: Iterable[Sql]) -> Sql:
    """Return the pieces combined so that one must hold."""
    return _combined(" OR ", pieces, empty=FALSE)


def negated(piece: Sql) -> Sql:
    """Return the opposite of a piece that is never NULL."""
    if piece in (TRUE, FALSE):
        return FALSE if piece == TRUE else TRUE
    return sql("NOT ({})", piece)


def quoted(name: str) -> str:
    """Return a table's or column's name in quotes."""
    return f'"{name}"'


def column(alias: str, name: str) -> Sql:
    """Return a column of an aliased table."""
    return Sql(f'{alias}."{name}"')


def _combined(operator: str, pieces: Iterable[Sql], *, empty: Sql) -> Sql:
    collected = list(pieces)
    if not collected:
        return empty
    while len(collected) > 1:  # SQLite parses a long chain as a deep tree, and bears no deep tree
        groups = [collected[start : start + LONGEST_CHAIN] for start in range(0, len(collected), LONGEST_CHAIN)]
        collected = [sql("({})", join(operator, group)) if len(group) > 1 else group[0] for group in groups]
    return collected[0]
