"""Making: books of any size, from nothing to a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_odoo.server import MockOdoo
from twinledger.books.companies import company_book
from twinledger.books.founding import found
from twinledger.books.loading import Progress, load
from twinledger.books.names import kind_of
from twinledger.books.stored import About, store

DATABASE = "acme"


@dataclass(frozen=True)
class Made:
    """What was made."""

    company: str
    entries: int
    lines: int
    partners: int


def make(about: About, path: Path, progress: Progress | None = None) -> Made:
    """Make the books that `about` tells of and store them in a file."""
    tell = progress or (lambda _what, _done, _all: None)
    until, kind = date.fromisoformat(about.until), kind_of(about.books)
    book = company_book(
        about.lines,
        seed=about.seed,
        today=until,
        country_name=kind.country,
        trade=kind.trade,
        progress=lambda done: tell("Making", done, about.lines),
    )
    odoo = MockOdoo(about.odoo, clock=Clock(datetime.combine(until, time(18), UTC)), dice=Dice(about.seed))
    try:
        found(book.company, odoo, DATABASE)
        load(book, odoo.database(DATABASE), progress=tell)
        tell("Storing", 0, 1)
        store(odoo.database(DATABASE), about, path)
        tell("Storing", 1, 1)
    finally:
        odoo.close()
    return Made(book.company.name, len(book.entries), book.line_count, len(book.partners))
