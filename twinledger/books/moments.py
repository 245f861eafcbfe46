"""Moments: when each entry of a book was entered, by working hours in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.books.book import Entry

OPENS, HOURS = time(7, tzinfo=UTC), timedelta(hours=9)


def entered(entries: Iterable[Entry], now: datetime) -> Iterator[datetime]:
    """Yield a moment for each of the entries, which stand by date: on its day, after the one before, never after `now`.

    Those of one day are spread over the working hours, so that many share a second only where there are many.
    """
    for day, those in groupby(entries, key=lambda entry: entry.date):
        found = list(those)
        opens = datetime.combine(day, OPENS)
        for number in range(len(found)):
            yield min(opens + HOURS * (number + 1) / (len(found) + 1), now)
