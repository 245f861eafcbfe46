"""The plan of a session: which clauses, how many runs and how long that takes, and what a budget leaves out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from twinledger.content import folder

if TYPE_CHECKING:
    from twinledger.judge.clauses import Clause
    from twinledger.judge.options import Options
    from twinledger.judge.probes import Pace

# Runs of a program of its own that a profile allows if nobody says more: two and ten minutes at a second each.
MOST_RUNS: Mapping[str, int | None] = {"quick": 110, "default": 550, "thorough": None}
LEVELS = "MSI"
UNKNOWN = {"runs": 4, "entering": 10.0}  # what a clause is taken to cost that nobody has measured


@dataclass(frozen=True)
class Cost:
    """What a clause costs: so many runs of the connector, and so many seconds beside them."""

    clause: str
    runs: int
    seconds: float


@dataclass(frozen=True)
class Plan:
    """What is to be run and what is left out. `seconds_per_run` was measured, `workers` share the work."""

    chosen: tuple[Cost, ...] = ()
    dropped: tuple[Cost, ...] = ()
    seconds_per_run: float = 0.0
    workers: int = 0
    budget: str = ""  # what leaves something out

    @property
    def runs(self) -> int:
        """How many runs of the connector there will be, roughly."""
        return sum(cost.runs for cost in self.chosen)

    @property
    def seconds(self) -> float:
        """How long it will take, roughly."""
        total = sum(cost.runs * self.seconds_per_run + cost.seconds for cost in self.chosen)
        return total / max(self.workers, 1)

    def __str__(self) -> str:
        told = f"{_counted(len(self.chosen), 'clause')}, about {_counted(self.runs, 'run')}"
        told += f" of {self.seconds_per_run:.2f} s"
        told += f", about {_duration(self.seconds)}"
        if self.workers:
            told += f" with {_counted(self.workers, 'worker')}"
        if self.dropped:
            left_out = ", ".join(cost.clause for cost in self.dropped)
            told += f". Left out because of {self.budget}: {left_out}"
        return told


def plan(clauses: Iterable[Clause], options: Options, pace: Pace, *, in_process: bool) -> Plan:
    """Return the plan for these clauses: what must hold comes first, and of that what costs little."""
    known = costs(options.profile, in_process)
    alone = bool(options.wanted)
    priced = {clause: _priced(clause.id, known.get(clause.id, UNKNOWN), pace, alone=alone) for clause in clauses}
    in_order = sorted(priced, key=lambda clause: (LEVELS.index(clause.level), priced[clause].runs, clause.place))
    whole = Plan(tuple(priced[clause] for clause in in_order), (), pace.run, options.workers)
    if options.time_budget is not None:
        seconds = options.time_budget
        return _within(whole, lambda part: part.seconds <= seconds, f"--time-budget {seconds:g}")
    if options.max_runs is not None:
        runs = options.max_runs
        return _within(whole, lambda part: part.runs <= runs, f"--max-runs {runs}")
    most = MOST_RUNS[options.profile] if known and not in_process else None
    if most is None or options.wanted:
        return whole
    shared = most * max(options.workers, 1)
    return _within(whole, lambda part: part.runs <= shared, f"the profile {options.profile} ({shared} runs)")


def _priced(clause: str, cost: Mapping[str, Any], pace: Pace, *, alone: bool) -> Cost:
    """Return what a clause costs by itself, or where others have made the first runs that it shares with them."""
    runs = cost["runs"] - (0 if alone else cost.get("shared", 0))
    return Cost(clause, runs, round(cost["entering"] * pace.entering, 3))


def _within(whole: Plan, fits: Callable[[Plan], bool], budget: str) -> Plan:
    """Return the plan without the clauses that do not fit any more."""
    kept = replace(whole, chosen=())
    for cost in whole.chosen:
        more = replace(kept, chosen=(*kept.chosen, cost))
        kept = more if fits(more) else replace(kept, dropped=(*kept.dropped, cost), budget=budget)
    return kept


@cache
def costs(profile: str, in_process: bool) -> Mapping[str, Mapping[str, Any]]:
    """Return what each clause cost the reference connector, as `benchmarks/costs.py` measured it.

    That is so many `runs`, of which those that are `shared` are made for another clause already, and beside them work
    for which a small ledger could have been entered so many times: as long as one plain run and one entering take on
    this machine and in this moment, that long takes the clause.
    A profile that nobody has measured costs what `default` does, and more.
    """
    path = folder("contract_tests") / "costs.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    kind = "function" if in_process else "program"
    known = {clause: by_kind.get(kind, {}) for clause, by_kind in found.items()}
    return {clause: cost for clause, by in known.items() if (cost := by.get(profile, by.get("default")))}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
