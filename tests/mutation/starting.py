"""mutmut, but that it leaves SQL in another case alone: SQLite reads it alike, and every such mutant would survive."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst
from mutmut.__main__ import cli
from mutmut.mutation import mutators

SQL = re.compile(
    r"\b(?:SELECT|FROM|WHERE|INSERT|VALUES|REPLACE|UPDATE|DELETE|AND|OR|IN|IS|NULL|NOT|COALESCE|LIKE|AS)\b"
)


def _strings(node: cst.BaseString) -> Iterable[cst.BaseString]:
    for mutated in mutators.operator_string(node):
        was, becomes = (one.value for one in (node, mutated) if isinstance(one, cst.SimpleString))
        if not (SQL.search(was) and was.casefold() == becomes.casefold()):
            yield mutated


if __name__ == "__main__":
    mutators.mutation_operators[:] = [
        (kind, _strings if operator is mutators.operator_string else operator)
        for kind, operator in mutators.mutation_operators
    ]
    cli()
