"""What each clause costs the reference connector: runs of it, and work beside them. The plan of `verify` uses it.

    python benchmarks/costs.py                          # quick and default, as a function and as a program
    python benchmarks/costs.py --profile thorough --kind function

Writes `contract_tests/costs.json`, in which what is not measured this time stays as it was. The work beside the runs is
counted in enterings of a small ledger, because its length depends on the machine; both are measured in processor time,
so that it does not matter what else the machine does. How long runs and enterings take, a session's probes measure.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from twinledger.books.teller import Teller
from twinledger.content import folder
from twinledger.drivers.manifest import Connector, Manifest
from twinledger.drivers.outcome import Outcome
from twinledger.judge import small
from twinledger.judge.benches import bench_for
from twinledger.judge.case import Bench
from twinledger.judge.events import Event, Judged
from twinledger.judge.options import Options
from twinledger.judge.probes import probe
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind

FILE = folder("contract_tests") / "costs.json"
KINDS = {
    "function": Manifest(connector=Connector(name="reference", python="mock_silverfin.integrations.odoo:sync")),
    "program": Manifest(
        connector=Connector(name="reference", command=["{python}", "-m", "mock_silverfin.integrations.odoo"])
    ),
}
TIMES = 20
UNCHECKED = (Kind.NOT_RUN, Kind.UNSUPPORTED)
Costs = dict[str, dict[str, Any]]


class Meter:
    """Hears what clauses come to, and notes what each has cost."""

    def __init__(self, bench: Bench) -> None:
        self._driver, self._first_runs = bench.driver, bench.first_runs
        self._entering = _entering(bench)
        self._run, self._in_runs = bench.driver.run, 0.0
        bench.driver.run = self._timed  # type: ignore[method-assign]
        self._before = self._now()
        self.costs: Costs = {}

    def hear(self, event: Event) -> None:
        """Note a clause's cost once it is judged."""
        if not isinstance(event, Judged) or event.verdict.kind in UNCHECKED:
            return
        before, self._before = self._before, self._now()
        made, shared, seconds = (now - then for now, then in zip(self._before, before, strict=True))
        entering = round(max(seconds, 0.0) / self._entering, 1)
        self.costs[event.verdict.clause] = {"runs": made + shared, "shared": shared, "entering": entering}

    def _now(self) -> tuple[int, int, float]:
        """Return how many runs were made and brought back, and the processor time that was spent beside them."""
        return self._driver.started, self._first_runs.saved, time.process_time() - self._in_runs

    def _timed(self, *given: Any) -> Outcome:
        start = time.process_time()
        try:
            return self._run(*given)
        finally:
            self._in_runs += time.process_time() - start


def _entering(bench: Bench) -> float:
    """Return the processor time that it takes to enter a small ledger."""
    taken = 0.0
    for _ in range(TIMES):
        bench.world.reset()
        start = time.process_time()
        Teller(bench.world.bookkeeper()).tell(small.LEDGER)
        taken += time.process_time() - start
    return taken / TIMES


def measured(kind: str, profile: str, clauses: tuple[str, ...]) -> Costs:
    """Judge the reference connector and return what each clause has cost."""
    manifest, options = KINDS[kind], Options(clauses=clauses, profile=profile)
    with bench_for(manifest, options) as bench:
        probe(bench)  # whatever is loaded only once
        meter = Meter(bench)
        judge(bench, manifest, options, meter.hear)
    return meter.costs


def write(kind: str, profile: str, costs: Costs, path: Path = FILE) -> None:
    """Put costs into the file beside those of other kinds and profiles."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for clause, cost in costs.items():
        found.setdefault(clause, {}).setdefault(kind, {})[profile] = cost
    lines = (f"{json.dumps(clause)}: {json.dumps(found[clause])}" for clause in sorted(found))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kind", choices=KINDS, action="append", help="function or program; both by default")
    parser.add_argument("--profile", choices=("quick", "default", "thorough"), action="append")
    parser.add_argument("--clauses", default="", help="ids separated by commas; all by default")
    asked = parser.parse_args()
    clauses = tuple(filter(None, asked.clauses.split(",")))
    for kind in asked.kind or KINDS:
        for profile in asked.profile or ("quick", "default"):
            start = time.monotonic()
            costs = measured(kind, profile, clauses)
            write(kind, profile, costs)
            runs = sum(cost["runs"] - cost["shared"] for cost in costs.values())
            print(f"{kind}, {profile}: {len(costs)} clauses, {runs} runs, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
