"""A class on the command line: a console in which every trainee gets a world of their own."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from twinledger.cli.consoles import console_of
from twinledger.cli.keeping import folder_errors
from twinledger.cli.progress import bar
from twinledger.cli.waiting import ended_by_signal

if TYPE_CHECKING:
    from twinledger.console.classroom import Classroom
    from twinledger.console.desk import Desk
    from twinledger.console.tale import Tale
    from twinledger.kept import Kept
    from twinledger.stories.schema import Story
    from twinledger.world import World

USUAL_STORY = "first-connection"
OF_A_CLASS = "a class has a world for each trainee, the one that its story begins in"
MOST = 60
SIZE = click.IntRange(1, MOST)


def hold_class(size: int, story: str, port: int | None, host: str, token: str = "", data: Path | None = None) -> None:
    """Let so many trainees in, each to a world in which a story is told, until a signal ends it.

    With a folder for its data the class goes on from there the next time: everybody has their seat again.
    """
    from twinledger.console.classroom import Classroom  # noqa: PLC0415 - other commands do without

    with ExitStack() as worlds, ExitStack() as stack, folder_errors():
        kept = None if data is None else worlds.enter_context(closing(_kept_class(data)))
        told, token, code, port = _as_it_was(kept, story, token, port)
        try:
            classroom = Classroom(size, lambda name: _furnished(worlds, told, name, host, token, data), code, kept)
            stack.callback(classroom.close)
            _go_on(classroom)
            console = stack.enter_context(console_of(classroom, port, host, token))
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        if kept is not None:
            kept.put(code=classroom.code, token=token, port=urlsplit(console.url).port, story=told.written())
        wait = stack.enter_context(ended_by_signal())
        join = f"{console.url}/join?code={classroom.code}"
        click.echo(f"Trainer    {console.address}\nTrainees   {join}\nCode       {classroom.code}\n{_qr(join)}")
        end = "gone at the end: Ctrl-C" if data is None else f"kept in {data}; Ctrl-C ends all"
        click.echo(f"{_exposure(host)}\nA trainee's world is made when they take a seat, and {end}.")
        wait()


def _go_on(classroom: Classroom) -> None:
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    with bar("Opening the worlds", classroom.taken, Console(stderr=True)) as seated:
        classroom.go_on(seated)


def _kept_class(data: Path) -> Kept:
    from twinledger.kept import Kept  # noqa: PLC0415 - what seals takes a while to load

    return Kept(data, "class")


def _as_it_was(kept: Kept | None, story: str, token: str, port: int | None) -> tuple[Story, str, str, int | None]:
    """Return story, token, code and port of a class: those that were kept, unless others are given."""
    token = token or (kept and kept.get("token")) or secrets.token_urlsafe(16)
    written = kept and kept.get("story")
    if kept is None or written is None:
        return story_of(story or USUAL_STORY), token, "", port
    if story and story_of(story).written() != written:
        raise click.UsageError(f"another story is told in {kept.path}; leave --story out, or name another folder")
    from twinledger.stories.schema import Story  # noqa: PLC0415 - pydantic loads slowly

    return Story.model_validate(written), token, kept.get("code"), port or kept.get("port")


def _furnished(worlds: ExitStack, story: Story, name: str, host: str, token: str, data: Path | None) -> Desk:
    """Return a desk with a world of its own, which is closed with all others."""
    from twinledger.console.desk import Desk  # noqa: PLC0415 - see above
    from twinledger.stories.play import world_of  # noqa: PLC0415 - pydantic loads slowly

    folder = None if data is None else data / name
    world = world_of(story, Clock(story.begins, running=True), advertise_host=host, control_token=token, data=folder)
    worlds.callback(world.close)
    world.start()
    return Desk(world, name, tale=tale_of(world, story))


def _qr(address: str) -> str:
    from io import StringIO  # noqa: PLC0415 - beside it

    import segno  # noqa: PLC0415 - only here

    drawn = StringIO()
    segno.make(address, micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()


def _exposure(host: str) -> str:
    if not host:
        return "Only this machine reaches it; with --host NAME others do, by that name or address of this machine."
    return "Every machine that reaches this one reaches the console, and the fakes of whoever has a seat, without TLS."


def story_of(name: str) -> Story:
    """Return a story that people act in; refuse one that is not there, or that is a connector's."""
    from twinledger.stories.files import StoryError, load  # noqa: PLC0415 - pydantic and YAML load slowly

    try:
        story = load(name)
    except StoryError as error:
        raise click.UsageError(str(error)) from None
    if story.connector:
        raise click.UsageError(f"{name} is a connector's story; `twinledger scenario run {name}` plays it")
    return story


def tale_of(world: World, story: Story) -> Tale:
    """Return the tale of a story in the world that it begins in."""
    from twinledger.console.tale import Tale  # noqa: PLC0415 - beside the story
    from twinledger.stories.player import Player  # noqa: PLC0415 - an HTTP client loads slowly
    from twinledger.stories.stage import Stage  # noqa: PLC0415 - beside it

    return Tale(Player(Stage(world), story))
