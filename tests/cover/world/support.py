"""What the tests of the world do to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mock_silverfin.integrations.odoo import sync
from twinledger.books.book import Entry, Line
from twinledger.world import Pair, World

DAY = dt.date(2026, 2, 3)


def sale(amount: int = 12_100) -> Entry:
    """Return an entry of two lines."""
    return Entry("MISC", DAY, (Line("400000", amount, "Advice"), Line("700000", -amount)))


def synchronise(world: World, folder: Path, pair: Pair | None = None, **changes: str) -> None:
    """Run the built-in integration on a pair and insist that it synchronises."""
    folder.mkdir(exist_ok=True)
    answer = sync(world.inputs(folder, pair, **changes))
    assert answer == {"ok": True}, answer
