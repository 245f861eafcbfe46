"""Options about Silverfin's wire, for every command that starts a fake Silverfin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mock_silverfin.wire.served import Wire
from twinledger.wire_choice import WireChoice, WireChoiceError

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "--silverfin-wire",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Silverfin's wire as a partner's file says.",
    ),
    click.option("--strict-wire", is_flag=True, help="Silverfin answers 501 on everything assumed."),
    click.option("--silverfin-busy-status", type=click.Choice(["429", "409"]), help="A second call for one company."),
    click.option("--silverfin-retry-after", type=click.IntRange(0), help="It is told to wait so many seconds."),
)
WIRE = ("silverfin_wire", "strict_wire", "silverfin_busy_status", "silverfin_retry_after")


def wire_options(command: Command) -> Command:
    """Add the options to a command; `wire_from` reads them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def wire_choice(
    silverfin_wire: Path | None,
    strict_wire: bool,
    silverfin_busy_status: str | None,
    silverfin_retry_after: int | None,
) -> WireChoice:
    """Return what the options choose."""
    status = None if silverfin_busy_status is None else int(silverfin_busy_status)
    return WireChoice(silverfin_wire, strict_wire, status, silverfin_retry_after)


def wire_from(*options: Any, **named: Any) -> Wire:
    """Return the wire that the options ask for; raise click.UsageError for a file that makes no sense."""
    try:
        return wire_choice(*options, **named).wire()
    except WireChoiceError as error:
        raise click.UsageError(str(error)) from None
