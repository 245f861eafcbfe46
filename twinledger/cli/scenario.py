"""`twinledger scenario`: stories that can be watched and checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from twinledger.stories.play import Played
    from twinledger.stories.schema import Story


@click.group("scenario")
def command() -> None:
    """Play stories: people on both sides, two systems, and what must come of it."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of names and titles.")
def list_(*, as_json: bool) -> None:
    """List the stories that come with Twinledger."""
    from twinledger.stories.files import load, names  # noqa: PLC0415 - pydantic and YAML load slowly

    found = [{"name": name, "title": str(load(name).title)} for name in names()]
    if as_json:
        click.echo(json.dumps(found))
        return
    width = max(len(story["name"]) for story in found)
    for story in found:
        click.echo(f"{story['name']:<{width}}  {story['title']}")


@command.command("run")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print what came of each step as one JSON document.")
def run(*, name: str, as_json: bool) -> None:
    """Play the story NAME, or the one in a file (a path that ends in .yaml).

    Exit status 0: everything was as the story says. 1: something was not. 2: there is no such story, or it is wrong.
    """
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.drivers.manifest import ManifestError  # noqa: PLC0415 - see above
    from twinledger.drivers.outcome import NotStartedError  # noqa: PLC0415 - see above
    from twinledger.stories.files import StoryError, load, place_of  # noqa: PLC0415 - see above

    try:
        story = load(name)
        played = _played(story, Console(quiet=as_json, highlight=False))
    except (StoryError, ManifestError, NotStartedError) as error:
        click.echo(f"twinledger scenario: {error}", err=True)
        raise SystemExit(2) from None
    last = played[-1]
    if as_json:
        steps = [
            {"step": step.number, "do": step.step.do, "ok": step.ok, "said": step.said}
            | ({"requests": step.evidence.splitlines()} if step.evidence else {})
            for step in played
        ]
        where = {} if last.ok else {"where": place_of(name, last.number)}
        click.echo(json.dumps({"name": name, "title": str(story.title), "ok": last.ok, "steps": steps, **where}))
    elif not last.ok:
        click.echo(f"\nThis step stands at {place_of(name, last.number)}")
    raise SystemExit(0 if last.ok else 1)


def _played(story: Story, console: Console) -> list[Played]:
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.padding import Padding  # noqa: PLC0415 - see above

    from twinledger.stories.play import play  # noqa: PLC0415 - see above

    console.print(f"[bold]{escape(str(story.title))}[/]\n{escape(str(story.about))}\n")
    played = []
    with console.status("Playing") as status:
        for step in play(story, lambda sent, actions: status.update(f"Synchronising: {sent} of {actions}")):
            played.append(step)
            status.update("Playing")
            if step.step.tell:
                console.print(Padding(f"[dim]{escape(str(step.step.tell))}[/]", (0, 5)))
            mark = "[green]✓[/]" if step.ok else "[bold red]✗[/]"
            console.print(f"{step.number:>2} {mark} {escape(step.said)}")
    if played[-1].evidence:
        console.print(Padding(escape(f"The requests of this run:\n{played[-1].evidence}"), (0, 5)))
    return played
