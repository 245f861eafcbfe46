"""`twinledger schema`: JSON Schemas of the files that people and programs exchange with Twinledger."""

from __future__ import annotations

import json
from typing import Any

import click

NAMES = ("manifest",)


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of that name."""
    from twinledger.drivers.manifest import Manifest  # noqa: PLC0415 - pydantic loads slowly

    del name
    return Manifest.json_schema()


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES))
def command(*, name: str) -> None:
    """Print the JSON Schema of one kind of file.

    `manifest` is that of connector.toml.
    """
    click.echo(json.dumps(schema_of(name), indent=2))
