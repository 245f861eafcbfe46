"""`twinledger clauses`: what a connector must do, and the story of each demand."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.judge.manual import Story

CHAPTERS = ("CON", "KEY", "SEC", "DAT", "PAG", "INC", "RES", "SIL", "ODO", "VER", "EXP")


@click.command("clauses")
@click.option("--chapter", type=click.Choice(CHAPTERS, case_sensitive=False), help="Only those of a chapter.")
@click.option("--level", type=click.Choice(["M", "S", "I"], case_sensitive=False), help="Must, should, information.")
@click.option("--explain", metavar="ID", help="Tell the story of one clause.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, everything that is known of each.")
def command(*, chapter: str | None, level: str | None, explain: str | None, as_json: bool) -> None:
    """List the clauses of the contract, or tell the story of one: what is tried, why, and what to do."""
    from twinledger.judge.manual import stories  # noqa: PLC0415 - pytest and Hypothesis load slowly

    told = [
        story
        for story in stories()
        if chapter in (None, story.clause.chapter) and level in (None, story.clause.level.value)
    ]
    if explain:
        told = [_named(explain, told)]
    if as_json:
        click.echo(json.dumps([story.as_json for story in told], ensure_ascii=False))
        return
    from rich.console import Console  # noqa: PLC0415 - `--json` does without

    console = Console(highlight=False)
    if explain:
        _tell(told[0], console)
    else:
        _list(told, console)


def _named(id_: str, told: list[Story]) -> Story:
    for story in told:
        if story.clause.id == id_.strip().upper():
            return story
    close = difflib.get_close_matches(id_.upper(), [story.clause.id for story in told], n=1)
    hint = f"did you mean {close[0]}?" if close else "`twinledger clauses` lists them"
    raise click.UsageError(f"there is no clause {id_}; {hint}")


def _list(told: list[Story], console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - see above

    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Clause", "Level", "What must hold", "Needs"):
        table.add_column(heading, no_wrap=heading in ("Clause", "Level"))
    for story in told:
        clause = story.clause
        assumed = "~" if clause.assumed else ""
        table.add_row(clause.id, f"{clause.level}{assumed}", clause.statement, clause.feature)
    console.print(table, markup=False)
    console.print(f"\n{len(told)} clauses. `twinledger clauses --explain ID` tells the story of one.")


def _tell(story: Story, console: Console) -> None:
    clause = story.clause
    told = [
        ("What is tried", clause.adversary),
        ("Why it matters", clause.stake),
        ("What to do", clause.remedy),
        ("Rests on", "\n".join(clause.sources)),
        ("The mistake that it catches", f"{story.mutant.mistake} ({story.mutant.name})" if story.mutant else ""),
        ("Books about it", "\n".join(f"{book.id}: {book.trap}" for book in story.books)),
        ("To try it", f"twinledger verify connector.toml --clauses {clause.id}"),
    ]
    weight = f"{story.weight}; needs {story.needs}" if story.needs else story.weight
    console.print(f"[bold]{clause.id}[/] ({weight})", highlight=False)
    console.print(clause.statement, markup=False)
    for heading, text in told:
        if text:
            console.print(f"\n[bold]{heading}[/]")
            console.print(text, markup=False)
