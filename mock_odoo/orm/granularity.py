"""Granularities: the parts of a date that are numbers, and the periods that begin with one (observed)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from mock_odoo.errors import kind_without, value_error
from mock_odoo.orm import arguments, dates
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import Sql, sql

NUMBERS = {
    "year_number": "CAST(strftime('%Y', {}) AS INTEGER)",
    "quarter_number": "((CAST(strftime('%m', {}) AS INTEGER) + 2) / 3)",
    "month_number": "CAST(strftime('%m', {}) AS INTEGER)",
    "iso_week_number": "pg_iso_week({})",
    "day_of_year": "CAST(strftime('%j', {}) AS INTEGER)",
    "day_of_month": "CAST(strftime('%d', {}) AS INTEGER)",
    "day_of_week": "CAST(strftime('%w', {}) AS INTEGER)",
    "hour_number": "CAST(strftime('%H', {}) AS INTEGER)",
    "minute_number": "CAST(strftime('%M', {}) AS INTEGER)",
    "second_number": "pg_second({})",
}
STARTS = {
    "hour": "strftime('%Y-%m-%d %H:00:00', {})",
    "day": "date({})",
    "week": "date({}, '-' || ((strftime('%w', {}) - {} + 7) % 7) || ' days')",
    "month": "strftime('%Y-%m-01', {})",
    "quarter": "(strftime('%Y-', {}) || printf('%02d-01', (strftime('%m', {}) - 1) / 3 * 3 + 1))",
    "year": "strftime('%Y-01-01', {})",
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
BEFORE_ALL_YEARS = "0000"
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def part(env: Environment, field: Field, expression: Sql, name: str) -> Sql:
    """Return the SQL of one part of a date as a number; raise what the real server raises for a part there is not."""
    if name not in NUMBERS:
        listed = ", ".join(NUMBERS)
        raise value_error(f"Error when processing the granularity {name} is not supported. Only {listed} are supported")
    return sql(NUMBERS[name], _local(env, field, expression))


def start(env: Environment, field: Field, expression: Sql, name: str, first_weekday: int) -> Sql:
    """Return the SQL of the first day (or hour), in the context's time zone, of the period a value lies in.

    `first_weekday` is 0 for a week that begins on Sunday and 1 for one that begins on Monday.
    """
    local = _local(env, field, expression)
    if name == "week":
        return sql(STARTS[name], local, local, first_weekday)
    return sql(STARTS[name], *[local] * STARTS[name].count("{}"))


def bounds(env: Environment, field: Field, kept: str, name: str) -> tuple[datetime, str, str]:
    """Return the start of a period in the context's zone, and start and end as a client writes them in a domain.

    Raise what Python raises where there is no year for one of them (observed: `-1` is the year before 1).
    """
    if kept.startswith(BEFORE_ALL_YEARS):
        raise value_error("year -1 is out of range")
    here = datetime.fromisoformat(kept)
    with arguments.arithmetic():
        end = dates.shifted(here, MONTHS[name], "m") if name in MONTHS else here + STEPS[name]
    if field.type == "date":
        if name == "hour":
            raise kind_without("datetime.date", "hour")
        return here, _day(here), _day(end)
    return here, _moment(env, here), _moment(env, end)


def _local(env: Environment, field: Field, expression: Sql) -> Sql:
    """A moment has the date that the clock of the context's time zone shows (the user's own does not count)."""
    zone = dates.zone(env.context.get("tz"))
    if field.type == "date" or zone is None:
        return expression
    return sql("pg_at_zone({}, {})", expression, zone.key)


def _day(moment: date) -> str:
    """Write a day as the real server does: years before 1000 without a zero, which not every Python leaves out."""
    return f"{moment.year}-{moment:%m-%d}"


def _moment(env: Environment, here: datetime) -> str:
    zone = dates.zone(env.context.get("tz")) or UTC
    there = here.replace(tzinfo=zone).astimezone(UTC)
    return f"{_day(there)} {there:%H:%M:%S}"
