"""`twinledger scenario`: stories that can be watched and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twinledger.cli.scenario_files import check, new, schema

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.stories.play import Played
    from twinledger.stories.schema import Story


@click.group("scenario")
def command() -> None:
    """Play stories: people on both sides, two systems, and what must come of it."""


for part in (check, new, schema):
    command.add_command(part)

ALSO = click.option(
    "--also", multiple=True, type=click.Path(path_type=Path), help="A folder of further stories; may be repeated."
)
LANGUAGE = click.option(
    "--language", type=click.Choice(["en", "nl", "fr", "vi"]), default="en", show_default=True, help="Of the texts."
)


@command.command("list")
@ALSO
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of names and titles.")
def list_(*, also: tuple[Path, ...], language: str, as_json: bool) -> None:
    """List the stories that come with Twinledger, and those in further folders."""
    from twinledger.stories.files import StoryError, load, names  # noqa: PLC0415 - pydantic and YAML load slowly

    try:
        found = [{"name": name, "title": load(name).title.said(language)} for name in names(also)]
    except StoryError as error:
        raise _refused(error) from None
    if as_json:
        click.echo(json.dumps(found))
        return
    width = max(len(story["name"]) for story in found)
    for story in found:
        click.echo(f"{story['name']:<{width}}  {story['title']}")


@command.command("show")
@click.argument("name")
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="Print the story as one JSON document, defaults left out.")
def show(*, name: str, language: str, as_json: bool) -> None:
    """Show the story NAME, or the one in a file, without playing it: what it is about, and its steps."""
    from twinledger.stories.files import StoryError, load  # noqa: PLC0415 - pydantic and YAML load slowly
    from twinledger.stories.tasks import outline  # noqa: PLC0415 - see above

    try:
        story = load(name)
    except StoryError as error:
        raise _refused(error) from None
    if as_json:
        click.echo(json.dumps(story.written()))
        return
    click.echo(f"{story.title.said(language)}\n\n{story.about.said(language)}\n")
    for number, step in enumerate(story.steps, 1):
        minutes = f"  ({step.minutes:g} min)" if step.minutes else ""
        click.echo(f"{number:>2}  {outline(step, language)}{minutes}")
        if step.tell:
            click.echo(f"      {step.tell.said(language)}")


@command.command("run")
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="Play every story that comes with Twinledger.")
@ALSO
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="So many processes, with --all.")
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="Print what came of each step as one JSON document.")
def run(*, name: str | None, every: bool, also: tuple[Path, ...], jobs: int, language: str, as_json: bool) -> None:
    """Play the story NAME, or the one in a file (a path that ends in .yaml), or all of them.

    Exit status 0: everything was as the story says. 1: something was not. 2: there is no such story, or it is wrong.
    """
    if every == (name is not None):
        raise click.UsageError("say which story to play, or --all")
    if every:
        _run_all(also, jobs, as_json=as_json)
    else:
        _run_one(str(name), language, as_json=as_json)


def _run_all(also: tuple[Path, ...], jobs: int, *, as_json: bool) -> None:
    """Play every story and say which ended badly."""
    from dataclasses import asdict  # noqa: PLC0415 - beside those that load slowly

    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.cli.progress import bar  # noqa: PLC0415 - beside it
    from twinledger.stories.files import StoryError, names  # noqa: PLC0415 - pydantic and YAML load slowly
    from twinledger.stories.playing_all import play_all  # noqa: PLC0415 - see above

    try:
        wanted = names(also)
    except StoryError as error:
        raise _refused(error) from None
    ended = []
    with bar("Playing", len(wanted), Console(stderr=True)) as went_on:
        for one in play_all(wanted, jobs):
            ended.append(one)
            went_on(1)
    bad = [one for one in ended if not one.ok]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in sorted(ended, key=lambda one: wanted.index(one.name))]))
    else:
        for one in bad:
            click.echo(f"✗ {one.name}, step {one.steps} ({one.where})\n    {one.said}")
        click.echo(f"{len(ended) - len(bad)} of {len(ended)} stories went as they say.")
    raise SystemExit(1 if bad else 0)


def _run_one(name: str, language: str, *, as_json: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.drivers.manifest import ManifestError  # noqa: PLC0415 - see above
    from twinledger.drivers.outcome import NotStartedError  # noqa: PLC0415 - see above
    from twinledger.stories.files import StoryError, load, place_of  # noqa: PLC0415 - see above

    try:
        story = load(name)
        played = _played(story, language, Console(quiet=as_json, highlight=False))
    except (StoryError, ManifestError, NotStartedError) as error:
        raise _refused(error) from None
    last = played[-1]
    if as_json:
        steps = [
            {"step": step.number, "do": step.step.do, "ok": step.ok, "said": step.said}
            | ({"requests": step.evidence.splitlines()} if step.evidence else {})
            for step in played
        ]
        where = {} if last.ok else {"where": place_of(name, last.number)}
        title = story.title.said(language)
        click.echo(json.dumps({"name": name, "title": title, "ok": last.ok, "steps": steps, **where}))
    elif not last.ok:
        click.echo(f"\nThis step stands at {place_of(name, last.number)}")
    raise SystemExit(0 if last.ok else 1)


def _refused(error: Exception) -> SystemExit:
    """Say what cannot be read, and return the end that is meant for it."""
    click.echo(f"twinledger scenario: {error}", err=True)
    return SystemExit(2)


def _played(story: Story, language: str, console: Console) -> list[Played]:
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.padding import Padding  # noqa: PLC0415 - see above

    from twinledger.stories.play import play  # noqa: PLC0415 - see above

    console.print(f"[bold]{escape(story.title.said(language))}[/]\n{escape(story.about.said(language))}\n")
    played = []
    with console.status("Playing") as status:
        for step in play(story, lambda sent, actions: status.update(f"Synchronising: {sent} of {actions}")):
            played.append(step)
            status.update("Playing")
            if step.step.tell:
                console.print(Padding(f"[dim]{escape(step.step.tell.said(language))}[/]", (0, 5)))
            mark = "[green]✓[/]" if step.ok else "[bold red]✗[/]"
            console.print(f"{step.number:>2} {mark} {escape(step.said)}")
    if played[-1].evidence:
        console.print(Padding(escape(f"The requests of this run:\n{played[-1].evidence}"), (0, 5)))
    return played
