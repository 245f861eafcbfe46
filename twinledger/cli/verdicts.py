"""Verdicts on a terminal: a live display while they come, then a table, then what failed in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from twinledger.judge.verdicts import Kind, Level, Verdict

if TYPE_CHECKING:
    from twinledger.judge.clauses import Clause
    from twinledger.judge.session import Listener, Report

COLOURS = {
    Kind.PASS: "green",
    Kind.FAIL: "bold red",
    Kind.ERROR: "bold red",
    Kind.STALE_WAIVER: "red",
    Kind.INCONCLUSIVE: "yellow",
    Kind.WAIVED: "cyan",
}
QUIET = "dim"
AGAINST = (Kind.FAIL, Kind.INCONCLUSIVE, Kind.STALE_WAIVER)


@contextmanager
def live(console: Console) -> Iterator[Listener]:
    """Show which clause is being checked and how far the session is; yield what hears of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        task = bar.add_task("Starting", total=None)

        def hear(event: str, content: Any) -> None:
            if event == "probe":
                bar.update(task, description=f"Before the clauses: {content}")
            elif event == "clauses":
                bar.update(task, total=content)
            elif event == "clause":
                bar.update(task, description=f"{content.id} {content.statement[:50]}")
            elif event == "verdict":
                bar.advance(task)

        yield hear


def print_report(console: Console, report: Report) -> None:
    """Print the table of verdicts, what failed with its evidence, and what it comes to."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("Clause", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("What must hold")
    for clause, verdict in zip(report.clauses, report.verdicts, strict=True):
        if verdict.kind is not Kind.NOT_RUN:
            table.add_row(clause.id, verdict.level.value, _coloured(verdict), _said(clause, verdict))
    console.print(table)
    for clause, verdict in zip(report.clauses, report.verdicts, strict=True):
        if verdict.kind in (Kind.FAIL, Kind.ERROR):
            _detail(console, clause, verdict)
    counts = Counter(verdict.kind for verdict in report.verdicts)
    told = ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind if counts[kind])
    nothing_passed = report.exit_status == 1 and not any(counts[kind] for kind in AGAINST)
    why = f" No clause of level {Level.MUST.value} passed." if nothing_passed else ""
    console.print(f"\n{told}.{why} Exit status {report.exit_status}.")


def _coloured(verdict: Verdict) -> Text:
    return Text(verdict.kind.value, COLOURS.get(verdict.kind, QUIET))


def _said(clause: Clause, verdict: Verdict) -> Text:
    said = Text(clause.statement)
    if verdict.reason:
        said.append(f"\n{verdict.reason}", QUIET)
    return said


def _detail(console: Console, clause: Clause, verdict: Verdict) -> None:
    console.print(f"\n[bold red]{clause.id} {verdict.kind.value}[/] {escape(verdict.reason)}")
    if verdict.evidence:
        console.print(Padding(Text(verdict.evidence), (0, 2)))
    console.print(Padding(Text(f"What to do: {clause.remedy}"), (0, 2)))
    if verdict.replay:
        console.print(Text(f"  To see it again: {verdict.replay}"), soft_wrap=True)
