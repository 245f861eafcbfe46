"""The page of a world, its stream, and the raw exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from mock_kit.journal import Exchange
from twinledger.console import stream
from twinledger.console.answers import Outcome
from twinledger.console.doors.visits import ABSENT, Door, Visit
from twinledger.console.happenings import told
from twinledger.console.raw import raw_of
from twinledger.console.timeline import Wanted, row_of, rows

door = Door("world")

PARTS = ("clock", "systems", "timeline", "ledgers")
STREAM = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@door.page("")
def world(visit: Visit) -> Response:
    """Show a world, or only the parts that the address asks for."""
    asked = request.args.get("only", "")
    shown = [part for part in PARTS if not asked or part in asked.split(",")]
    return visit.page("world.html", shown=shown, versions=visit.desk.versions(), **_values(visit))


def _values(visit: Visit) -> dict[str, Any]:
    """Return what the parts show, or how it is worked out when its part is shown."""
    desk, wanted = visit.desk, Wanted.of(request.args)
    return {
        "wanted": wanted,
        "rows": lambda: rows(desk.world.journal, wanted),
        "ledgers": desk.ledgers,
        "told": partial(told, visit.wording),
    }


@door.page("/exchanges/<int:number>")
def exchange(visit: Visit, number: int) -> Response:
    """Show both halves of one exchange as they went over the wire."""
    journal = visit.desk.world.journal
    exchanges = journal.exchanges()
    at = next((at for at, one in enumerate(exchanges) if one.number == number), None)
    if at is None:
        raise NotFound(ABSENT)
    row = row_of(journal, exchanges[at])
    raw = None if row.outcome is Outcome.PENDING else raw_of(exchanges[at])
    beside = [one.number if one else None for one in (_beside(exchanges, at - 1), _beside(exchanges, at + 1))]
    return visit.page("exchange.html", row=row, raw=raw, before=beside[0], after=beside[1])


def _beside(exchanges: Sequence[Exchange], at: int) -> Exchange | None:
    return exchanges[at] if 0 <= at < len(exchanges) else None


@door.page("/stream")
def changes(visit: Visit) -> Response:
    """Tell what changes, until the browser goes away or the console ends."""
    return Response(stream.events(visit.desk.versions, visit.desks.ended), headers=STREAM)
