"""`twinledger books`: the awkward books, one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from twinledger.books.awkward import AwkwardBook


@click.group("books")
def command() -> None:
    """Show the books that connectors are tried on."""


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


@command.command("show")
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
