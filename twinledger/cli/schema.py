"""`twinledger schema`: JSON Schemas of the files that people and programs exchange with Twinledger."""

from __future__ import annotations

import json
from typing import Any

import click

NAMES = ("manifest", "scenario")


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of that name."""
    if name == "scenario":
        from twinledger.stories.schema import json_schema  # noqa: PLC0415 - pydantic loads slowly

        return json_schema()
    from twinledger.drivers.manifest import Manifest  # noqa: PLC0415 - see above

    return Manifest.json_schema()


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES))
def command(*, name: str) -> None:
    """Print the JSON Schema of one kind of file.

    `manifest` is that of connector.toml, `scenario` that of a story.
    """
    click.echo(json.dumps(schema_of(name), indent=2))
