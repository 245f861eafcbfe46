"""Mutants: every clause catches the faulty connector that was made for it, and the sound one keeps that clause.

Each is tried by one clause only; `twinledger mutants` tries all of them by all clauses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from twinledger.drivers.manifest import Claims
from twinledger.judge.mutants import Mutant, all_mutants, by_its_clause
from twinledger.judge.running import catalogue
from twinledger.judge.verdicts import Kind
from twinledger.world import World

MUTANTS = all_mutants()
QUICK = [mutant for mutant in MUTANTS if mutant.profile != "thorough"]  # `tox -e mutants` tries the others, too


def _name(mutant: Mutant) -> str:
    return f"{mutant.clause}-{mutant.name}"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Give the tests a world, which every clause resets."""
    with World() as world:
        yield world


def test_who_sends_everything_with_every_run_may_do_so_with_a_new_key(world: World) -> None:
    """A rotation repeats nothing for a connector that claims no incremental synchronisation: the ledgers decide."""
    [forgetful] = [mutant for mutant in MUTANTS if mutant.clause == "KEY-07"]
    assert by_its_clause(world, forgetful, Claims(features=())).kind is Kind.PASS


def test_every_clause_has_its_mutant_and_every_mutant_its_clause() -> None:
    """What a clause names is there and was made for that clause, and nobody made another one for nothing."""
    named = Counter(
        (clause.id, clause.mutant) for clause in catalogue().values() if clause.id != "EXP-01"
    )  # nothing failed before
    assert named == Counter((mutant.clause, mutant.name) for mutant in MUTANTS)
    assert set(named.values()) == {1}


@pytest.mark.parametrize("mutant", MUTANTS, ids=_name)
def test_a_mutant_says_what_its_mistake_is(mutant: Mutant) -> None:
    """It is one sentence in plain words."""
    assert re.fullmatch(r"[A-Z][^\n]+\.", mutant.mistake)


@pytest.mark.parametrize("mutant", QUICK, ids=_name)
def test_its_clause_catches_a_mutant(world: World, mutant: Mutant) -> None:
    """The connector with the mistake fails, and only for as long as the mistake is in it.

    The sound one may also be one whose design never comes to it, e.g. because it never writes to Odoo.
    """
    caught = by_its_clause(world, mutant)
    assert caught.kind is Kind.FAIL
    assert "Traceback" not in caught.evidence, f"the mutant itself breaks down:\n{caught.evidence}"
    verdict = by_its_clause(world, mutant.cured)
    assert verdict.clause == mutant.clause
    assert verdict.kind in (Kind.PASS, Kind.NOT_APPLICABLE), f"{verdict.kind}: {verdict.reason}\n{verdict.evidence}"
