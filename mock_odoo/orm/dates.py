"""Dates in domains: ISO dates and datetimes, and the relative terms of 19.0 (`today`, `-1d`, `=monday`)."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mock_odoo.errors import OdooError, ServerError, value_error

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TERM = re.compile(
    r"(?P<sign>[+-])(?P<count>\d{1,4000})(?P<unit>[dwmyHMS])|(?P<which>[+=-])(?P<weekday>[a-z]+)"
    r"|=(?P<number>\d{1,4000})(?P<part>[dmyHMS])",
    re.ASCII,
)
PARTS = {"y": "year", "m": "month", "d": "day", "H": "hour", "M": "minute", "S": "second"}
TIME_PARTS = {"H": ("minute", "second", "microsecond"), "M": ("second", "microsecond"), "S": ("microsecond",)}


def zone(name: object) -> ZoneInfo | None:
    """Return the time zone called `name`, or None (UTC) if it is empty or unknown."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day(text: str) -> date:
    """Return the day that a client reads as that text: years have no zeros before them."""
    return date.fromisoformat(text.zfill(len("2025-01-01")))


def parsed(text: str, now: datetime, timezone: ZoneInfo | None) -> date | datetime:
    """Return the date or naive UTC datetime that a literal means to a datetime field (observed).

    `now` is the current moment (aware). A day is returned for a literal that names one; the caller knows its zone. A
    term always means a moment: `today` is midnight in `timezone`. Raises what the real server raises for a text that is
    neither a date nor a term.
    """
    if is_iso(text):
        return _iso(text)
    here = now.astimezone(timezone or UTC)
    return _relative(text, _midnight(here), here).astimezone(UTC).replace(tzinfo=None)


def parsed_day(text: str, now: datetime, timezone: ZoneInfo | None) -> date:
    """Return the day that a literal means to a date field: `today` is a day in `timezone`, all else counts from UTC."""
    if is_iso(text):
        found = _iso(text)
        return found.date() if isinstance(found, datetime) else found
    here = now.astimezone(timezone or UTC).replace(tzinfo=None)
    return _relative(text, _midnight(here), now.astimezone(UTC).replace(tzinfo=None)).date()


def start_of(day: date, timezone: ZoneInfo | None) -> datetime:
    """Return the naive UTC moment at which `day` begins in `timezone`, as far as there are years for it."""
    start = datetime.combine(day, time(), tzinfo=timezone or UTC)
    try:
        return start.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return start.replace(tzinfo=None)


def is_iso(text: str) -> bool:
    """Tell whether a literal is a date of its own and not a term; raise what the real server says of an empty one."""
    if not text.strip():
        raise value_error("Empty date value")
    return text[0].isdigit() and "-" in text


def _iso(text: str) -> date | datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise value_error(str(error)) from None
    if moment.tzinfo is not None:
        raise value_error(f"expecting only datetimes with no timezone: {text!r}")
    return moment.date() if len(text) <= len("2025-01-01") else moment


def _relative(text: str, today: datetime, now: datetime) -> datetime:
    """Return the moment that terms lead to, one after the other, from `today` if they say so and else from `now`."""
    terms = text.split()
    moment = today if terms[0] == "today" else now
    for term in terms[1:] if terms[0] in ("today", "now") else terms:
        try:
            moment = _stepped(moment, term, text)
        except ValueError:
            raise _invalid(term, text) from None
        except OverflowError as error:
            raise ServerError("builtins.OverflowError", str(error)) from None
    return moment


def _stepped(moment: datetime, term: str, text: str) -> datetime:
    match = TERM.fullmatch(term)
    if match is None or (match["weekday"] and match["weekday"] not in WEEKDAYS):
        raise _invalid(term, text)
    if match["weekday"]:
        away = WEEKDAYS.index(match["weekday"]) - moment.weekday()
        if match["which"] == "+":
            return moment + timedelta(days=away % 7)
        found = moment - timedelta(days=-away % 7)
        return _midnight(found) if match["which"] == "=" else found
    if match["number"]:
        return _set(moment, match["part"], int(match["number"]))
    return shifted(moment, int(match["sign"] + match["count"]), match["unit"])


def _set(moment: datetime, part: str, number: int) -> datetime:
    """Set one part of a moment. Whatever is shorter starts anew, except that a month and a year keep the day."""
    if part in TIME_PARTS:
        shorter: dict[str, Any] = dict.fromkeys(TIME_PARTS[part], 0)
        return moment.replace(**{**shorter, PARTS[part]: number})
    day = {"year": moment.year, "month": moment.month, "day": moment.day}
    day[PARTS[part]] = number or day[PARTS[part]]  # there is no day 0: it changes nothing
    if day["month"] not in range(1, 13):
        raise ValueError
    last = calendar.monthrange(min(day["year"], 10_000), day["month"])[1]
    return _midnight(moment.replace(day["year"], day["month"], min(day["day"], last)))


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def shifted(moment: datetime, count: int, unit: str) -> datetime:
    """Return the moment `count` units later; a month or a year later is never in the month after that."""
    if unit in "my":
        months = moment.year * 12 + moment.month - 1 + (count if unit == "m" else 12 * count)
        year, month = months // 12, months % 12 + 1
        return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
    names = {"d": "days", "w": "weeks", "H": "hours", "M": "minutes", "S": "seconds"}
    return moment + timedelta(**{names[unit]: count})


def _invalid(term: str, text: str) -> OdooError:
    return value_error(f"Invalid term {term!r} in expression date: {text!r}")
