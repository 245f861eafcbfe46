"""`twinledger up`: both fakes, until Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from mock_odoo.hosting import HOSTINGS, ON_PREMISE
from mock_odoo.versions import LATEST, VERSIONS
from twinledger.books import names
from twinledger.cli import proxies
from twinledger.cli.classes import OF_A_CLASS, SIZE, hold_class
from twinledger.cli.consoles import CONSOLE_PORT, console_of
from twinledger.cli.given import refuse_beside
from twinledger.cli.keeping import data_option, folder_errors, refuse_another_making, was_kept
from twinledger.cli.ports import PORT, port_or_usual
from twinledger.cli.progress import filling
from twinledger.cli.request_log import log_options, request_log
from twinledger.cli.waiting import ended_by_signal
from twinledger.cli.whereabouts import told, whereabouts
from twinledger.cli.wire_options import WIRE, wire_from, wire_options
from twinledger.world import World

if TYPE_CHECKING:
    from mock_kit.tls import Authority

ODOO_PORT, SILVERFIN_PORT = 8069, 8070
UNGUARDED = (
    "with --host other machines reach the fakes, so the control API needs a secret: give --control-token, or set "
    "TWINLEDGER_CONTROL_TOKEN"
)
EXPOSED = "\n\nEvery machine that reaches this one reaches both fakes. Control API and console ask for the token."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, an option each."""

    odoo_port: int | None
    silverfin_port: int | None
    console_port: int | None
    lines: int
    seed: int
    books: str
    empty: bool
    tls: bool
    odoo_hosting: str
    odoo_version: str
    host: str
    control_token: str
    webhook_allow: tuple[str, ...]
    classroom: int | None
    data: Path | None
    proxy: bool
    odoo_host: str
    verbose: bool
    log: Path | None
    as_json: bool
    wire: Mapping[str, Any]

    def check(self) -> None:
        """Raise UsageError for what does not go together, and for books that nobody knows."""
        if self.classroom:
            refuse_beside(OF_A_CLASS, "classroom", "console_port", "host", "control_token", "data")
        if self.proxy and (self.tls or self.host):
            raise click.UsageError(proxies.NOT_THERE)
        if self.host and not self.control_token and not self.classroom:
            raise click.UsageError(UNGUARDED)
        try:
            names.check(self.books)
        except (LookupError, ValueError) as error:
            raise click.UsageError(str(error)) from None

    @property
    def size(self) -> int:
        """How many lines are entered: books that are told, or stored, have as many as they have."""
        return 0 if self.empty or names.is_awkward(self.books) or names.is_stored(self.books) else self.lines

    def port(self, wanted: int | None, usual: int) -> int:
        """Return a fake's port; 0 where a folder says which it had."""
        return (wanted or 0) if was_kept(self.data) else port_or_usual(wanted, usual)


@click.command("up")
@click.option("--odoo-port", type=PORT, help=f"Odoo's port; {ODOO_PORT} if it is free, else any.")
@click.option("--silverfin-port", type=PORT, help=f"Silverfin's port; {SILVERFIN_PORT} if it is free, else any.")
@click.option("--console-port", type=PORT, help=f"The console's port; {CONSOLE_PORT} if it is free, else any.")
@click.option("--lines", type=click.IntRange(10, 100_000), default=300, show_default=True, help="Size of the ledger.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same books.")
@click.option(
    "--books", default="", metavar="NAME", help="Country and trade (fr/shop), awkward/…, history/…, or a file."
)
@click.option("--empty", is_flag=True, help="Users and a chart of accounts, no entries.")
@click.option("--tls", is_flag=True, help="Serve https, with certificates of a test authority.")
@click.option(
    "--odoo-hosting",
    type=click.Choice([*HOSTINGS]),
    default=ON_PREMISE.name,
    show_default=True,
    help="Where Odoo runs.",
)
@click.option("--odoo-version", type=click.Choice([*VERSIONS]), default=LATEST, show_default=True, help="Which Odoo.")
@click.option("--host", default="", metavar="NAME", help="Listen on every address, known by this name: for containers.")
@click.option("--control-token", default="", envvar="TWINLEDGER_CONTROL_TOKEN", help="What the control API asks for.")
@click.option("--webhook-allow", multiple=True, metavar="HOST", help="Webhooks go to this host, too; else to loopback.")
@click.option("--classroom", type=SIZE, metavar="N", help="Only a console: a world for each of N trainees who join.")
@data_option
@proxies.proxy_options
@log_options
@wire_options
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when both are ready.")
def command(**given: Any) -> None:
    """Run both fakes until Ctrl-C, with a company that is ready to be synchronised.

    The time is the machine's. The Odoo user is an administrator, the Silverfin user an admin of the firm, the client
    file is linked to the application, and nothing has been synchronised yet. With --data it is all kept, and goes on
    from there the next time.
    """
    asked = Asked(wire={name: given.pop(name) for name in WIRE}, **given)
    asked.check()
    if asked.classroom:
        hold_class(asked.classroom, "", asked.console_port, asked.host, asked.control_token, asked.data)
        return
    with ExitStack() as stack:
        stack.enter_context(folder_errors())
        follow = stack.enter_context(request_log(verbose=asked.verbose, path=asked.log))
        world = _world(asked, stack)
        follow(world.journal)
        try:
            world.start()
            console = stack.enter_context(console_of(world, asked.console_port, asked.host, asked.control_token))
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        beside = stack.enter_context(proxies.proxy_beside(world, asked.odoo_host)) if asked.proxy else None
        wait = stack.enter_context(ended_by_signal())  # whoever reads the announcement may end it at once
        _announce(world, console.address, beside, asked.as_json)
        wait()


def _world(asked: Asked, stack: ExitStack) -> World:
    """Make the world that was asked for, which is closed with the stack."""
    authority = stack.enter_context(_authority()) if asked.tls else None
    with filling(asked.size) as progress:
        world = World(
            asked.seed,
            clock=Clock.of_the_machine(),
            lines=asked.size,
            books=asked.books,
            odoo_port=asked.port(asked.odoo_port, ODOO_PORT),
            silverfin_port=asked.port(asked.silverfin_port, SILVERFIN_PORT),
            advertise_host=asked.host,
            control_token=asked.control_token,
            authority=authority,
            odoo_version=asked.odoo_version,
            odoo_hosting=asked.odoo_hosting,
            webhook_allow=asked.webhook_allow,
            wire=wire_from(**asked.wire),
            progress=progress,
            data=asked.data,
        )
    stack.callback(world.close)
    refuse_another_making(asked.data, world.made)
    return world


def _announce(world: World, console: str, proxy: Mapping[str, Any] | None, as_json: bool) -> None:
    found = {**whereabouts(world), "console": {"url": console}}
    if as_json:
        trust = {} if world.ca_file is None else {"ca_file": str(world.ca_file), "ca_pem": world.ca_file.read_text()}
        beside = {} if proxy is None else {"proxy": proxy}
        click.echo(json.dumps({**found, **trust, **beside}))
        return
    trust_note = "" if world.ca_file is None else f"\n\nTrust this authority: {world.ca_file}"
    proxy_note = "" if proxy is None else f"\n\n{proxies.told(proxy)}"
    exposure = EXPOSED if world.is_exposed else ""
    click.echo(f"{told(found)}{trust_note}{proxy_note}{exposure}\n\nBoth are running. End them with Ctrl-C.")


@contextmanager
def _authority() -> Iterator[Authority]:
    from mock_kit.tls import Authority  # noqa: PLC0415 - few need it

    authority = Authority()
    try:
        yield authority
    finally:
        authority.close()
