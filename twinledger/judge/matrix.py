"""The matrix: every mutant against every clause, in several processes because none waits for another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from multiprocessing import get_context

from twinledger.judge.mutants import Examination, all_mutants, examine, examine_reference
from twinledger.judge.verdicts import Verdict
from twinledger.world import World

Row = tuple[str, Examination | tuple[Verdict, ...]]
REFERENCE = "reference"


def run(names: list[str], *, alone: bool, jobs: int | None = None) -> Iterator[Row]:
    """Yield, as they come, each mutant's name and examination, and for the name `reference` what is not well with it.

    `alone` tries a mutant by its own clause only. `jobs` is the number of processes, that of the processors if None.
    """
    with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        rows: list[Future[Row]] = [pool.submit(_reference)]
        rows += [pool.submit(_examined, name, alone) for name in names]
        for row in as_completed(rows):
            yield row.result()


def _examined(name: str, alone: bool) -> Row:
    [mutant] = [known for known in all_mutants() if known.name == name]
    return name, examine(_world(), mutant, alone=alone)


def _reference() -> Row:
    return REFERENCE, tuple(replace(verdict, exhibit=None) for verdict in examine_reference(_world()))


@cache
def _world() -> World:
    """Return the world of this process, which ends with it."""
    world = World()
    world.start()
    return world
