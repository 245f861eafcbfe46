"""`twinledger schema`: JSON Schemas of the files that people and programs exchange with Twinledger."""

from __future__ import annotations

import json
from typing import Any

import click

NAMES = ("manifest", "scenario", "report", "conformance")


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of that name."""
    if name == "manifest":
        from twinledger.drivers.manifest import Manifest  # noqa: PLC0415 - pydantic loads slowly

        return Manifest.json_schema()
    if name == "scenario":
        from twinledger.stories.schema import json_schema  # noqa: PLC0415 - see above

        return json_schema()
    if name == "report":
        from twinledger.judge.reports.json import schema  # noqa: PLC0415 - see above
    else:
        from twinledger.judge.reports.conformance import schema  # noqa: PLC0415 - see above
    return schema()


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES))
def command(*, name: str) -> None:
    """Print the JSON Schema of one kind of file.

    `manifest` is that of connector.toml, `scenario` that of a story, `report` and `conformance` are those of what
    `verify` writes.
    """
    click.echo(json.dumps(schema_of(name), indent=2))
