"""Moments: what the target's clock shows, and how a date or time of a run is written so that another run can compare.

A moment of the run itself is known by the number of waits before it: within one second nobody can tell what came
first, across a wait everybody can.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

WIRE = "%Y-%m-%d %H:%M:%S"
SLACK = timedelta(seconds=2)
AHEAD = 400  # so many days from today a date still counts as a promise made during the run


class Moments:
    """The target's clock as its answers' `Date` shows it, and the moments at which the run waited."""

    def __init__(self) -> None:
        self._begin: datetime | None = None
        self._now: datetime | None = None
        self._waits: list[datetime] = []

    @property
    def now(self) -> datetime:
        """The target's time (naive UTC) at its last answer; raise LookupError before the first."""
        if self._now is None:
            raise LookupError("the target has not answered yet, so its time is unknown")
        return self._now

    def seen(self, http_date: str | None) -> None:
        """Note the `Date` of an answer; one without says nothing."""
        if http_date is None:
            return
        self._now = parsedate_to_datetime(http_date).astimezone(UTC).replace(tzinfo=None)
        self._begin = self._begin or self._now

    def waited(self) -> None:
        """Note that from here on a wait begins."""
        self._waits.append(self.now)

    def from_now(self, seconds: int) -> str:
        """Return the moment so many seconds from now as Odoo writes it."""
        return (self.now + timedelta(seconds=seconds)).strftime(WIRE)

    def written(self, text: str) -> str | None:
        """Return what stands for a date or a time of the run, or None for a text that is neither."""
        if self._begin is None:
            return None
        moment, day = _parsed(text, WIRE), _parsed(text, "%Y-%m-%d")
        if moment is not None:
            return self._of_a_moment(moment)
        return self._of_a_day(day.date()) if day is not None else None

    def _of_a_moment(self, moment: datetime) -> str | None:
        if self._begin is not None and self._begin - SLACK <= moment <= self.now + SLACK:
            return f"<moment {sum(moment > wait for wait in self._waits)}>"
        if moment.time() == datetime.min.time():
            promised = self._of_a_day(moment.date())
            return promised and f"{promised} 00:00:00"
        return None

    def _of_a_day(self, day: date) -> str | None:
        ahead = (day - self.now.date()).days
        if ahead == 0:
            return "<today>"
        return f"<today + {ahead}>" if 0 < ahead <= AHEAD else None


def _parsed(text: str, shape: str) -> datetime | None:
    try:
        return datetime.strptime(text, shape)  # noqa: DTZ007 - Odoo's are naive UTC
    except ValueError:
        return None
