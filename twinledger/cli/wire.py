"""`twinledger wire`: what recorded traffic with the real Silverfin says about the wire of the fake."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group("wire")
def command() -> None:
    """Bring the fake Silverfin's wire closer to the real one."""


@command.command("learn")
@click.argument("traffic", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    default="partner.yaml",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The partner's file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one line of JSON.")
def learn(*, traffic: Path, output: Path, as_json: bool) -> None:
    """Compare TRAFFIC, an HTTP archive (.har), with the wire: print each difference and write a partner's file.

    Exit status 0: it was compared. 2: it is no HTTP archive, or nothing in it went to Silverfin.
    """
    import yaml  # noqa: PLC0415 - only this command needs it

    from mock_silverfin.wire import learning  # noqa: PLC0415 - pydantic loads slowly
    from mock_silverfin.wire.served import OURS  # noqa: PLC0415

    try:
        exchanges = learning.recorded(json.loads(traffic.read_text(encoding="utf-8-sig")))
    except learning.TrafficError as error:
        raise click.UsageError(f"{traffic}: {error}") from None
    except ValueError as error:
        raise click.UsageError(f"{traffic}: this is no HTTP archive, which is JSON: {error}") from None
    if not exchanges:
        raise click.UsageError(f"{traffic}: nothing in it went to Silverfin's API (/api/v4/f/…)")
    learned = learning.learn(exchanges, OURS)
    file = learned.file(f"recorded traffic, {traffic.name}")
    try:
        output.write_text(yaml.safe_dump(file, sort_keys=False, allow_unicode=True), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None
    if as_json:
        told = {"compared": len(exchanges), "differences": [*map(str, learned.differences)], "file": str(output)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for difference in learned.differences:
        click.echo(difference)
    count = len(learned.differences) or "no"
    click.echo(f"{len(exchanges)} requests compared, {count} differences; wrote {output}")
