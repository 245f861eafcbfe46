"""A new clause to begin with: both pieces are Python, and an id that is taken is refused."""

from __future__ import annotations

import ast

import pytest

from twinledger.judge.running import catalogue
from twinledger.judge.scaffold import scaffold

KNOWN = frozenset(one.id for one in catalogue().values())


def test_clause_and_mutant_are_python_and_name_each_other() -> None:
    """What is between the headings is two functions, the first of which names the second."""
    text = scaffold("RES-99", 'nothing is "lost" by night', KNOWN)
    clause, mutant = (part.split("\n", 1)[1] for part in text.split("# ")[1:3])
    [checks], [makes] = ast.parse(clause).body, ast.parse(mutant.partition("# 3.")[0]).body
    assert isinstance(checks, ast.FunctionDef)
    assert isinstance(makes, ast.FunctionDef)
    assert (checks.name, ast.get_docstring(checks)) == ("test_res_99", "Nothing is 'lost' by night.")
    assert f'mutant="{makes.name}"' in clause


@pytest.mark.parametrize(
    ("id_", "statement", "problem"),
    [
        ("RES-1", "x", "no id"),
        ("XXX-01", "x", "CON, KEY"),
        ("RES-01", "x", "never changes"),
        ("RES-99", " ", "what must hold"),
    ],
)
def test_what_cannot_be_a_clause_is_refused(id_: str, statement: str, problem: str) -> None:
    """With what is wrong about it."""
    with pytest.raises(ValueError, match=problem):
        scaffold(id_, statement, KNOWN)
