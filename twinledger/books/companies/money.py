"""Money from abroad: what a foreign currency was worth, month after month, in the currency of the books."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..book import Rate
from .country import Country

MICRO = 1_000_000


class Exchange:
    """Rates of one foreign currency, which has two decimals: one for each month, up to four per cent off the usual."""

    def __init__(self, country: Country, rng: random.Random, months: Sequence[date]) -> None:
        """Draw the rates of the months that begin on those days."""
        self.currency = country.foreign
        worth = country.worth * 10**country.decimals / 100  # minor units of the books to one of the foreign currency
        self._worth = {(day.year, day.month): int(worth * (96 + rng.randrange(9)) * MICRO) // 100 for day in months}
        self._unit = Decimal(100).scaleb(-country.decimals)
        self._months = tuple(months)

    def own(self, foreign: int, day: date) -> int:
        """Return what an amount of the foreign currency was worth on a day, in minor units, half up."""
        return (foreign * self._worth[day.year, day.month] + MICRO // 2) // MICRO

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The rates of all months."""
        return tuple(
            Rate(self.currency, day, Decimal(self._worth[day.year, day.month]) / MICRO * self._unit)
            for day in self._months
        )
