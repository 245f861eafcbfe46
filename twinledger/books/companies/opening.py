"""The opening entry: what the company had and owed on the day before the first financial year of the book."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from ..book import Entry, Line
from .country import Country

REF = "Opening Journal Entry"  # what Odoo writes on it
MISC_JOURNAL = "MISC"


def opening_entry(
    rng: random.Random, country: Country, day: date, lines: int, customers: Sequence[str], suppliers: Sequence[str]
) -> Entry:
    """Return the opening entry on `day` of a book of `lines` lines: amounts and length grow with the book.

    It has three lines at least (bank, capital, result carried forward), and what customers and suppliers owe in it
    is open.
    """
    balances = list(chain(_fixed_balances(rng, country, lines), _open_items(rng, country, customers, suppliers)))
    items = [line._replace(label=line.label or "Opening") for line in balances[: 2 + lines // 30]]
    result = -sum(item.amount for item in items)
    carried_forward = country.accounts["profit_forward" if result <= 0 else "loss_forward"]
    return Entry(MISC_JOURNAL, day, (*items, Line(carried_forward, result, "Opening")), REF)


def _fixed_balances(rng: random.Random, country: Country, lines: int) -> Iterator[Line]:
    """Yield the balances that are not owed by or to partners, the indispensable ones first."""
    accounts = country.accounts
    furniture = _about(rng, country, 6_000 + 2 * lines)
    vehicles = _about(rng, country, 18_000 + 2 * lines)
    yield Line(accounts["bank"], _about(rng, country, 25_000 + 8 * lines))
    yield Line(accounts["capital"], -country.units(18_600_00))
    yield Line(accounts["furniture"], furniture)
    yield Line(accounts["furniture_depreciated"], -(furniture * 3 // 10))
    yield Line(accounts["vehicles"], vehicles)
    yield Line(accounts["vehicles_depreciated"], -(vehicles * 2 // 5))
    yield Line(accounts["loan"], -_about(rng, country, 10_000 + 2 * lines))
    yield Line(accounts["cash"], _about(rng, country, 250))
    yield Line(accounts["legal_reserve"], -country.units(1_860_00))


def _open_items(
    rng: random.Random, country: Country, customers: Sequence[str], suppliers: Sequence[str]
) -> Iterator[Line]:
    """Yield an open invoice of each customer and an open bill of each supplier, in turn."""
    accounts = country.accounts
    for number, (customer, supplier) in enumerate(zip(customers, suppliers, strict=False), 1):
        yield Line(accounts["customers"], _about(rng, country, 900), f"Openstaand saldo {number}", customer)
        yield Line(accounts["suppliers"], -_about(rng, country, 500), f"Solde ouvert {number}", supplier)


def _about(rng: random.Random, country: Country, euros: int) -> int:
    """Draw an amount that lies between four fifths and six fifths of what `euros` are worth."""
    return country.units(euros * 80 + rng.randrange(euros * 40))
