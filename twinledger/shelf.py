"""The shelf: which books a world begins with, by name: made ones, awkward ones, or those in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mock_kit.control import About, post
from twinledger.books import names
from twinledger.books.awkward import Moment, awkward_book
from twinledger.books.bare import bare_company
from twinledger.books.histories import moments
from twinledger.books.teller import Teller
from twinledger.item_requests import before_items

if TYPE_CHECKING:
    from twinledger.books.book import Book
    from twinledger.books.loading import Progress
    from twinledger.world import World

FIRST_DATABASE, FIRST_NAME = "acme", "Acme BV"
DAY, AHEAD = timedelta(days=1), timedelta(days=60)


@dataclass(frozen=True)
class Making:
    """How a world was made, and when it `began` by its own clock (ISO, UTC)."""

    seed: int
    odoo_version: str
    lines: int
    books: str
    hosting: str
    firm: str
    began: str


@dataclass(frozen=True)
class GoneOn:
    """How an awkward book went on."""

    told: Annotated[str | None, About("what has happened until its next moment; null at its end")]


class Shelf:
    """The books of one world: what is made stays from reset to reset, what is told or opened begins anew."""

    def __init__(self, world: World, name: str) -> None:
        names.check(name)
        self._world = world
        self._name = name
        self._whole: Book | None = None  # of a history: what will have been entered in the end
        self._telling: Iterator[Moment] = iter(())

    def lay_out(self, lines: int, progress: Progress | None) -> None:
        """Make the first pair, with books of so many lines, unless its books come out of a file.

        Those of a history go on for as many days as it is told; they begin with what was entered until today.
        """
        if names.is_stored(self._name):
            return
        today, kind = self._world.clock.today(), names.kind_of(self._name)
        if names.is_history(self._name):
            self._whole = made(self._world, FIRST_NAME, lines, kind, until=today + AHEAD, progress=progress)
            begun = tuple(entry for entry in self._whole.entries if entry.date <= today)
            self._world.add_pair(FIRST_DATABASE, book=replace(self._whole, entries=begun), progress=progress)
        else:
            self._world.add_pair(FIRST_DATABASE, lines=lines, books=kind.name, progress=progress)

    def open(self) -> None:
        """Open what stands in a file, or begin to tell."""
        self._telling = iter(())
        if names.is_stored(self._name):
            self._world.open_pair(FIRST_DATABASE, Path(self._name))
        elif self._whole is not None:
            since = self._world.clock.today() + DAY
            teller = Teller(self._world.bookkeeper())
            self._telling = moments(self._whole, since, teller, seed=self._world.seed)
        elif names.is_awkward(self._name):
            self._telling = tell(self._world, self._name)
            self.go_on()

    def go_on(self) -> Moment | None:
        """Tell the next moment; what is to happen while it is read happens before the second request for items."""
        moment = next(self._telling, None)
        if moment is not None and moment.meanwhile is not None:
            self._world.faults.arm(before_items(moment.meanwhile, 2))
        return moment

    @post("books/go-on")
    def _gone_on(self) -> GoneOn:
        """Let an awkward book go on to its next moment, or a history to its next day."""
        moment = self.go_on()
        return GoneOn(None if moment is None else moment.told)


def tell(world: World, name: str) -> Iterator[Moment]:
    """Tell an awkward book in the first pair, which is a new one if it has to be another company's."""
    book = awkward_book(name)
    company = book.setting.company
    if company is not None:
        database = FIRST_DATABASE if book.setting.beside else book.name
        world.add_pair(database, book=bare_company(company), first=True)
    yield from book.tell(world.bookkeeper())


def made(
    world: World,
    name: str,
    lines: int,
    kind: names.Kind,
    *,
    until: date | None = None,
    progress: Progress | None = None,
) -> Book:
    """Return books of so many lines for a company of that name; the chart alone for none."""
    if not lines:
        return bare_company(name, kind.country)
    from twinledger.books.companies import company_book  # noqa: PLC0415 - Faker takes 150 ms to load

    stream, today = world.dice.stream("book"), until or world.clock.today()
    tell = progress or (lambda _what, _done, _all: None)
    return company_book(
        lines,
        seed=stream,
        today=today,
        country_name=kind.country,
        trade=kind.trade,
        company_name=name,
        progress=lambda done: tell("Making", done, lines),
    )
