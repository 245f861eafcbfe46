"""What an awkward book is, and the list of all there are.

A book is told as a generator: each `Moment` that it yields is one at which a connector reads, and everything between
two of them is what somebody did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from twinledger.books.book import Company

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper

PREFIX = "awkward/"
THEMES = ("timing", "states", "amounts", "texts", "shapes", "accounts", "people", "companies", "years")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which a connector reads: what has happened until then, and what happens while it reads, if anything.

    `meanwhile` is to be done between two pages; afterwards one more, undisturbed reading is due.
    """

    told: str
    meanwhile: Callable[[], None] | None = None


Teller = Callable[["Bookkeeper"], Iterator[Moment]]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a book can be told: in the usual company, if nothing else is said.

    `company` is whose book it is; with `beside` it is kept in the database of the usual one, else in one of its own.
    `since` is the first version of Odoo in which there is the trap.
    """

    company: Company | None = None
    beside: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class AwkwardBook:
    """A book that isolates one trap.

    `trap` is what is awkward in it, `mistake` what a reader does who falls into it; `sources` say how it is known,
    `clauses` which clauses of the contract are about it.
    """

    name: str
    title: str
    trap: str
    mistake: str
    sources: tuple[str, ...]
    clauses: tuple[str, ...]
    setting: Setting
    tell: Teller

    @property
    def theme(self) -> str:
        """The module that tells it, whose title is what such books have in common."""
        return self.tell.__module__.rpartition(".")[2]

    @property
    def id(self) -> str:
        """What it is called where other books can be named, too."""
        return f"{PREFIX}{self.name}"


USUAL = Setting()
_BOOKS: dict[str, AwkwardBook] = {}


def awkward(
    name: str,
    title: str,
    *,
    trap: str,
    mistake: str,
    sources: tuple[str, ...],
    clauses: tuple[str, ...],
    setting: Setting = USUAL,
) -> Callable[[Teller], Teller]:
    """Register what tells an awkward book; raise ValueError for a name that is taken."""

    def register(tell: Teller) -> Teller:
        if name in _BOOKS:
            raise ValueError(f"there are two awkward books named {name!r}; rename one")
        _BOOKS[name] = AwkwardBook(name, title, trap, mistake, sources, clauses, setting, tell)
        return tell

    return register


def awkward_books() -> Mapping[str, AwkwardBook]:
    """Return all awkward books by name, theme after theme."""
    for theme in THEMES:
        import_module(f".{theme}", __package__)
    return {book.name: book for theme in THEMES for book in _BOOKS.values() if book.theme == theme}


def awkward_book(name: str) -> AwkwardBook:
    """Return the awkward book called `same-second` or `awkward/same-second`, say; raise LookupError if none is."""
    books, wanted = awkward_books(), name.removeprefix(PREFIX)
    if wanted not in books:
        from difflib import get_close_matches  # noqa: PLC0415 - only who mistypes waits for it

        meant = get_close_matches(wanted, books, n=1)
        hint = f"did you mean {meant[0]!r}?" if meant else "`twinledger books list` names those there are"
        raise LookupError(f"there is no awkward book {wanted!r}; {hint}")
    return books[wanted]
