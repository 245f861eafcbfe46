"""Verdicts on a terminal: a live display while they come, then a table, then what failed in detail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from twinledger.cli.progress import progress_on
from twinledger.judge.events import Checking, Event, Judged, Listener, Planned, Probing
from twinledger.judge.reports.escaping import for_terminals
from twinledger.judge.verdicts import Kind, Level, Verdict

if TYPE_CHECKING:
    from twinledger.judge.clauses import Clause
    from twinledger.judge.report import Report

COLOURS = {
    Kind.PASS: "green",
    Kind.FAIL: "bold red",
    Kind.ERROR: "bold red",
    Kind.STALE_WAIVER: "red",
    Kind.INCONCLUSIVE: "yellow",
    Kind.WAIVED: "cyan",
}
QUIET = "dim"


@contextmanager
def live(console: Console) -> Iterator[Listener]:
    """Show which clause is being checked and how far the session is; yield what hears of it."""
    with progress_on(console) as bar:
        task = bar.add_task("Starting", total=None)

        def hear(event: Event) -> None:
            match event:
                case Probing(told):
                    bar.update(task, description=f"Before the clauses: {told}", completed=0, total=None)
                case Planned(version, plan):
                    console.print(f"Odoo {version}: {plan}.", highlight=False)
                    bar.update(task, total=len(plan.chosen))
                case Checking(clause):
                    bar.update(task, description=f"{clause.id} {clause.statement[:50]}")
                case Judged(verdict) if verdict.kind is not Kind.NOT_RUN:
                    bar.advance(task)

        yield hear


def print_report(console: Console, report: Report) -> None:
    """Print the table of verdicts, what failed with its evidence, and what it comes to."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Clause", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("What must hold")
    several = len(report.versions) > 1
    for clause, verdict in report.rows:
        if verdict.kind is not Kind.NOT_RUN:
            where = f"{clause.id} ({verdict.version})" if several else clause.id
            table.add_row(where, verdict.level.value, _coloured(verdict), _said(clause, verdict))
    console.print(table)
    for clause, verdict in report.against:
        if verdict.kind in (Kind.FAIL, Kind.ERROR):
            _detail(console, clause, verdict)
    told = ", ".join(f"{number} {kind.value}" for kind, number in report.counts.items())
    why = f" No clause of level {Level.MUST.value} passed." if report.nothing_passed else ""
    console.print(f"\n{told}.{why} Exit status {report.exit_status}.")


def _coloured(verdict: Verdict) -> Text:
    return Text(verdict.kind.value, COLOURS.get(verdict.kind, QUIET))


def _said(clause: Clause, verdict: Verdict) -> Text:
    said = Text(clause.statement)
    if verdict.advance:
        said.append(f"\nof the edition {clause.since}: an advance notice, which does not count", QUIET)
    if verdict.reason:
        said.append(f"\n{for_terminals(verdict.reason)}", QUIET)
    return said


def _detail(console: Console, clause: Clause, verdict: Verdict) -> None:
    console.print(f"\n[bold red]{clause.id} {verdict.kind.value}[/] {escape(for_terminals(verdict.reason))}")
    if verdict.evidence:
        console.print(Padding(Text(for_terminals(verdict.evidence)), (0, 2)))
    told = {"What was tried": clause.adversary, "Why it matters": clause.stake, "What to do": clause.remedy}
    for heading, text in told.items():
        console.print(Padding(Text(f"{heading}: {text}"), (0, 2)))
    if verdict.replay:
        console.print(Text(f"  To see it again: {for_terminals(verdict.replay)}"), soft_wrap=True)
