"""`twinledger fidelity`: what the fakes have, and on what each part rests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twinledger.fidelity import Table


@click.command("fidelity")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(*, as_json: bool) -> None:
    """Show what is in the fakes and what is not: semantic, as recorded or absent, and on what each part rests."""
    from twinledger.fidelity import tables  # noqa: PLC0415 - it loads every door and model

    found = tables()
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _print(found)


def _as_json(tables: Mapping[str, Table]) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each table as objects, whose members are named by the table's heads."""
    return {name: [_object(table, row) for row in table.rows] for name, table in tables.items()}


def _object(table: Table, row: tuple[str, ...]) -> dict[str, str]:
    return {head.lower(): cell.replace("`", "") for head, cell in zip(table.heads, row, strict=True)}


def _print(tables: Mapping[str, Table]) -> None:
    from rich.console import Console  # noqa: PLC0415 - `--json` does without
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.table import Table as RichTable  # noqa: PLC0415 - see above

    console = Console(highlight=False)
    for table in tables.values():
        console.print(f"\n[bold]{table.title}[/] ({len(table.rows)})")
        shown = RichTable(*table.heads)
        for row in table.rows:
            shown.add_row(*(escape(cell.replace("`", "")) for cell in row))
        console.print(shown)
