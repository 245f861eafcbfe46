"""Dates in domains: ISO dates and datetimes, and the relative terms of 19.0 (`today`, `-1d`, `=monday`)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mock_odoo.errors import OdooError, value_error

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TERM = re.compile(
    r"(?P<sign>[+-])(?P<count>\d+)(?P<unit>[dwmyHMS])|=(?P<weekday>[a-z]+)|=(?P<number>\d+)(?P<part>[dmyHMS])"
)
PARTS = {"y": "year", "m": "month", "d": "day", "H": "hour", "M": "minute", "S": "second"}


def zone(name: object) -> ZoneInfo | None:
    """Return the time zone called `name`, or None (UTC) if it is empty or unknown."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def parsed(text: str, now: datetime, timezone: ZoneInfo | None) -> date | datetime:
    """Return the date or naive UTC datetime that a domain's literal means.

    `now` is the current moment (aware). A day is returned for a literal that names one; the caller knows its zone.
    Raises what the real server raises for a text that is neither a date nor a term.
    """
    if not text:
        raise value_error("Empty date value")
    if text[0].isdigit() and "-" in text:
        return _iso(text)
    return _relative(text, now, timezone)


def start_of(day: date, timezone: ZoneInfo | None) -> datetime:
    """Return the naive UTC moment at which `day` begins in `timezone`."""
    return datetime.combine(day, time(), tzinfo=timezone or UTC).astimezone(UTC).replace(tzinfo=None)


def _iso(text: str) -> date | datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise value_error(str(error)) from None
    if moment.tzinfo is not None:
        raise value_error(f"expecting only datetimes with no timezone: {text!r}")
    return moment.date() if len(text) <= len("2025-01-01") else moment


def _relative(text: str, now: datetime, timezone: ZoneInfo | None) -> date | datetime:
    here = now.astimezone(timezone or UTC)
    terms = text.split()
    whole_day = terms[0] != "now"
    moment = here.replace(hour=0, minute=0, second=0, microsecond=0) if whole_day else here
    for term in terms[1:] if terms[0] in ("today", "now") else terms:
        step = _step(term, text)
        whole_day = whole_day and step.keeps_the_day
        moment = step.apply(moment)
    return moment.date() if whole_day else moment.astimezone(UTC).replace(tzinfo=None)


class _Step:
    """One term: what it does to a moment, and whether the result is still a day without a time."""

    def __init__(self, apply: Callable[[datetime], datetime], *, keeps_the_day: bool) -> None:
        self.apply = apply
        self.keeps_the_day = keeps_the_day


def _step(term: str, text: str) -> _Step:
    match = TERM.fullmatch(term)
    if match is None:
        raise _invalid(term, text)
    if match["weekday"]:
        if match["weekday"] not in WEEKDAYS:
            raise _invalid(term, text)
        weekday = WEEKDAYS.index(match["weekday"])
        return _Step(lambda moment: moment - timedelta(days=(moment.weekday() - weekday) % 7), keeps_the_day=True)
    if match["number"]:
        change: dict[str, Any] = {PARTS[match["part"]]: int(match["number"])}
        return _Step(lambda moment: moment.replace(**change), keeps_the_day=match["part"] in "dmy")
    count = int(match["sign"] + match["count"])
    return _Step(lambda moment: _shifted(moment, count, match["unit"]), keeps_the_day=match["unit"] in "dwmy")


def _shifted(moment: datetime, count: int, unit: str) -> datetime:
    if unit in "my":
        months = moment.year * 12 + moment.month - 1 + (count if unit == "m" else 12 * count)
        year, month = months // 12, months % 12 + 1
        return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
    names = {"d": "days", "w": "weeks", "H": "hours", "M": "minutes", "S": "seconds"}
    return moment + timedelta(**{names[unit]: count})


def _invalid(term: str, text: str) -> OdooError:
    return value_error(f"Invalid term {term!r} in expression date: {text!r}")
