"""`twinledger books`: makes books of any size in a file, and shows the awkward ones."""

from __future__ import annotations

import errno
import json
import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mock_odoo.versions import LATEST, VERSIONS
from twinledger.books.names import COUNTRIES, HOME, TRADES, USUAL_TRADE, Kind
from twinledger.cli.progress import phases

if TYPE_CHECKING:
    from twinledger.books.awkward import AwkwardBook

MOST = 5_000_000  # lines
UNTIL = "2026-03-02"


@click.group("books", invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@click.option("--lines", type=click.IntRange(10, MOST), help="How many posted journal items to make.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file that they are stored in.")
@click.option("--country", type=click.Choice(COUNTRIES), default=HOME, show_default=True, help="Where the company is.")
@click.option("--trade", type=click.Choice(TRADES), default=USUAL_TRADE, show_default=True, help="What it does.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same books.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=UNTIL, show_default=True, help="The last day.")
@click.option("--odoo-version", type=click.Choice([*VERSIONS]), default=LATEST, show_default=True, help="Which Odoo.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as one line of JSON.")
@click.pass_context
def command(ctx: click.Context, /, *, lines: int | None, out: Path | None, **how: Any) -> None:
    """Make books of any size and store them in a file, or show those that isolate one trap each.

    `twinledger up --books FILE` serves what was stored, and so does `World(books=FILE)`.

    \b
    twinledger books --lines 10000 --out books.sqlite
    twinledger books --lines 10000 --country fr --trade shop --out shop.sqlite
    twinledger books list
    twinledger books show awkward/same-second
    """  # noqa: D301 - click wants the sign itself
    if ctx.invoked_subcommand is not None:
        return
    if lines is None and out is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
    if lines is None or out is None:
        raise click.UsageError("--lines and --out go together: how many posted journal items, and where to store them.")
    _make(lines, out, **how)


def _make(
    lines: int, out: Path, *, country: str, trade: str, seed: int, until: datetime, odoo_version: str, as_json: bool
) -> None:
    """Make books, store them and say what came of it."""
    from rich.console import Console  # noqa: PLC0415 - the other commands do without

    from twinledger.books.making import make  # noqa: PLC0415 - Faker loads slowly
    from twinledger.books.stored import About  # noqa: PLC0415 - beside it

    if not out.parent.is_dir():
        raise click.UsageError(f"{out} cannot be written: {os.strerror(errno.ENOENT)}")
    start = time.perf_counter()
    about = About(odoo_version, Kind(country, trade).name, seed, lines, until.date().isoformat())
    try:
        with phases(Console(stderr=True, quiet=as_json)) as progress:
            made = make(about, out, progress)
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from None
    seconds, size = round(time.perf_counter() - start, 2), out.stat().st_size
    if as_json:
        click.echo(json.dumps({"file": str(out), "bytes": size, "seconds": seconds, **asdict(made)}))
        return
    click.echo(f"{made.company}: {made.lines:,} posted journal items, made in {seconds} s.")
    click.echo(f"There are {made.entries:,} entries, drafts and cancelled ones included.")
    click.echo(f"{out} has {size / 1e6:,.1f} MB. Serve it with: twinledger up --books {out}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array with all that is known of each.")
def list_(*, as_json: bool) -> None:
    """List the awkward books: each isolates one trap."""
    from twinledger.books.awkward import awkward_books  # noqa: PLC0415 - help does without

    books = awkward_books().values()
    if as_json:
        click.echo(json.dumps([_as_json(book) for book in books], ensure_ascii=False))
        return
    width = max(len(book.id) for book in books)
    for book in books:
        click.echo(f"{book.id:<{width}}  {book.title}")


@command.command("show", short_help="Tell one of them, moment by moment.")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
def show(*, name: str, as_json: bool) -> None:
    """Tell the awkward book NAME: the trap, the mistake, and the entries at every moment at which a connector reads."""
    from twinledger.books.awkward import awkward_book  # noqa: PLC0415 - help does without

    try:
        book = awkward_book(name)
    except LookupError as error:
        click.echo(f"twinledger books: {error}", err=True)
        raise SystemExit(2) from None
    moments = _told(book)
    if as_json:
        click.echo(json.dumps({**_as_json(book), "moments": moments}, ensure_ascii=False))
        return
    click.echo(f"{book.title} ({book.id})\n\n{book.trap}\n\nThe mistake: {book.mistake}")
    click.echo(f"Clauses: {', '.join(book.clauses)}\nKnown from: {'; '.join(book.sources)}")
    for number, moment in enumerate(moments, 1):
        click.echo(f"\n{number}. {moment['told']}")
        for line in moment["entries"]:
            click.echo(f"   {line}")


def _told(book: AwkwardBook) -> list[dict[str, Any]]:
    """Tell a book in a world of its own and return what there is at each of its moments."""
    from twinledger.books.showing import entries_shown  # noqa: PLC0415 - beside the world
    from twinledger.world import World  # noqa: PLC0415 - help does without

    world = World()
    moments = []
    for moment in world.tell(book.name):
        meanwhile = moment.meanwhile is not None
        moments.append({"told": moment.told, "meanwhile": meanwhile, "entries": [*entries_shown(world.bookkeeper())]})
    world.close()
    return moments


def _as_json(book: AwkwardBook) -> dict[str, Any]:
    return {
        "id": book.id,
        "title": book.title,
        "theme": book.theme,
        "trap": book.trap,
        "mistake": book.mistake,
        "sources": book.sources,
        "clauses": book.clauses,
        "since": book.setting.since or None,
    }
