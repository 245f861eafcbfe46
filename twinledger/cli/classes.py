"""A class on the command line: a console in which every trainee gets a world of their own."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from twinledger.cli.consoles import console_of
from twinledger.cli.waiting import ended_by_signal

if TYPE_CHECKING:
    from twinledger.console.desk import Desk
    from twinledger.console.tale import Tale
    from twinledger.stories.schema import Story
    from twinledger.world import World

USUAL_STORY = "first-connection"
MOST = 60
SIZE = click.IntRange(1, MOST)


def hold_class(size: int, story: str, port: int | None, host: str, token: str = "") -> None:
    """Let so many trainees in, each to a world in which a story is told, until a signal ends it."""
    from twinledger.console.classroom import Classroom  # noqa: PLC0415 - other commands do without

    told, token = story_of(story or USUAL_STORY), token or secrets.token_urlsafe(16)
    with ExitStack() as worlds, ExitStack() as stack:
        classroom = Classroom(size, lambda name: _furnished(worlds, told, name, host, token))
        try:
            console = stack.enter_context(console_of(classroom, port, host, token))
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        wait = stack.enter_context(ended_by_signal())
        join = f"{console.url}/join?code={classroom.code}"
        click.echo(f"Trainer    {console.address}\nTrainees   {join}\nCode       {classroom.code}\n{_qr(join)}")
        click.echo(f"{_exposure(host)}\nA trainee's world is made when they take a seat, and gone at the end: Ctrl-C.")
        wait()


def _furnished(worlds: ExitStack, story: Story, name: str, host: str, token: str) -> Desk:
    """Return a desk with a world of its own, which is closed with all others."""
    from twinledger.console.desk import Desk  # noqa: PLC0415 - see above
    from twinledger.stories.play import world_of  # noqa: PLC0415 - pydantic loads slowly

    world = world_of(story, Clock(story.begins, running=True), advertise_host=host, control_token=token)
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
