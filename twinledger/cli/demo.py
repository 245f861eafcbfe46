"""`twinledger demo`: the whole integration once, from the first key to its end."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from mock_kit.clock import Clock
from twinledger.cli.consoles import console_of
from twinledger.cli.progress import phases
from twinledger.cli.waiting import ended_by_signal
from twinledger.cli.whereabouts import Whereabouts, told, whereabouts
from twinledger.world import ODOO_LOGIN, World

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from twinledger.stories.stage import Stage

LINES = 300
KEY = "Silverfin"


@click.command("demo")
@click.option("--keep", is_flag=True, help="Leave both fakes running at the end, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as one line of JSON.")
def command(*, keep: bool, as_json: bool) -> None:
    """Connect Odoo with Silverfin, synchronise, compare both ledgers, and take the key away again.

    Needs nothing and ends by itself; both systems are fakes on this machine. Exit status 1 means that the ledgers were
    not equal or that a removed key was not refused.
    """
    from rich.console import Console  # noqa: PLC0415 - other commands do without

    from twinledger.stories.stage import Stage  # noqa: PLC0415 - an HTTP client loads slowly

    console = Console(quiet=as_json, highlight=False)
    with World(clock=Clock.of_the_machine(), lines=LINES) as world:
        outcome = _connected(Stage(world), console)
        with ended_by_signal() as wait, ExitStack() as stack:
            if keep:
                page = stack.enter_context(console_of(world))
                outcome["running"] = _kept(world, page.address, console)
            if as_json:
                click.echo(json.dumps(outcome))
            if keep:
                wait()
        if not (outcome["equal"] and outcome["refused"]):
            raise SystemExit(1)


def _connected(stage: Stage, console: Console) -> dict[str, Any]:
    """Play the demo and return what came of it; amounts are minor units, debit positive."""
    world, file = stage.world, stage.file
    console.print(f"[bold]Odoo[/] {world.odoo.url}  [bold]Silverfin[/] {world.silverfin.url}  (both are fakes)\n")
    key = stage.odoo_user.create_api_key(KEY)
    console.print(f"In Odoo, {ODOO_LOGIN} makes an API key. It is shown once: {key[:8]}…")
    inputs = stage.inputs(key)
    stage.accountant.connect(inputs)
    stage.accountant.link(world.pair.database, file.id, world.pair.reference)
    shown = ", ".join(f"{value[:8]}…" if name == "api_key" else value for name, value in inputs.items())
    console.print(f"In Silverfin, the accountant enters four inputs ({shown}) and links the client file.")
    first = _synchronised(stage, console)
    odoo, silverfin = world.trial_balance(), file.trial_balance()
    console.print(_side_by_side(stage, odoo, silverfin))
    stage.odoo_user.remove_api_key(KEY)
    console.print("In Odoo, the key is deleted. The next synchronisation:")
    last = stage.accountant.synchronise(world.pair.database, file.id)
    console.print(f"  {last['state']} — {last['message'] or 'the key was not refused'}")
    return {
        "lines": len(file.lines()),
        "sent": first["sent"],
        "odoo": odoo,
        "silverfin": silverfin,
        "equal": odoo == silverfin and first["state"] == "done",
        "refused": last["reason"] == "authentication",
    }


def _synchronised(stage: Stage, console: Console) -> dict[str, Any]:
    with phases(console) as tell:
        first = stage.accountant.synchronise(
            stage.pair.database, stage.file.id, lambda sent, actions: tell("Synchronising", sent, actions)
        )
    console.print(f"Silverfin reads Odoo: {first['sent']} lines arrive.")
    return first


def _side_by_side(stage: Stage, odoo: dict[str, int], silverfin: dict[str, int]) -> Table:
    """Return both trial balances as a table, with their difference."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - other commands do without
    from rich.table import Table  # noqa: PLC0415 - beside it

    from twinledger.books.amounts import written  # noqa: PLC0415 - beside it

    names = {account.number: account.name("en") for account in stage.file.accounts()}
    table = Table(title="Trial balances (EUR, credit negative)", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Account", min_width=7)
    table.add_column("Name", overflow="ellipsis", no_wrap=True, max_width=24)
    for heading in ("Odoo", "Silverfin", "Difference"):
        table.add_column(heading, justify="right", min_width=11)
    for code in sorted({*odoo, *silverfin}):
        here, there = odoo.get(code, 0), silverfin.get(code, 0)
        table.add_row(code, names.get(code, ""), *map(written, (here, there, there - here)))
    here, there = sum(odoo.values()), sum(silverfin.values())
    table.add_section()
    table.add_row("", "Total", *map(written, (here, there, there - here)))
    return table


def _kept(world: World, page: str, console: Console) -> Whereabouts:
    """Make a new key and say where everything is."""
    key = world.odoo.create_api_key(ODOO_LOGIN, "after the demo", database=world.pair.database)
    found = {**whereabouts(world), "console": {"url": page}}
    found["odoo"]["api_key"] = key
    console.print(f"\n{told(found)}\n\nBoth are running, with a new key. End them with Ctrl-C.", soft_wrap=True)
    return found
