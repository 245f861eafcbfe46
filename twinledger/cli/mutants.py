"""`twinledger mutants`: whether every clause catches the faulty connector that was made for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from twinledger.cli.parts import Part

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.judge.bycatch import Reason
    from twinledger.judge.mutants import Examination, Mutant
    from twinledger.judge.verdicts import Verdict

Row = dict[str, Any]


@click.command("mutants")
@click.option("--alone", is_flag=True, help="Try each by its own clause only, which is much faster.")
@click.option("--jobs", type=click.IntRange(1), help="How many processes; as many as there are processors.")
@click.option("--shard", type=Part(), default="1/1", help="Only the reference and this part of the mutants.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(*, alone: bool, jobs: int | None, shard: tuple[int, int], as_json: bool) -> None:
    """Judge the reference connector, and every mutant of it with one mistake in it.

    The other clauses are tried as the profile quick does; still that takes an hour or more: `--shard 2/14` is a part.

    What else a mutant fails must have a reason, in contract_tests/mutants/neighbours.toml.

    Exit status 0: the reference passes, every mutant is caught by its own clause, and fails no other one without a
    reason, but all of those that have one. 1: not so.
    """
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.judge.mutants import all_mutants  # noqa: PLC0415 - pytest and Hypothesis load slowly

    part, parts = shard
    mutants = all_mutants()[part - 1 :: parts]
    rows, amiss = _examined(mutants, Console(stderr=as_json, highlight=False), alone=alone, jobs=jobs)
    if as_json:
        click.echo(json.dumps({"mutants": rows, "reference": "fail" if amiss else "pass", "amiss": _amiss(amiss)}))
    else:
        _print(Console(highlight=False), mutants, rows, amiss)
    if amiss or not all(_is_in_order(row) for row in rows):
        raise SystemExit(1)


def _is_in_order(row: Row) -> bool:
    return row["caught"] and not row["unexplained"] and not row["no_longer"]


def _examined(
    mutants: list[Mutant], console: Console, *, alone: bool, jobs: int | None
) -> tuple[list[Row], tuple[Verdict, ...]]:
    """Return a row per mutant in their order, and what is not well with the reference itself."""
    from twinledger.cli.progress import bar  # noqa: PLC0415 - see above
    from twinledger.judge import matrix  # noqa: PLC0415 - see above
    from twinledger.judge.bycatch import stated  # noqa: PLC0415 - see above

    found: dict[str, Any] = {}
    with bar("Examining the reference and its mutants", len(mutants) + 1, console) as advance:
        for name, outcome in matrix.run([mutant.name for mutant in mutants], alone=alone, jobs=jobs):
            found[name] = outcome
            advance(1)
    reasons = stated()
    rows = [_row(mutant, found[mutant.name], reasons.get(mutant.name, ())) for mutant in mutants]
    return rows, found[matrix.REFERENCE]


def _row(mutant: Mutant, found: Examination, reasons: tuple[Reason, ...]) -> Row:
    from twinledger.judge.bycatch import bycatch  # noqa: PLC0415 - see above

    also = bycatch(mutant, found, reasons)
    return {
        "name": mutant.name,
        "clause": mutant.clause,
        "caught": found.caught,
        "also_fails": list(found.also_fails),
        "reasons": also.reasons,
        "unexplained": list(also.unexplained),
        "no_longer": list(also.no_longer),
    }


def _amiss(verdicts: tuple[Verdict, ...]) -> list[dict[str, str]]:
    return [
        {"clause": one.clause, "verdict": one.kind.value, "reason": one.reason, "evidence": one.evidence}
        for one in verdicts
    ]


def _told(row: Row) -> str:
    """Return what else a mutant fails, and why, as text for people."""
    by_reason: dict[str, list[str]] = {}
    for clause, because in row["reasons"].items():
        by_reason.setdefault(because, []).append(clause)
    told = [f"{' '.join(clauses)}\n[dim]{because}[/]" for because, clauses in by_reason.items()]
    told += [f"[bold red]{' '.join(row['unexplained'])}[/]: no reason is stated"] * bool(row["unexplained"])
    told += [f"[bold red]{' '.join(row['no_longer'])}[/]: stated, and fails no longer"] * bool(row["no_longer"])
    return "\n".join(told)


def _print(console: Console, mutants: list[Mutant], rows: list[Row], amiss: tuple[Verdict, ...]) -> None:
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.table import Table  # noqa: PLC0415 - see above

    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Clause", "Caught", "Mutant and its mistake", "Also fails"):
        table.add_column(heading, no_wrap=heading in ("Clause", "Caught"))
    for mutant, row in zip(mutants, rows, strict=True):
        caught = "[green]yes[/]" if row["caught"] else "[bold red]no[/]"
        table.add_row(mutant.clause, caught, f"{mutant.name}\n[dim]{mutant.mistake}[/]", _told(row))
    console.print(table)
    caught_all = sum(row["caught"] for row in rows)
    reference = f"[bold red]does not pass {' '.join(one.clause for one in amiss)}[/]" if amiss else "passes"
    odd = sum(bool(row["unexplained"] or row["no_longer"]) for row in rows)
    also = f"; {odd} fail others than is stated" if odd else ""
    console.print(f"\n{caught_all} of {len(rows)} mutants are caught by their clause{also}; the reference {reference}.")
    for one in amiss:
        console.print(escape(f"\n{one.clause}, {one.kind}: {one.reason}\n{one.evidence}".rstrip()))
