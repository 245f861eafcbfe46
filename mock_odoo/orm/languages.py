"""Languages: labels and dates as a client reads them in the language of its context (recorded off a real server)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any

from mock_odoo import facts
from mock_odoo.errors import NotInFake, ServerError, value_error
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field

SUNDAY = "7"
IN_WORDS = ("string", "help", "selection")  # what of a field's description differs by language


def labelled(env: Environment, field: Field) -> Mapping[str, Any]:
    """Return the facts of a field with its label and those of its selection in the language of the context."""
    if not env.translates or env.language not in env.database.installed_languages:
        return field.facts
    recorded = facts.load(env.version.series, f"language.{env.language}")
    if field.model not in recorded["fields"]:
        raise NotInFake(f"labels of {field.model} in {env.language}")
    label = recorded["fields"][field.model].get(field.name, field.label)
    changed = recorded["selections"][field.model].get(field.name)
    if changed is None:
        return {**field.facts, "string": label}
    selection = [[key, changed.get(key, shown)] for key, shown in field.facts["selection"]]
    return {**field.facts, "string": label, "selection": selection}


def first_weekday(env: Environment) -> int:
    """Return 0 if a week begins on Sunday, 1 if on Monday."""
    row = env.database.store.one("SELECT week_start FROM res_lang WHERE code = ?", (env.language_of_dates,))
    return 0 if row is None or row[0] in (None, SUNDAY) else 1


def period_label(env: Environment, start: datetime, period: str) -> str:
    """Return how a period that starts then is called, e.g. `November 2026` or `W48 2026`."""
    if period == "year":
        return f"{start.year:04}"
    names = _dates(env)
    short = names["short_months"][start.month - 1]
    if period == "week":
        return _week(start, names["days_of_first_week"])
    return {
        "hour": f"{(start.hour - 1) % 12 + 1:02}:00 {start.day:02} {short}",
        "day": f"{start.day:02} {short} {start.year:04}",
        "month": f"{names['months'][start.month - 1]} {start.year:04}",
        "quarter": f"{names['quarter']}{(start.month + 2) // 3} {start.year:04}",
    }[period]


def _week(first_day: datetime, days_of_first_week: int) -> str:
    """A week belongs to the year in which it has at least so many days; the first and the last year have none.

    Observed: the real server looks at the years before and after, too, unless the week lies in two years.
    """
    decisive = first_day + timedelta(days=7 - days_of_first_week)
    if decisive.year == MINYEAR:
        raise ServerError("builtins.OverflowError", "date value out of range")
    if first_day.year == MAXYEAR:
        raise value_error(f"year {MAXYEAR + 1} is out of range")
    return f"W{(decisive.timetuple().tm_yday - 1) // 7 + 1} {decisive.year:04}"


def _dates(env: Environment) -> Any:
    recorded = facts.load(env.version.series, "dates")
    if env.language_of_dates not in recorded:
        raise NotInFake(f"dates in the language {env.language_of_dates}")
    return recorded[env.language_of_dates]
