"""The history while it is written: what is posted, what is planned, what the accounts hold, how many lines are left."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from ..book import Entry

POSTPONED = timedelta(days=4)


class History:
    """Posted entries under a budget of lines, and planned ones that wait for their day.

    `left` is the number of lines still to post. It never comes to stand at one, because no entry has a single line:
    that is what `post_if_fits` sees to. `free` is what is left when everything planned until the last day is posted.
    `funds` are the accounts that are never overdrawn.
    """

    def __init__(self, lines: int, last_day: date, funds: tuple[str, ...]) -> None:
        self.entries: list[Entry] = []
        self.balances: defaultdict[str, int] = defaultdict(int)
        self.left = lines
        self.free = lines
        self.last_day = last_day
        self._funds = funds
        self._planned: list[tuple[date, int, Entry]] = []
        self._tickets = count()

    def post(self, entry: Entry) -> None:
        """Write `entry`; the caller knows that it fits."""
        self.entries.append(entry)
        self.left -= len(entry.lines)
        self.free -= len(entry.lines)
        balances = self.balances
        for line in entry.lines:
            balances[line.account] += line.amount

    def post_if_fits(self, entry: Entry) -> bool:
        """Write `entry` if that leaves no line or more than one, and say whether it did."""
        left_over = self.left - len(entry.lines)
        fits = left_over == 0 or left_over >= 2
        if fits:
            self.post(entry)
        return fits

    def plan(self, entry: Entry) -> None:
        """Let `entry` wait for its date; what would come after the last day is forgotten."""
        if entry.date <= self.last_day:
            self.free -= len(entry.lines)
            heapq.heappush(self._planned, (entry.date, next(self._tickets), entry))

    def settle(self, day: date) -> None:
        """Post, dated `day`, the planned entries that are due, fit and can be paid.

        The others wait for some days more: so neither bank nor cash is ever overdrawn.
        """
        while self._planned and self._planned[0][0] <= day:
            _, _, entry = heapq.heappop(self._planned)
            self.free += len(entry.lines)
            if not (self._can_be_paid(entry) and self.post_if_fits(_on(day, entry))):
                self.plan(replace(entry, date=day + POSTPONED))

    def _can_be_paid(self, entry: Entry) -> bool:
        for line in entry.lines:  # an entry has one line on such an account at most
            if line.amount < 0 and line.account in self._funds and self.balances[line.account] + line.amount < 0:
                return False
        return True


def _on(day: date, entry: Entry) -> Entry:
    """Return the planned `entry` as it is posted on `day`; a document is issued that day too."""
    if entry.date == day:
        return entry
    return replace(entry, date=day, invoice_date=day if entry.invoice_date else None)
