"""Mutants: every clause catches the faulty connector that was made for it, and the sound one keeps that clause.

Each is tried by one clause only; `twinledger mutants` tries all of them by all clauses. With TWINLEDGER_MUTANTS=i/n
in the environment only every n-th is tried, beginning with the i-th: every push tries another part of them.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from twinledger.drivers.function import Function, FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.judge.case import Bench
from twinledger.judge.examples import Drawing
from twinledger.judge.mutants import EXAMPLES, Mutant, all_mutants
from twinledger.judge.options import Options
from twinledger.judge.running import catalogue
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind, Verdict
from twinledger.world import World

MUTANTS = all_mutants()
QUICK = [mutant for mutant in MUTANTS if mutant.profile != "thorough"]  # `tox -e mutants` tries the others, too
PART, PARTS = map(int, os.environ.get("TWINLEDGER_MUTANTS", "1/1").split("/"))


def _name(mutant: Mutant) -> str:
    return f"{mutant.clause}-{mutant.name}"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Give the tests a world, which every clause resets."""
    with World() as world:
        yield world


def _judged(world: World, connector: Function, mutant: Mutant, claims: Claims, seed: int = 1) -> Verdict:
    """Judge a connector by the clause of a mutant."""
    world.reset()
    driver, drawing = FunctionDriver(connector), Drawing(EXAMPLES, seed, shrink=False)
    bench = Bench(world, driver, claims, mutant.timeout, drawing, mutant.profile)
    manifest = Manifest(connector=Connector(name="reference", python="reference:sync"), claims=claims)
    verdicts = judge(bench, manifest, Options(clauses=(mutant.clause,)))
    [verdict] = [verdict for verdict in verdicts if verdict.kind is not Kind.NOT_RUN]
    return verdict


def _caught(world: World, mutant: Mutant) -> Verdict:
    """Return what becomes of a mutant; one that takes a rare order of things is met by one life of hundreds."""
    for seed in range(1, 9 if mutant.clause == "EXP-03" else 2):
        verdict = _judged(world, mutant.sync, mutant, Claims(), seed)
        if verdict.kind is not Kind.PASS:
            break
    return verdict


def test_who_sends_everything_with_every_run_may_do_so_with_a_new_key(world: World) -> None:
    """A rotation repeats nothing for a connector that claims no incremental synchronisation: the ledgers decide."""
    [forgetful] = [mutant for mutant in MUTANTS if mutant.clause == "KEY-07"]
    assert _judged(world, forgetful.sync, forgetful, Claims(features=())).kind is Kind.PASS


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


@pytest.mark.parametrize("mutant", QUICK[PART - 1 :: PARTS], ids=_name)
def test_its_clause_catches_a_mutant(world: World, mutant: Mutant) -> None:
    """The connector with the mistake fails, and only for as long as the mistake is in it.

    The sound one may also be one whose design never comes to it, e.g. because it never writes to Odoo.
    """
    caught = _caught(world, mutant)
    assert caught.kind is Kind.FAIL
    assert "Traceback" not in caught.evidence, f"the mutant itself breaks down:\n{caught.evidence}"
    verdict = _judged(world, mutant.sound, mutant, Claims())
    assert verdict.clause == mutant.clause
    assert verdict.kind in (Kind.PASS, Kind.NOT_APPLICABLE), f"{verdict.kind}: {verdict.reason}\n{verdict.evidence}"
