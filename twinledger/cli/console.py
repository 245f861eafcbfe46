"""`twinledger console`: both fakes, and a page in the browser on which one sees both."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from twinledger.cli.classes import OF_A_CLASS, SIZE, hold_class, story_of, tale_of
from twinledger.cli.consoles import CONSOLE_PORT, console_of
from twinledger.cli.given import refuse_beside
from twinledger.cli.keeping import data_option, folder_errors, refuse_another_making, story_in, was_kept
from twinledger.cli.ports import PORT
from twinledger.cli.progress import filling
from twinledger.cli.request_log import log_options, request_log
from twinledger.cli.waiting import ended_by_signal
from twinledger.world import World

if TYPE_CHECKING:
    from twinledger.console.program import Program
    from twinledger.stories.schema import Story

OF_ANY_WORLD = ("data", "verbose", "log")


@click.command("console")
@click.option("--port", type=PORT, help=f"The console's port; {CONSOLE_PORT} if it is free, else any.")
@click.option("--lines", type=click.IntRange(10, 100_000), default=300, show_default=True, help="Size of the ledger.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same books.")
@click.option("--host", default="", metavar="NAME", help="Other machines reach everything by this name, with a token.")
@click.option("--story", default="", metavar="NAME", help="A world for this story, and its steps on the page.")
@click.option(
    "--connector", type=click.Path(path_type=Path), metavar="MANIFEST", help="A connector.toml to be run from the page."
)
@click.option("--classroom", type=SIZE, metavar="N", help="A world for each of N trainees, with a code to join.")
@data_option
@log_options
def command(  # noqa: PLR0913 - one parameter per option
    *,
    port: int | None,
    lines: int,
    seed: int,
    host: str,
    story: str,
    connector: Path | None,
    classroom: int | None,
    data: Path | None,
    verbose: bool,
    log: Path | None,
) -> None:
    """Run both fakes until Ctrl-C, with a page on which both are seen side by side.

    The page shows every request on both sides as it comes, the two ledgers with their difference, keys, faults and the
    clock. It is for this machine alone; with --host it is for whoever has the address that is printed. `twinledger
    scenario list` names the stories. With --data everything is kept: world, story and class go on from there the next
    time.
    """
    if story and connector:
        raise click.UsageError("people tell a --story with Silverfin's own connector; give it or --connector")
    if classroom:
        refuse_beside(OF_A_CLASS, "classroom", "story", "port", "host", "data")
        hold_class(classroom, story, port, host, data=data)
        return
    from twinledger.console.desk import Desk  # noqa: PLC0415 - other commands do without
    from twinledger.stories.play import world_of  # noqa: PLC0415 - pydantic loads slowly

    token = secrets.token_urlsafe(16) if host else ""
    with ExitStack() as stack:
        exposure: dict[str, Any] = {"advertise_host": host, "control_token": token, "data": data}
        told = _story_told(story, data)
        if told is not None:
            refuse_beside("the world is the one that the story begins in", "story", "port", "host", *OF_ANY_WORLD)
        stack.enter_context(folder_errors())
        follow = stack.enter_context(request_log(verbose=verbose, path=log))
        if told is None:
            with filling(lines) as progress:
                world = World(seed, clock=Clock.of_the_machine(), lines=lines, progress=progress, **exposure)
        else:
            world = world_of(told, Clock(told.begins, running=True), **exposure)
        stack.callback(world.close)
        if told is None:
            refuse_another_making(data, world.made)
        follow(world.journal)
        try:
            world.start()
            program = stack.enter_context(_program(world, connector)) if connector else None
            desk = Desk(world, tale=tale_of(world, told) if told else None, program=program)
            console = stack.enter_context(console_of([desk], port, host, token))
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        wait = stack.enter_context(ended_by_signal())
        click.echo(f"Console    {console.address}\nOdoo       {world.odoo.url}\nSilverfin  {world.silverfin.url}")
        click.echo("\nOpen the console in a browser. End everything with Ctrl-C.")
        wait()


def _story_told(name: str, data: Path | None) -> Story | None:
    """Return the story that was asked for, or that is told in the folder; refuse another one there."""
    asked, kept = story_of(name) if name else None, story_in(data)
    if asked is None or not was_kept(data) or asked == kept:
        return asked or kept
    raise click.UsageError(f"another story is told in {data}, or none; leave --story out, or name another folder")


@contextmanager
def _program(world: World, path: Path) -> Iterator[Program]:
    """Yield the connector of a manifest; refuse one that cannot be run."""
    from twinledger.console.program import Program  # noqa: PLC0415 - beside what follows
    from twinledger.drivers.manifest import Manifest, ManifestError  # noqa: PLC0415 - pydantic loads slowly
    from twinledger.drivers.trial import Trial  # noqa: PLC0415 - beside it

    try:
        manifest = Manifest.load(path)
        driver = manifest.driver()
    except ManifestError as error:
        raise click.UsageError(str(error)) from None
    with closing(driver), closing(Trial(world, driver, manifest.claims, manifest.connector.timeout)) as trial:
        yield Program(manifest.connector.name, trial)
