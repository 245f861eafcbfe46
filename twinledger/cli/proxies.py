"""A proxy beside a running world, for connectors into which the real addresses are built."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from twinledger.world import LIVE_ODOO, LIVE_SILVERFIN, World

Command = TypeVar("Command", bound=Callable[..., Any])
NOT_THERE = "--proxy ends TLS itself, for programs on this machine: leave out --tls and --host"
TOLD = "Through the proxy https://{odoo} and https://{silverfin} are these two, and no other host is reached:"


def proxy_options(command: Command) -> Command:
    """Add the options of a proxy to a command."""
    live = click.option(
        "--odoo-host",
        default=urlsplit(LIVE_ODOO).netloc,
        show_default=True,
        metavar="NAME",
        help="With --proxy: the host that leads to Odoo.",
    )
    proxy = click.option(
        "--proxy", is_flag=True, help=f"For what has {LIVE_SILVERFIN} built in: a proxy that leads it here."
    )
    return proxy(live(command))


@contextmanager
def proxy_beside(world: World, odoo_host: str) -> Iterator[dict[str, Any]]:
    """Let a proxy lead the real hosts to a world; yield its hosts and the environment that a program needs."""
    from twinledger.drivers.route import proxied  # noqa: PLC0415 - few need it

    hosts = {"odoo": odoo_host.lower(), "silverfin": urlsplit(LIVE_SILVERFIN).netloc}
    with proxied(world, hosts, lambda attempt: click.echo(f"Refused: {attempt}", err=True)) as environment:
        yield {"hosts": hosts, "environment": dict(environment)}


def told(proxy: Mapping[str, Any]) -> str:
    """Return what a person has to know: the hosts, and the lines for a shell."""
    lines = [f"  export {name}={shlex.quote(value)}" for name, value in sorted(proxy["environment"].items())]
    return "\n".join([TOLD.format(**proxy["hosts"]), *lines])
