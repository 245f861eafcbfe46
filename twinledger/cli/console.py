"""`twinledger console`: both fakes, and a page in the browser on which one sees both."""

from __future__ import annotations

import secrets
from contextlib import ExitStack

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from twinledger.cli.ports import PORT, port_or_any
from twinledger.cli.waiting import ended_by_signal
from twinledger.world import World

CONSOLE_PORT = 8071


@click.command("console")
@click.option("--port", type=PORT, help=f"The console's port; {CONSOLE_PORT} if it is free, else any.")
@click.option("--lines", type=click.IntRange(10, 100_000), default=300, show_default=True, help="Size of the ledger.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same books.")
@click.option("--host", default="", metavar="NAME", help="Other machines reach everything by this name, with a token.")
def command(*, port: int | None, lines: int, seed: int, host: str) -> None:
    """Run both fakes until Ctrl-C, with a page on which both are seen side by side.

    The page shows every request on both sides as it comes, the two ledgers with their difference, and the clock. It is
    for this machine alone; with --host it is for whoever has the address that is printed.
    """
    from twinledger.console.server import Console  # noqa: PLC0415 - other commands do without

    token = secrets.token_urlsafe(16) if host else ""
    with ExitStack() as stack:
        world = World(seed, clock=Clock.of_the_machine(), lines=lines, advertise_host=host, control_token=token)
        stack.callback(world.close)
        console = Console(world, port=port_or_any(port, CONSOLE_PORT), known_as=host, token=token)
        try:
            world.start()
            stack.enter_context(console)
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        wait = stack.enter_context(ended_by_signal())
        click.echo(f"Console    {console.address}\nOdoo       {world.odoo.url}\nSilverfin  {world.silverfin.url}")
        click.echo("\nOpen the console in a browser. End everything with Ctrl-C.")
        wait()
