"""The opening entry: what the company had and owed on the day before the first financial year of the book."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from ..book import Entry, Line
from .codes import (
    BANK,
    BANK_LOAN,
    CAPITAL,
    CASH,
    CUSTOMERS,
    FURNITURE,
    FURNITURE_DEPRECIATED,
    LEGAL_RESERVE,
    LOSS_CARRIED_FORWARD,
    MISC_JOURNAL,
    PROFIT_CARRIED_FORWARD,
    SUPPLIERS,
    VEHICLES,
    VEHICLES_DEPRECIATED,
)

REF = "Opening Journal Entry"  # what Odoo writes on it


def opening_entry(
    rng: random.Random, day: date, lines: int, customers: Sequence[str], suppliers: Sequence[str]
) -> Entry:
    """Return the opening entry on `day` of a book of `lines` lines: amounts and length grow with the book.

    It has three lines at least (bank, capital, result carried forward), and what customers and suppliers owe in it
    is open.
    """
    balances = list(chain(_fixed_balances(rng, lines), _open_items(rng, customers, suppliers)))
    items = [line._replace(label=line.label or "Opening") for line in balances[: 2 + lines // 30]]
    result = -sum(item.amount for item in items)
    carried_forward = PROFIT_CARRIED_FORWARD if result <= 0 else LOSS_CARRIED_FORWARD
    return Entry(MISC_JOURNAL, day, (*items, Line(carried_forward, result, "Opening")), REF)


def _fixed_balances(rng: random.Random, lines: int) -> Iterator[Line]:
    """Yield the balances that are not owed by or to partners, the indispensable ones first."""
    furniture = _euros(rng, 6_000 + 2 * lines)
    vehicles = _euros(rng, 18_000 + 2 * lines)
    yield Line(BANK, _euros(rng, 25_000 + 8 * lines))
    yield Line(CAPITAL, -18_600_00)
    yield Line(FURNITURE, furniture)
    yield Line(FURNITURE_DEPRECIATED, -(furniture * 3 // 10))
    yield Line(VEHICLES, vehicles)
    yield Line(VEHICLES_DEPRECIATED, -(vehicles * 2 // 5))
    yield Line(BANK_LOAN, -_euros(rng, 10_000 + 2 * lines))
    yield Line(CASH, _euros(rng, 250))
    yield Line(LEGAL_RESERVE, -1_860_00)


def _open_items(rng: random.Random, customers: Sequence[str], suppliers: Sequence[str]) -> Iterator[Line]:
    """Yield an open invoice of each customer and an open bill of each supplier, in turn."""
    for number, (customer, supplier) in enumerate(zip(customers, suppliers, strict=False), 1):
        yield Line(CUSTOMERS, _euros(rng, 900), f"Openstaand saldo {number}", customer)
        yield Line(SUPPLIERS, -_euros(rng, 500), f"Solde ouvert {number}", supplier)


def _euros(rng: random.Random, about: int) -> int:
    """Draw an amount in cents that lies between four fifths and six fifths of `about` euros."""
    return about * 80 + rng.randrange(about * 40)
