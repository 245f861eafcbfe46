"""What people do with a world: move its clock, break something, save it and turn it back, let the connector run."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request
from werkzeug.exceptions import BadRequest, NotFound

from twinledger.console import breaking
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


@door.act("/clock/freeze")
def freeze(visit: Visit) -> Response:
    """Let the clock stand still."""
    visit.desk.freeze()
    return go(f"{visit.desk.path}#clock")


@door.act("/clock/release")
def release(visit: Visit) -> Response:
    """Let the clock go on by itself."""
    visit.desk.release()
    return go(f"{visit.desk.path}#clock")


@door.act("/synchronise")
def synchronise(visit: Visit) -> Response:
    """Let the built-in integration run."""
    visit.desk.synchronise()
    return go(f"{visit.desk.path}#systems")


@door.act("/program/run")
def run_program(visit: Visit) -> Response:
    """Let the connector run that somebody brought along; while it runs, it is not run a second time."""
    if visit.desk.program is None:
        raise NotFound
    visit.desk.program.start()
    return go(f"{visit.desk.path}#program")


@door.act("/faults/arm")
def arm(visit: Visit) -> Response:
    """Arm a fault."""
    try:
        breaking.arm(visit.desk.world.faults, request.form)
    except ValueError as error:
        raise BadRequest from error
    return go(f"{visit.desk.path}#faults")


@door.act("/faults/disarm")
def disarm(visit: Visit) -> Response:
    """Take a fault out again."""
    breaking.disarm(visit.desk.world.faults, request.form.get("trap", ""))
    return go(f"{visit.desk.path}#faults")


@door.act("/snapshots/save")
def save(visit: Visit) -> Response:
    """Keep the world as it is."""
    _refuse_in_a_story(visit)
    visit.desk.snapshots.save(request.form.get("name", "").strip())
    return go(f"{visit.desk.path}#snapshots")


@door.act("/snapshots/turn-back")
def turn_back(visit: Visit) -> Response:
    """Make the world what it was at a snapshot."""
    _refuse_in_a_story(visit)
    try:
        visit.desk.snapshots.turn_back(int(request.form.get("number", "")))
    except (LookupError, ValueError) as error:
        raise NotFound from error
    return go(f"{visit.desk.path}#snapshots")


def _refuse_in_a_story(visit: Visit) -> None:
    """A world in which a story is told is turned back step by step, so that the story goes back with it."""
    if visit.desk.tale is not None:
        raise NotFound
