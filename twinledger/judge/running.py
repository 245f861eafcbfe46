"""Running the clauses: pytest runs them with a configuration of its own, in this process or in workers beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

import pytest
from pydantic import TypeAdapter

from twinledger.content import folder
from twinledger.drivers.manifest import ManifestError
from twinledger.judge.case import Case
from twinledger.judge.checking import Checker
from twinledger.judge.clauses import Clause, clause_of
from twinledger.judge.verdicts import HarnessError, Kind, Verdict

VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)
USELESS_HERE = ("-p", "no:unraisableexception")  # it collects all garbage five times, which takes a second
PROPERTY = "twinledger"  # of a test's report: what its clause came to
FIRST = "EXP-01"  # what failed before is tried before everything else


def catalogue() -> dict[str, Clause]:
    """Return every clause there is by the name that pytest has for its check, in the order of the chapters."""
    collector = _Collector()
    run_pytest(["--collect-only"], collector)
    return collector.clauses


class _Collector:
    """A pytest plugin that only looks which clauses there are."""

    def __init__(self) -> None:
        self.clauses: dict[str, Clause] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        in_order = sorted(items, key=lambda item: clause_in(item).place)
        self.clauses = {item.nodeid: clause_in(item) for item in in_order}


class Runner:
    """The pytest plugin that checks each clause and notes what it came to with its test."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Check what failed before, then everything in the order of the contract."""
        items.sort(key=lambda item: (clause_in(item).id != FIRST, clause_in(item).place))

    @pytest.fixture
    def case(self, request: pytest.FixtureRequest) -> Iterator[Case]:
        """The case of the clause that is being checked."""
        case = self._checker.case(clause_in(request.node))
        yield case
        case.close()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Check a clause."""
        case = pyfuncitem.funcargs["case"]
        assert isinstance(case, Case)
        verdict = self._checker.verdict(case, pyfuncitem.obj)
        pyfuncitem.user_properties.append((PROPERTY, VERDICT.dump_json(verdict).decode()))
        return True


class Hearer:
    """The pytest plugin that hears which clause begins and what each one came to, wherever it was checked."""

    def __init__(
        self, clauses: dict[str, Clause], begins: Callable[[Clause], None], ends: Callable[[Verdict], None]
    ) -> None:
        self._clauses = clauses
        self._begins = begins
        self._ends = ends

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Hear that a clause begins."""
        self._begins(self._clauses[nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear what a clause came to."""
        found = [value for name, value in report.user_properties if name == PROPERTY]
        if report.when == "call" and found:
            self._ends(VERDICT.validate_json(str(found[-1])))
        elif report.failed:
            self._ends(_broken(self._clauses[report.nodeid], report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Hear that a module of clauses cannot be read."""
        if report.failed:
            raise HarnessError(f"{report.nodeid} cannot be read:\n{report.longreprtext}")


def _broken(clause: Clause, report: pytest.TestReport) -> Verdict:
    """Return the verdict on a clause whose check ended without one: its worker is gone, or we failed around it."""
    if str(report.when) == "???":  # what pytest-xdist says of a worker that is gone
        reason = "the process ended in which the connector and its harness ran"
        return Verdict(clause.id, clause.level, Kind.FAIL, reason, report.longreprtext)
    return Verdict(clause.id, clause.level, Kind.ERROR, "the harness failed around the check", report.longreprtext)


def clause_in(item: pytest.Item) -> Clause:
    """Return the clause that a test checks; raise HarnessError if it is not marked with one."""
    found = clause_of(getattr(item, "obj", None))
    if found is None:
        raise HarnessError(f"{item.nodeid} is not marked with the clause that it checks")
    return found


def run_pytest(arguments: Sequence[str], *plugins: object) -> str:
    """Run pytest over the clauses without anybody else's configuration, plugins and cache; return what it printed."""
    root = folder("contract_tests")
    own = ["-c", str(root / "pytest.ini"), "--rootdir", str(root), "-q", "--no-header", "-s", *USELESS_HERE]
    printed = StringIO()
    with _without_plugins(), redirect_stdout(printed), redirect_stderr(printed):
        status = pytest.main([*own, str(root / "clauses"), *arguments], plugins=list(plugins))
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
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
