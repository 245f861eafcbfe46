"""What people do with a world: they move its clock."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request
from werkzeug.exceptions import NotFound

from twinledger.console.doors.visits import Door, Visit, go

door = Door("acts")

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@door.act("/clock/forward")
def forward(visit: Visit) -> Response:
    """Move the clock by an hour, a day or a week, or to the next midnight."""
    by = request.form.get("by", "")
    if by == "midnight":
        visit.desk.to_midnight()
    elif by in STEPS:
        visit.desk.forward(STEPS[by])
    else:
        raise NotFound
    return go(f"{visit.desk.path}#clock")
