"""First runs: one that is brought back is the one that was made, and what came of it can be judged like that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.outcome import Outcome
from twinledger.judge import first_runs, small
from twinledger.judge.case import Bench, Case
from twinledger.judge.verdicts import Failed, Kind
from twinledger.world import World

from .support import Clauses, Script, a_clause, bench, verdicts


def _files(folder: Path) -> dict[str, int]:
    """Return the files of a folder and their modes."""
    return {str(path.relative_to(folder)): path.stat().st_mode for path in sorted(folder.rglob("*"))}


def test_a_first_run_is_made_once_and_comes_back_whole(world: World) -> None:
    """Ledgers, requests, memory and time are those that it left; the next run goes on from there and sends nothing."""
    shared = bench(world)
    first = Case(shared, a_clause())
    outcome = first.begin_synced(small.LEDGER)
    held, made, files = first.held(), first.exchanges(), _files(first.state_dir)
    first.teller.enter(small.ANOTHER)
    first.sync()
    first.close()
    second = Case(shared, a_clause())
    assert second.begin_synced(small.LEDGER) is outcome
    assert (shared.driver.started, shared.first_runs.saved) == (2, 1)
    assert (second.held(), second.exchanges(), _files(second.state_dir)) == (held, made, files)
    assert second.trial.ran_at is not None
    second.agree("it is as it was")
    second.sync()
    second.unchanged(len(made), "it remembers what it sent")
    second.teller.enter(small.ANOTHER)
    second.sync()
    second.agree("it goes on from there")
    second.close()


def test_only_the_last_ones_are_kept_and_no_folder_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not kept any more is made anew, and its copy of the connector's memory is deleted."""
    monkeypatch.setattr(first_runs, "KEPT", 1)
    shared = bench(world)
    case = Case(shared, a_clause())
    case.begin_synced(small.LEDGER)
    [memory] = [known.memory for known in shared.first_runs._known.values()]
    assert memory.stat().st_mode & 0o777 == 0o700
    case.begin_synced(small.GROWING)
    case.begin_synced(small.WITH_REMARKS)
    assert not memory.exists()
    case.close()


def test_who_may_remember_elsewhere_runs_every_time(world: World) -> None:
    """A process that stays and a service have a memory that nobody can bring back."""
    shared: Bench = bench(world, Script([lambda _: Outcome(True)] * 2))
    case = Case(shared, a_clause())
    for _ in range(2):
        case.begin_synced(small.LEDGER)
    assert (shared.driver.started, shared.first_runs.saved) == (2, 0)
    case.close()


def test_a_run_that_failed_is_not_kept(world: World) -> None:
    """The next clause gives it another chance."""
    case = Case(bench(world, lambda _: {"ok": False}), a_clause())
    for _ in range(2):
        with pytest.raises(Failed):
            case.begin_synced(small.LEDGER)
    assert case.bench.driver.started == 2
    case.close()


def test_what_failed_is_checked_again_with_a_run_of_its_own(world: World, clauses: Clauses) -> None:
    """A first run that was odd by chance makes a clause unstable, and not fail twice."""
    calls: list[Outcome] = []

    def once(config: object) -> None:
        calls.append(Outcome(True))
        if len(calls) > 1:
            reference(config)  # type: ignore[arg-type]

    clauses.single("case.begin_synced(small.LEDGER)\ncase.agree('they differ')")
    [verdict] = verdicts(world, once).values()
    assert verdict.kind is Kind.INCONCLUSIVE
    assert "unstable" in verdict.reason
    assert len(calls) == 2
