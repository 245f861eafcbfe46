"""Dating: on which day a document is booked."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from mock_odoo.accounting import sequences
from mock_odoo.accounting.kinds import SALES
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment


def booked_on(env: Environment, kind: str, journal: int, invoice_date: Any) -> str:
    """Return the day on which a document is booked (observed).

    What was sold on its own date; what was bought on the last day of a month that is over, or today in the current
    month (years instead of months where the journal counts by year), or on its own date if that is still to come.
    """
    own, today = dates.day(str(invoice_date)[:10]), env.today
    if kind in SALES or own >= today:
        return own.isoformat()
    if sequences.counts_by_year(env, journal):
        return (today if own.year == today.year else own.replace(month=12, day=31)).isoformat()
    if (own.year, own.month) == (today.year, today.month):
        return today.isoformat()
    return own.replace(day=monthrange(own.year, own.month)[1]).isoformat()
