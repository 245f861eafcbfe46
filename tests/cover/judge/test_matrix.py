"""The matrix: what it says of the reference connector."""

from __future__ import annotations

from twinledger.judge.mutants import examine_reference
from twinledger.judge.verdicts import Kind
from twinledger.world import World

from .support import Clauses

LONG = """
    if case.bench.profile != "thorough":
        raise NotRun("it takes minutes")
    case.begin(small.LEDGER)
    case.sync()
"""


def test_the_reference_is_tried_as_thoroughly_as_the_mutant_of_a_clause(world: World, clauses: Clauses) -> None:
    """A clause that only the profile thorough runs is run if its mutant is tried in that profile, else it is amiss."""
    clauses.single(LONG, "DAT-27")
    assert examine_reference(world) == []
    clauses.single(LONG, "CON-01")
    assert [(one.clause, one.kind, one.reason) for one in examine_reference(world)] == [
        ("CON-01", Kind.NOT_RUN, "it takes minutes")
    ]


def test_what_the_reference_fails_is_amiss(world: World, clauses: Clauses) -> None:
    """A clause for information is not."""
    clauses.single("raise Failed('it is wrong')", "CON-01")
    clauses.single("raise Failed('so it is')", "CON-02", "I")
    assert [(one.clause, one.kind, one.reason) for one in examine_reference(world)] == [
        ("CON-01", Kind.FAIL, "it is wrong")
    ]
