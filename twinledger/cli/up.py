"""`twinledger up`: both fakes, until Ctrl-C."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_kit.clock import Clock
from mock_kit.server import PortInUseError
from mock_odoo.hosting import HOSTINGS, ON_PREMISE
from mock_odoo.versions import LATEST, VERSIONS
from twinledger.books import names
from twinledger.cli import proxies
from twinledger.cli.classes import SIZE, hold_class
from twinledger.cli.consoles import CONSOLE_PORT, console_of
from twinledger.cli.keeping import data_option, folder_errors, refuse_another_making, was_kept
from twinledger.cli.ports import PORT, port_or_any
from twinledger.cli.request_log import OF_ONE_WORLD, log_options, request_log
from twinledger.cli.waiting import ended_by_signal
from twinledger.cli.whereabouts import told, whereabouts
from twinledger.cli.wire_options import wire_from, wire_options
from twinledger.world import World

if TYPE_CHECKING:
    from mock_kit.tls import Authority

ODOO_PORT, SILVERFIN_PORT = 8069, 8070
SLOW = 2000  # lines that take about a second to enter
UNGUARDED = (
    "with --host other machines reach the fakes, so the control API needs a secret: give --control-token, or set "
    "TWINLEDGER_CONTROL_TOKEN"
)
EXPOSED = "\n\nEvery machine that reaches this one reaches both fakes. Control API and console ask for the token."


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
def command(  # noqa: PLR0913 - one parameter per option
    *,
    odoo_port: int | None,
    silverfin_port: int | None,
    console_port: int | None,
    lines: int,
    seed: int,
    books: str,
    empty: bool,
    tls: bool,
    odoo_hosting: str,
    odoo_version: str,
    host: str,
    control_token: str,
    webhook_allow: tuple[str, ...],
    classroom: int | None,
    data: Path | None,
    proxy: bool,
    odoo_host: str,
    verbose: bool,
    log: Path | None,
    as_json: bool,
    **wire: Any,
) -> None:
    """Run both fakes until Ctrl-C, with a company that is ready to be synchronised.

    The time is the machine's. The Odoo user is an administrator, the Silverfin user an admin of the firm, the client
    file is linked to the application, and nothing has been synchronised yet. With --data it is all kept, and goes on
    from there the next time.
    """
    if proxy and (tls or host or classroom):
        raise click.UsageError(proxies.NOT_THERE)
    if classroom and (verbose or log):
        raise click.UsageError(OF_ONE_WORLD)
    if classroom:
        hold_class(classroom, "", console_port, host, control_token, data)
        return
    _check_name(books)
    if host and not control_token:
        raise click.UsageError(UNGUARDED)
    size = 0 if empty or names.is_awkward(books) or names.is_stored(books) else lines
    with ExitStack() as stack:
        authority = stack.enter_context(_authority()) if tls else None
        progress = stack.enter_context(_bar(size)) if size > SLOW and not as_json else None
        stack.enter_context(folder_errors())
        follow = stack.enter_context(request_log(verbose=verbose, path=log))
        world = World(
            seed,
            clock=Clock.of_the_machine(),
            lines=size,
            books=books,
            odoo_port=(odoo_port or 0) if was_kept(data) else port_or_any(odoo_port, ODOO_PORT),
            silverfin_port=(silverfin_port or 0) if was_kept(data) else port_or_any(silverfin_port, SILVERFIN_PORT),
            advertise_host=host,
            control_token=control_token,
            authority=authority,
            odoo_version=odoo_version,
            odoo_hosting=odoo_hosting,
            webhook_allow=webhook_allow,
            wire=wire_from(**wire),
            progress=progress,
            data=data,
        )
        stack.callback(world.close)
        refuse_another_making(data, world.made)
        follow(world.journal)
        try:
            world.start()
            console = stack.enter_context(console_of(world, console_port, host, control_token))
        except PortInUseError as error:
            raise click.UsageError(str(error)) from None
        beside = stack.enter_context(proxies.proxy_beside(world, odoo_host)) if proxy else None
        wait = stack.enter_context(ended_by_signal())  # whoever reads the announcement may end it at once
        _announce(world, console.address, beside, as_json)
        wait()


def _check_name(books: str) -> None:
    try:
        names.check(books)
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error)) from None


def _announce(world: World, console: str, proxy: Mapping[str, Any] | None, as_json: bool) -> None:
    found = {**whereabouts(world), "console": {"url": console}}
    if as_json:
        trust = {} if world.ca_file is None else {"ca_file": str(world.ca_file)}
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


@contextmanager
def _bar(lines: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import Progress  # noqa: PLC0415 - `--json` does without

    with Progress(transient=True) as bar:
        task = bar.add_task("Entering the books", total=lines)
        yield lambda done: bar.update(task, completed=done)
