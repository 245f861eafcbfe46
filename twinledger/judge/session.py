"""A session: the opening probes, then every clause in turn, run by pytest with a configuration of its own."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from mock_kit.clock import Clock
from mock_odoo.versions import LATEST, version
from twinledger.content import folder
from twinledger.drivers.manifest import Manifest, ManifestError
from twinledger.drivers.outcome import NotStartedError, printable
from twinledger.drivers.sides import ODOO
from twinledger.judge import small
from twinledger.judge.case import Bench, Case
from twinledger.judge.clauses import GRANULARITIES, Clause, clause_of
from twinledger.judge.examples import Drawing, from_word
from twinledger.judge.verdicts import Failed, Finding, HarnessError, Inconclusive, Kind, Level, Verdict, exit_status
from twinledger.judge.waivers import waived
from twinledger.world import World

if TYPE_CHECKING:
    from twinledger.books.tale import Tale

Listener = Callable[[str, Any], None]
WRONG_KEY = "0" * 40
# Drawn tales per clause: for a function in this process, and for a program of its own.
PROFILES = {"quick": (4, 1), "default": (15, 3), "thorough": (200, 25)}


class ProbeFailed(Exception):  # noqa: N818 - what happened
    """The connector cannot be judged; the text says why."""


@dataclass(frozen=True)
class Options:
    """How to judge: which clauses (all, if none is named), how thoroughly, from which seed.

    `replay` is a clause's id, with a word after a colon if one example of it is to be tried again.
    """

    clauses: tuple[str, ...] = ()
    strict: bool = False
    profile: str = "default"
    seed: int = 1
    replay: str = ""
    manifest_path: str = "connector.toml"
    odoo_version: str = LATEST


@dataclass(frozen=True)
class Report:
    """What a session came to; `clauses` and `verdicts` stand in the same order."""

    connector: str
    options: Options
    clauses: tuple[Clause, ...]
    verdicts: tuple[Verdict, ...]
    exit_status: int


def verify(manifest: Manifest, options: Options, listener: Listener | None = None) -> Report:
    """Judge a connector and return what came of it.

    `listener` hears of `("probe", text)`, then `("clauses", number)`, then, for each clause that is wanted, `("clause",
    clause)` and `("verdict", verdict)`. What a function prints meanwhile is swallowed. Raises ManifestError for what
    cannot be started or asked for, and ProbeFailed for what cannot be judged.
    """
    driver, hear = manifest.driver(), listener or (lambda _event, _content: None)
    series = version(options.odoo_version).series
    if series not in manifest.claims.odoo:
        raise ManifestError(f"the manifest does not claim Odoo {series}; claimed: {', '.join(manifest.claims.odoo)}")
    clock = Clock() if driver.in_process else Clock.of_the_machine()
    with closing(driver), World(odoo_version=options.odoo_version, clock=clock) as world:
        drawing = Drawing(PROFILES[options.profile][0 if driver.in_process else 1], options.seed)
        bench = Bench(world, driver, manifest.claims, manifest.connector.timeout, drawing, options.profile)
        plugin = _Judge(bench, manifest, options, hear)
        hear("probe", "a plain run, one with a wrong key, one with nobody listening")
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            _probe(bench)
        plugin.run()
    status = exit_status(plugin.verdicts, strict=options.strict)
    return Report(manifest.connector.name, options, tuple(plugin.clauses), tuple(plugin.verdicts), status)


def judge(bench: Bench, manifest: Manifest, options: Options, hear: Listener) -> tuple[Verdict, ...]:
    """Run every clause that is wanted on a bench and return the verdicts, without probes."""
    plugin = _Judge(bench, manifest, options, hear)
    plugin.run()
    return tuple(plugin.verdicts)


def catalogue() -> list[Clause]:
    """Return every clause there is, in the order of the chapters."""
    collector = _Collector()
    _pytest([str(folder("contract_tests") / "clauses"), "--collect-only"], collector)
    return collector.clauses


def _probe(bench: Bench) -> None:
    """Find out whether the connector can be judged at all."""
    case = Case(bench, _PROBE)
    note = bench.driver.side.note
    try:
        case.begin(small.LEDGER)
        outcome = case.run()
        if not outcome.synchronised:
            raise ProbeFailed(
                f"A plain run should synchronise; the connector {outcome.summary}.\n{case.printed(outcome)}"
            )
        if not case.pair.file.lines():
            raise ProbeFailed(f"A plain run should move at least one line; Silverfin holds none after it. {note}")
        case.begin(small.LEDGER)
        if case.run(**dict.fromkeys(_keys(case), WRONG_KEY)).synchronised:
            raise ProbeFailed("With a wrong key the connector says that it synchronised.")
        if case.run(ODOO_URL=CLOSED, SILVERFIN_URL=CLOSED).synchronised:
            raise ProbeFailed("With nobody listening on either side the connector says that it synchronised.")
    except NotStartedError as error:
        raise ProbeFailed(f"The connector cannot be started: {error}") from None
    except Finding as finding:
        raise ProbeFailed(f"The connector cannot be judged: {finding.reason}") from None
    finally:
        case.close()
        bench.world.reset()


def _keys(case: Case) -> tuple[str, ...]:
    """Return the inputs that open the end at which a connector begins."""
    return ("ODOO_API_KEY",) if case.reaches(ODOO) else ("SILVERFIN_ACCESS_TOKEN", "SILVERFIN_REFRESH_TOKEN")


CLOSED = "http://127.0.0.1:9"
_PROBE = Clause("probe", Level.INFORMATION, "can be judged", (), "", "", "")


class _Collector:
    """A pytest plugin that only looks which clauses there are."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: _clause_of(item).place)
        self.clauses = [_clause_of(item) for item in items]


