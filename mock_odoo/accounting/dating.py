"""Dating: on which day a document is booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mock_odoo.accounting import sequences
from mock_odoo.accounting.kinds import SALES
from mock_odoo.accounting.sequence_patterns import month
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment

# What of a document's own fields dates it anew when it is written, and be it what it was.
DECIDING = frozenset(("invoice_date", "company_id", "journal_id", "move_type"))


def booked_on(env: Environment, kind: str, invoice_date: Any) -> str:
    """Return the day on which a document is booked (observed).

    What was sold on its own date; what was bought on the last day of a month that is over, or today in the current
    month, or on its own date if that is still to come.
    """
    own = dates.day(str(invoice_date)[:10])
    return own.isoformat() if kind in SALES else _over(env, own, month(own)[1])


def booked_again(env: Environment, document: Mapping[str, Any]) -> str:
    """Return the day on which a document is booked that changes: the last of the period in which others are (observed).

    What was sold is booked on its own date.
    """
    own, kind = str(document["invoice_date"] or document["date"])[:10], document["move_type"]
    if kind in SALES:
        return own
    return end_of_period(env, kind, document["journal_id"], dates.day(own), besides=document["id"])


def end_of_period(env: Environment, kind: str, journal: int, day: date, *, besides: int = 0) -> str:
    """Return the last day of the period of a day in which the names of a journal go on, or today in the current one.

    That is the day itself where numbers never begin anew, or if it is still to come (observed). `besides` is an entry
    whose name does not count.
    """
    _, last = sequences.Numbers(env, besides).period(journal, day.isoformat(), kind)
    return _over(env, day, day if last == date.max else last)


def _over(env: Environment, own: date, last: date) -> str:
    """Return the last day of a period that is over, else today; but a day that is still to come as it is."""
    return max(own, min(last, env.today)).isoformat()
