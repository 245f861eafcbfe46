"""Contracts of a few clauses, connectors of a few lines, and reports made by hand."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest, Waiver
from twinledger.drivers.outcome import Driver
from twinledger.drivers.watch import Watch
from twinledger.judge.case import Bench
from twinledger.judge.clauses import Clause
from twinledger.judge.examples import Drawing
from twinledger.judge.options import Options
from twinledger.judge.report import Report
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind, Level, Verdict
from twinledger.world import World

Function = Callable[[Mapping[str, str]], Any]
TIMEOUT = 30.0
HEAD = """
from hypothesis import strategies as st

from twinledger.books import strategies
from twinledger.books.tale import Tale
from twinledger.judge import small
from twinledger.judge.verdicts import HarnessError
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, Inconclusive, Level, NotApplicable, NotRun


def marked(id, level="M", **more):
    return clause(id, level, f"{id} holds", sources=(), adversary="", remedy="mend it", mutant="", **more)

"""
_numbers = itertools.count(1)


class Clauses:
    """The clauses of a contract that a test makes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, code: str) -> None:
        """Add a module of clauses; its name is new, since modules are loaded once in a process."""
        path = self._folder / f"test_made_{next(_numbers)}.py"
        path.write_text(HEAD + textwrap.dedent(code), encoding="utf-8")

    def single(self, body: str, id: str = "CON-01", level: str = "M", **more: str) -> None:  # noqa: A002 - see clause
        """Add one clause whose check has this body."""
        options = "".join(f", {name}={value!r}" for name, value in more.items())
        lines = textwrap.indent(textwrap.dedent(body).strip(), " " * 4)
        self.add(f"@marked({id!r}, {level!r}{options})\ndef test_it(case):\n{lines}\n")


def bench(world: World, connector: Function | Driver = reference, claims: Claims | None = None) -> Bench:
    """Return a bench with a connector on it."""
    driver = FunctionDriver(connector) if callable(connector) else connector
    return Bench(world, driver, claims or Claims(), TIMEOUT, Drawing(4))


def verdicts(
    world: World,
    connector: Function | Driver = reference,
    options: Options | None = None,
    *,
    claims: Claims | None = None,
    waivers: tuple[Waiver, ...] = (),
) -> dict[str, Verdict]:
    """Judge a connector by the clauses there are, and return the verdicts by clause."""
    manifest = Manifest(
        connector=Connector(name="x", python="x:x"), claims=claims or Claims(), waiver=waivers, folder=Path()
    )
    found = judge(bench(world, connector, claims), manifest, options or Options())
    return {verdict.clause: replace(verdict, seconds=0, exhibit=None) for verdict in found}


@dataclass
class Script(Driver):
    """A driver whose runs do what a list of functions says, one after another."""

    runs: list[Function]
    in_process: bool = True

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Any:
        """Do the next thing."""
        del timeout, watch
        return self.runs.pop(0)(inputs)


def a_clause(id: str = "CON-01", statement: str = "it holds", level: Level = Level.MUST) -> Clause:  # noqa: A002
    """Return a clause that nobody checks."""
    return Clause(id, level, statement, (), "", "mend it", "")


def a_report(*verdicts: Verdict, connector: str = "acme-sync", statement: str = "it holds") -> Report:
    """Return a report of verdicts that were made by hand."""
    clauses = tuple(a_clause(verdict.clause, statement) for verdict in verdicts)
    known = {clause.id: clause for clause in clauses}
    return Report(connector, Options(), tuple(known.values()), verdicts)


def a_verdict(kind: Kind, level: Level = Level.MUST, reason: str = "", evidence: str = "", replay: str = "") -> Verdict:
    """Return a verdict on the first clause."""
    return Verdict("CON-01", level, kind, reason, evidence, replay)
