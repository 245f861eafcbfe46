"""The page of a world, its stream, and the raw exchanges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from mock_kit.journal import Exchange
from mock_kit.pages.words import noted
from twinledger.console import breaking, stream
from twinledger.console.answers import Outcome
from twinledger.console.doors.story import WHO
from twinledger.console.doors.visits import ABSENT, Door, Visit
from twinledger.console.happenings import told
from twinledger.console.raw import raw_of
from twinledger.console.timeline import Wanted, row_of, rows
from twinledger.stories.writing import as_test, as_yaml
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, SILVERFIN_LOGIN, SILVERFIN_PASSWORD

if TYPE_CHECKING:
    from twinledger.stories.schema import Story

door = Door("world")

PARTS = ("story", "program", "clock", "systems", "timeline", "ledgers", "faults", "snapshots")
STATES = {
    "valid": noted("valid"),
    "expired": noted("expired"),
    "removed": noted("removed"),
    "refused": noted("refused"),
}
RUNS = {
    "queued": noted("waiting"),
    "running": noted("under way"),
    "done": noted("done"),
    "failed": noted("failed"),
}
LOGINS = {"odoo": (ODOO_LOGIN, ODOO_PASSWORD), "silverfin": (SILVERFIN_LOGIN, SILVERFIN_PASSWORD)}
REMARK = "These requests may have changed something, and no step says it:"


@door.page("")
def world(visit: Visit) -> Response:
    """Show a world, or only the parts that the address asks for."""
    asked = request.args.get("only", "")
    absent = {"snapshots" if visit.desk.tale else "story", "" if visit.desk.program else "program"}
    shown = [part for part in PARTS if part not in absent and (not asked or part in asked.split(","))]
    return visit.page("world.html", shown=shown, versions=visit.desk.versions(), **_values(visit))


def _values(visit: Visit) -> dict[str, Any]:
    """Return what the parts show, or how it is worked out when its part is shown."""
    desk, wanted = visit.desk, Wanted.of(request.args)
    return {
        "wanted": wanted,
        "rows": lambda: rows(desk.world.journal, wanted),
        "ledgers": desk.ledgers,
        "offered": lambda: {"faults": breaking.FAULTS, "places": breaking.places(desk.world.journal)},
        "credential_states": STATES,
        "run_states": RUNS,
        "logins": LOGINS,
        "who": WHO,
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


@door.page("/copy.yaml")
def copy_as_scenario(visit: Visit) -> Response:
    """Give what happened as a scenario's file."""
    return _copy(visit, as_yaml, "application/yaml", "what-happened.yaml")


@door.page("/copy.py")
def copy_as_test(visit: Visit) -> Response:
    """Give what happened as a module for pytest."""
    return _copy(visit, as_test, "text/x-python", "test_what_happened.py")


def _copy(visit: Visit, written: Callable[[Story, str], str], kind: str, name: str) -> Response:
    retold = visit.desk.retold()
    remarks = "\n".join([REMARK, *retold.left_over] if retold.left_over else [])
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(retold.story, remarks), headers=headers)


@door.page("/stream")
def changes(visit: Visit) -> Response:
    """Tell what changes, until the browser goes away or the console ends."""
    return Response(stream.events(visit.desk.versions, visit.desks.ended), headers=stream.HEADERS)
