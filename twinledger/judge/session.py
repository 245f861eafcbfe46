"""A session: the opening probes, the plan, then every clause in turn, and the report of what all that came to."""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

from mock_odoo.versions import version
from twinledger.drivers.manifest import Manifest, ManifestError
from twinledger.judge.benches import bench_for
from twinledger.judge.checking import Checker, beyond, unsupported
from twinledger.judge.clauses import Clause
from twinledger.judge.events import Checking, Judged, Listener, Planned, Probing, deaf
from twinledger.judge.options import Options
from twinledger.judge.planning import Plan, plan
from twinledger.judge.probes import TOLD, probe
from twinledger.judge.report import Report
from twinledger.judge.running import Hearer, Runner, catalogue, run_pytest
from twinledger.judge.verdicts import HarnessError, Kind, Verdict
from twinledger.judge.waivers import waived
from twinledger.judge.workers import run_in_workers

if TYPE_CHECKING:
    from twinledger.judge.case import Bench


def verify(manifest: Manifest, options: Options, listener: Listener = deaf) -> Report:
    """Judge a connector and return what came of it; `listener` hears of everything as it happens.

    Raises ManifestError for what cannot be started or asked for, and ProbeFailed for what cannot be judged.
    """
    return verify_on(manifest, options, [options.odoo_version], listener)


def verify_on(manifest: Manifest, options: Options, versions: Iterable[str], listener: Listener = deaf) -> Report:
    """Judge a connector with one version of Odoo after the other."""
    began, start = dt.datetime.now(dt.UTC), time.monotonic()
    clauses = {name: clause.worded(manifest.worded) for name, clause in catalogue().items()}
    refuse_unknown(clauses.values(), options, manifest)
    verdicts: list[Verdict] = []
    plans: list[Plan] = []
    for name in versions:
        session = _Session(manifest, options.on(name), clauses, listener)
        session.run()
        verdicts += session.verdicts
        plans.append(session.plan)
    return Report(
        manifest.connector.name,
        options,
        tuple(clauses.values()),
        tuple(verdicts),
        manifest.waiver,
        manifest.contract,
        plans[0],
        began,
        round(time.monotonic() - start, 3),
        f"Twinledger {version_of('twinledger')}, Python {platform.python_version()}, {platform.system()}",
    )


def judge(bench: Bench, manifest: Manifest, options: Options, listener: Listener = deaf) -> tuple[Verdict, ...]:
    """Check every clause that is wanted on a bench and return the verdicts, without probes and plan."""
    clauses = catalogue()
    refuse_unknown(clauses.values(), options, manifest)
    session = _Session(manifest, options, clauses, listener)
    session.run_on(bench, {})
    return tuple(session.verdicts)


def refuse_unknown(clauses: Iterable[Clause], options: Options, manifest: Manifest) -> None:
    """Raise ManifestError if a clause is named that there is not."""
    known = {clause.id for clause in clauses}
    unknown = sorted((options.wanted | {waiver.clause for waiver in manifest.waiver}) - known)
    if unknown:
        raise ManifestError(f"no such clause: {', '.join(unknown)}; there are {', '.join(sorted(known))}")


class _Session:
    """The judging of one connector with one version of Odoo."""

    def __init__(self, manifest: Manifest, options: Options, clauses: dict[str, Clause], listener: Listener) -> None:
        self._manifest = manifest
        self._options = options
        self._clauses = clauses
        self._hear = listener
        self.plan = Plan()
        self._found: dict[str, Verdict] = {}

    @property
    def verdicts(self) -> list[Verdict]:
        """What was found, in the order of the contract."""
        return [self._found[clause.id] for clause in self._clauses.values() if clause.id in self._found]

    def run(self) -> None:
        """Probe, plan, and check every clause."""
        series = version(self._options.odoo_version).series
        claimed = self._manifest.claims.odoo
        if series not in claimed:
            raise ManifestError(f"the manifest does not claim Odoo {series}; claimed: {', '.join(claimed)}")
        with bench_for(self._manifest, self._options) as bench:
            self._hear(Probing(TOLD))
            pace = probe(bench)
            self.plan = plan(self._to_run(bench), self._options, pace, in_process=bench.driver.in_process)
            self._hear(Planned(self._options.odoo_version, self.plan))
            self.run_on(bench, {cost.clause: f"left out by {self.plan.budget}" for cost in self.plan.dropped})

    def run_on(self, bench: Bench, dropped: dict[str, str]) -> None:
        """Check every clause that is not dropped."""
        hearer = Hearer(self._clauses, lambda clause: self._hear(Checking(clause)), self._ended)
        if self._options.workers:
            printed = run_in_workers(self._options, dropped, hearer)
        else:
            printed = run_pytest([], Runner(Checker(bench, self._manifest, self._options, dropped)), hearer)
        if not self._found:
            raise HarnessError(f"pytest ran no clause:\n{printed}")
        for clause in self._clauses.values():
            if clause.id not in self._found:
                self._ended(Verdict(clause.id, clause.level, Kind.ERROR, "its check came to no verdict", printed))

    def _to_run(self, bench: Bench) -> list[Clause]:
        """Return the clauses that are wanted here and that this connector can meet: the others take no time."""
        wanted, side, claims = self._options.wanted, bench.driver.side, self._manifest.claims
        return [
            clause
            for clause in self._clauses.values()
            if (not wanted or clause.id in wanted) and self._options.holds(clause.id)
            if not beyond(clause, side) and not unsupported(clause, claims)
        ]

    def _ended(self, verdict: Verdict) -> None:
        known = self._found.get(verdict.clause)
        if known is not None and verdict.kind is not Kind.ERROR:
            return  # it was told before
        if not verdict.version:  # it ended without one
            verdict = replace(verdict, version=version(self._options.odoo_version).name)
        if not self._options.is_part:
            today = dt.datetime.now(dt.UTC).date()  # a waiver ends in the real world, not in that of the fakes
            verdict = waived(verdict, self._manifest.waiver, today)
        self._found[verdict.clause] = verdict
        self._hear(Judged(verdict))
