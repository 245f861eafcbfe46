"""What each clause costs the reference connector: runs of it, and work beside them. The plan of `verify` uses it.

    python benchmarks/costs.py                          # quick and default, as a function and as a program
    python benchmarks/costs.py --profile thorough --kind function

Writes `contract_tests/costs.json`, in which what is not measured this time stays as it was. From the seconds that a
clause took, as many plain runs as it made are taken away, for a run's length depends on the connector. The rest is
given in enterings of a small ledger, for its length depends on the machine. A session's probes measure both.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from twinledger.content import folder
from twinledger.drivers.manifest import Connector, Manifest
from twinledger.judge.benches import bench_for
from twinledger.judge.case import Bench
from twinledger.judge.events import Event, Judged
from twinledger.judge.options import Options
from twinledger.judge.probes import Pace, probe
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind

FILE = folder("contract_tests") / "costs.json"
KINDS = {
    "function": Manifest(connector=Connector(name="reference", python="mock_silverfin.integrations.odoo:sync")),
    "program": Manifest(
        connector=Connector(name="reference", command=["{python}", "-m", "mock_silverfin.integrations.odoo"])
    ),
}
UNCHECKED = (Kind.NOT_RUN, Kind.UNSUPPORTED)
Costs = dict[str, dict[str, Any]]


class Meter:
    """Hears what clauses come to, and notes what each has cost."""

    def __init__(self, bench: Bench, pace: Pace) -> None:
        self._bench, self._pace = bench, pace
        self._runs = bench.driver.started
        self.costs: Costs = {}

    def hear(self, event: Event) -> None:
        """Note a clause's cost once it is judged."""
        if not isinstance(event, Judged) or event.verdict.kind in UNCHECKED:
            return
        runs, self._runs = self._bench.driver.started - self._runs, self._bench.driver.started
        beside = (event.verdict.seconds - runs * self._pace.run) / self._pace.entering
        self.costs[event.verdict.clause] = {"runs": runs, "entering": round(beside, 1)}


def measured(kind: str, profile: str, clauses: tuple[str, ...]) -> Costs:
    """Judge the reference connector and return what each clause has cost."""
    manifest, options = KINDS[kind], Options(clauses=clauses, profile=profile)
    with bench_for(manifest, options) as bench:
        meter = Meter(bench, probe(bench))
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
            runs = sum(cost["runs"] for cost in costs.values())
            print(f"{kind}, {profile}: {len(costs)} clauses, {runs} runs, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
