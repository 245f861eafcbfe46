"""Options about Silverfin's wire, for every command that starts a fake Silverfin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from mock_silverfin.sync.turns import WhenBusy
from mock_silverfin.wire.served import OURS, Wire

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


def wire_options(command: Command) -> Command:
    """Add the options to a command; `wire_from` reads them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def wire_from(
    silverfin_wire: Path | None,
    strict_wire: bool,
    silverfin_busy_status: str | None,
    silverfin_retry_after: int | None,
) -> Wire:
    """Return the wire that the options ask for; raise click.UsageError for a file that makes no sense."""
    wire = replace(OURS, strict=strict_wire) if silverfin_wire is None else _read(silverfin_wire, strict=strict_wire)
    busy = wire.when_busy
    status = busy.status if silverfin_busy_status is None else int(silverfin_busy_status)
    retry_after = busy.retry_after if silverfin_retry_after is None else silverfin_retry_after
    return replace(wire, when_busy=WhenBusy(409 if status == 409 else 429, retry_after))


def _read(path: Path, *, strict: bool) -> Wire:
    import yaml  # noqa: PLC0415 - few name a file

    from mock_silverfin.wire.partner import WireFileError, wire_of  # noqa: PLC0415 - pydantic loads slowly
    from twinledger import yaml_files  # noqa: PLC0415

    try:
        return wire_of(yaml_files.read(path), path.parent, strict=strict)
    except (WireFileError, yaml.YAMLError) as error:
        raise click.UsageError(f"{path}: {error}") from None
