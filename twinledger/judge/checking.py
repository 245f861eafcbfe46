"""Checking: one clause is tried on a bench, and comes to a verdict whatever happens meanwhile."""

from __future__ import annotations

import shlex
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace

from mock_odoo.versions import LATEST
from twinledger.books.tale import Tale
from twinledger.drivers.manifest import Claims, Manifest, ManifestError
from twinledger.drivers.outcome import printable
from twinledger.drivers.sides import Side
from twinledger.judge.case import Bench, Case
from twinledger.judge.clauses import EDITIONS, GRANULARITIES, Clause
from twinledger.judge.examples import from_word
from twinledger.judge.exhibits import exhibit_of
from twinledger.judge.keeping import keep
from twinledger.judge.options import Options
from twinledger.judge.verdicts import Failed, Finding, Inconclusive, Kind, Verdict

Check = Callable[[Case], None]
NOT_WANTED = "not among --clauses"
NOT_HERE = "in another part of the session"


class Checker:
    """Checks clauses on one bench, as a manifest claims and the options of a session want.

    Raises ManifestError for a word of --replay that nobody can have been given.
    """

    def __init__(self, bench: Bench, manifest: Manifest, options: Options, dropped: Mapping[str, str]) -> None:
        self.bench = bench
        self._manifest = manifest
        self._options = options
        self._dropped = dropped
        self._began, self._started = time.monotonic(), bench.driver.started
        _, _, word = options.replay.partition(":")
        self._tale = _retold(word) if word else None

    def case(self, clause: Clause) -> Case:
        """Return a case of a clause."""
        return Case(self.bench, clause.worded(self.bench.driver.side.worded), self._tale)

    def verdict(self, case: Case, check: Check) -> Verdict:
        """Check, and return what it comes to; waivers aside."""
        start = time.monotonic()
        verdict = self._unchecked(case) or self._checked(case, check)
        version, seconds = self.bench.world.odoo.version, time.monotonic() - start
        later = EDITIONS.index(case.clause.since) > EDITIONS.index(self._manifest.contract)
        return replace(verdict, version=version, seconds=round(seconds, 3), advance=later)

    def _unchecked(self, case: Case) -> Verdict | None:
        """Return the verdict on a clause that need not be checked."""
        clause = case.clause
        reason = self._reason_not_to_run(clause) or beyond(clause, self.bench.driver.side)
        if reason:
            return Verdict(clause.id, clause.level, Kind.NOT_RUN, reason)
        reason = unsupported(clause, self._manifest.claims)
        return Verdict(clause.id, clause.level, Kind.UNSUPPORTED, reason) if reason else None

    def _reason_not_to_run(self, clause: Clause) -> str:
        options = self._options
        if options.wanted and clause.id not in options.wanted:
            return NOT_WANTED
        if not options.holds(clause.id):
            return NOT_HERE
        if clause.id in self._dropped:
            return self._dropped[clause.id]
        if options.time_budget is not None and time.monotonic() - self._began > options.time_budget:
            return "the time budget was used up"
        runs = (self.bench.driver.started - self._started) * max(options.workers, 1)
        if options.max_runs is not None and runs >= options.max_runs:
            return "as many runs were made as are allowed"
        return ""

    def _checked(self, case: Case, check: Check) -> Verdict:
        clause = case.clause
        try:
            self._tried(case, check)
        except Finding as finding:
            return self._found(case, finding)
        except Exception as error:
            reason = printable(f"the harness failed: {type(error).__name__}: {error}")
            return Verdict(clause.id, case.level, Kind.ERROR, reason, printable(traceback.format_exc()))
        return Verdict(clause.id, case.level, Kind.PASS, printable("; ".join(dict.fromkeys(case.remarks))))

    def _tried(self, case: Case, check: Check) -> None:
        """Check; what fails without a drawn example is checked once more, because a single failure may be chance."""
        try:
            check(case)
        except Failed as failure:
            if case.replay_word or failure.story is not None:
                raise
            self.bench.first_runs.forget()
            try:
                check(case)
            except Failed:
                raise failure from None
            except Finding:
                pass
            reason = f"unstable: one run failed and the next did not ({failure.reason})"
            raise Inconclusive(reason, failure.evidence) from None

    def _found(self, case: Case, finding: Finding) -> Verdict:
        side = self.bench.driver.side
        told = "\n".join(part for part in (side.worded(finding.evidence), side.note) if part)
        reason, evidence = printable(side.worded(finding.reason)), printable(told)
        verdict = Verdict(case.clause.id, case.level, finding.kind, reason, evidence)
        if finding.kind is not Kind.FAIL and finding.story is None:
            return verdict
        story = ""
        if finding.story is not None and self._options.memory is not None:
            story = str(keep(finding, case, self._options))
        exhibit = finding.exhibit or exhibit_of(case.trial)
        return replace(verdict, replay=printable(self._replay(case, story)), story=story, exhibit=exhibit)

    def _replay(self, case: Case, story: str) -> str:
        if story:
            return shlex.join(["twinledger", "scenario", "run", story])
        word = f"{case.clause.id}:{case.replay_word}" if case.replay_word else case.clause.id
        command = ["twinledger", "verify", self._options.manifest_path, "--seed", str(self._options.seed)]
        if self._options.odoo_version != LATEST:
            command += ["--odoo-version", self._options.odoo_version]
        return shlex.join([*command, "--replay", word])


def beyond(clause: Clause, side: Side) -> str:
    """Return why a connector at one end does not meet a clause, if it does not."""
    others = sorted(set(clause.ends) - set(side.ends))
    return f"not in the profile {side.profile}: it is about {' and '.join(others)}" if others else ""


def unsupported(clause: Clause, claims: Claims) -> str:
    """Return what a manifest does not claim although a clause is about it, if that is so."""
    if not claims.covers(clause.feature):
        return f"the manifest does not claim {clause.feature!r}"
    if GRANULARITIES.index(claims.granularity) > GRANULARITIES.index(clause.granularity):
        return f"it needs the granularity {clause.granularity!r}, the manifest claims {claims.granularity!r}"
    return ""


def _retold(word: str) -> Tale:
    try:
        return from_word(word)
    except ValueError as error:
        raise ManifestError(str(error)) from None