class _Judge:
    """The pytest plugin that runs the checks and turns what they come to into verdicts."""

    def __init__(self, bench: Bench, manifest: Manifest, options: Options, hear: Listener) -> None:
        self._bench = bench
        self._manifest = manifest
        self._options = options
        self._hear = hear
        self._replayed, _, word = options.replay.partition(":")
        self._tale = _retold(word) if word else None
        self._wanted = {self._replayed} if self._replayed else set(options.clauses)
        self.clauses: list[Clause] = []
        self.verdicts: list[Verdict] = []

    def run(self) -> None:
        """Run every clause that is wanted."""
        printed = _pytest([str(folder("contract_tests") / "clauses")], self)
        if not self.verdicts:
            raise HarnessError(f"pytest ran no clause:\n{printed}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: _clause_of(item).place)
        self.clauses = [_clause_of(item) for item in items]
        clauses = {clause.id for clause in self.clauses}
        unknown = sorted((self._wanted | {waiver.clause for waiver in self._manifest.waiver}) - clauses)
        if unknown:
            raise ManifestError(f"no such clause: {', '.join(unknown)}; there are {', '.join(sorted(clauses))}")
        self._hear("clauses", len(self._wanted) or len(clauses))

    @pytest.fixture
    def case(self, request: pytest.FixtureRequest) -> Iterator[Case]:
        """The case of the clause that is being checked."""
        case = Case(self._bench, _clause_of(request.node), self._tale)
        yield case
        case.close()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        case = pyfuncitem.funcargs["case"]
        assert isinstance(case, Case)
        if self._wanted and case.clause.id not in self._wanted:
            verdict = Verdict(case.clause.id, case.clause.level, Kind.NOT_RUN, "not among --clauses")
        else:
            self._hear("clause", case.clause)
            start = time.monotonic()
            verdict = replace(self._judged(case, pyfuncitem.obj), seconds=time.monotonic() - start)
            verdict = self._waived(verdict)
            self._hear("verdict", verdict)
        self.verdicts.append(verdict)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            raise HarnessError(f"{report.nodeid} cannot be read:\n{report.longreprtext}")

    def _judged(self, case: Case, check: Callable[[Case], None]) -> Verdict:
        beyond = set(case.clause.ends) - set(case.trial.side.ends)
        if beyond:
            reason = f"not in the profile {case.trial.side.profile}: it is about {' and '.join(sorted(beyond))}"
            return Verdict(case.clause.id, case.clause.level, Kind.NOT_RUN, reason)
        refusal = self._unsupported(case.clause)
        if refusal:
            return Verdict(case.clause.id, case.clause.level, Kind.UNSUPPORTED, refusal)
        try:
            self._checked(case, check)
        except Finding as finding:
            replay = self._replay(case) if finding.kind is Kind.FAIL else ""
            told = "\n".join(part for part in (finding.evidence, self._bench.driver.side.note) if part)
            reason, evidence, replay = map(printable, (finding.reason, told, replay))
            return Verdict(case.clause.id, case.level, finding.kind, reason, evidence, replay)
        except Exception as error:
            reason = printable(f"the harness failed: {type(error).__name__}: {error}")
            return Verdict(case.clause.id, case.level, Kind.ERROR, reason, printable(traceback.format_exc()))
        return Verdict(case.clause.id, case.level, Kind.PASS, printable("; ".join(dict.fromkeys(case.remarks))))

    def _checked(self, case: Case, check: Callable[[Case], None]) -> None:
        """Check; what fails without a drawn example is checked once more, because a single failure may be chance."""
        try:
            check(case)
        except Failed as failure:
            if case.replay_word:
                raise
            try:
                check(case)
            except Failed:
                raise failure from None
            except Finding:
                pass
            reason = f"unstable: one run failed and the next did not ({failure.reason})"
            raise Inconclusive(reason, failure.evidence) from None

    def _unsupported(self, clause: Clause) -> str:
        claims = self._manifest.claims
        if not claims.covers(clause.feature):
            return f"the manifest does not claim {clause.feature!r}"
        if GRANULARITIES.index(claims.granularity) > GRANULARITIES.index(clause.granularity):
            return f"it needs the granularity {clause.granularity!r}, the manifest claims {claims.granularity!r}"
        return ""

    def _replay(self, case: Case) -> str:
        word = f"{case.clause.id}:{case.replay_word}" if case.replay_word else case.clause.id
        command = ["twinledger", "verify", self._options.manifest_path, "--seed", str(self._options.seed)]
        if self._options.odoo_version != LATEST:
            command += ["--odoo-version", self._options.odoo_version]
        return shlex.join([*command, "--replay", word])

    def _waived(self, verdict: Verdict) -> Verdict:
        today = dt.datetime.now(dt.UTC).date()  # a waiver ends in the real world, not in that of the fakes
        return waived(verdict, self._manifest.waiver, self._bench.world.odoo.version, today)


def _retold(word: str) -> Tale:
    try:
        return from_word(word)
    except ValueError as error:
        raise ManifestError(str(error)) from None


def _clause_of(item: pytest.Item) -> Clause:
    found = clause_of(getattr(item, "obj", None))
    if found is None:
        raise HarnessError(f"{item.nodeid} is not marked with the clause that it checks")
    return found


def _pytest(arguments: Sequence[str], plugin: object) -> str:
    """Run pytest without anybody else's configuration, plugins and cache, and return what it printed."""
    root = folder("contract_tests")
    configuration = ["-c", str(root / "pytest.ini"), "--rootdir", str(root), "-q", "--no-header", "-s"]
    printed = StringIO()
    with _without_plugins(), redirect_stdout(printed), redirect_stderr(printed):
        status = pytest.main([*configuration, *arguments], plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise _cause(printed.getvalue())
    return printed.getvalue()


def _cause(printed: str) -> Exception:
    for line in printed.splitlines():
        _, found, text = line.partition("ManifestError: ")
        if found:
            return ManifestError(text.strip())
    return HarnessError(f"pytest could not run the clauses:\n{printed}")


@contextmanager
def _without_plugins() -> Iterator[None]:
    """Keep pytest from loading what else is installed."""
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
