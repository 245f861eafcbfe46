"""The names of books: country and trade (`be/shop`, `vn`), awkward ones, a history that goes on, or a file.

`awkward/same-second` is told moment by moment, `history/be/shop` day by day; a file ends in `.sqlite`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from twinledger.books.awkward import PREFIX, awkward_book

COUNTRIES = ("be", "lu", "fr", "nl", "gb", "vn", "generic")
TRADES = ("builder", "carrier", "consultancy", "factory", "restaurant", "shop")
HOME, USUAL_TRADE = "be", "builder"
STORED, HISTORY = ".sqlite", "history/"


@dataclass(frozen=True)
class Kind:
    """What sort of company books are of."""

    country: str = HOME
    trade: str = USUAL_TRADE

    @property
    def name(self) -> str:
        """Country and trade as one word."""
        return f"{self.country}/{self.trade}"


def is_awkward(name: str) -> bool:
    """Tell whether a name is that of an awkward book."""
    return name.startswith(PREFIX)


def is_history(name: str) -> bool:
    """Tell whether a name is that of a history."""
    return name.startswith(HISTORY)


def is_stored(name: str) -> bool:
    """Tell whether a name is that of a file."""
    return name.endswith(STORED)


def kind_of(name: str) -> Kind:
    """Return what a name such as `fr/shop`, `fr` or nothing says; raise LookupError if it says nothing known.

    The history of such a company is of its kind, awkward books are of the usual one.
    """
    country, _, trade = ("" if is_awkward(name) else name.removeprefix(HISTORY)).partition("/")
    kind = Kind(country or HOME, trade or USUAL_TRADE)
    for what, said, known in (("country", kind.country, COUNTRIES), ("trade", kind.trade, TRADES)):
        if said not in known:
            meant = get_close_matches(said, known, n=1)
            hint = f"did you mean {meant[0]!r}?" if meant else f"there are {', '.join(known)}"
            raise LookupError(f"there are no books {name!r}: {said!r} is no {what}; {hint}")
    return kind


def check(name: str) -> None:
    """Raise LookupError for a name that nobody knows, NotABookError (a ValueError) for a file that is no book."""
    if is_awkward(name):
        awkward_book(name)
    elif is_stored(name):
        from twinledger.books.stored import look_into  # noqa: PLC0415 - few open files

        look_into(Path(name))
    else:
        kind_of(name)
