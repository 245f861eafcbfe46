"""The story of a world: it goes on, goes back, is shown to a room, and is printed for a class."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import BadRequest, NotFound

from mock_kit.pages.words import noted
from twinledger.console.doors.visits import ABSENT, Door, Visit, go
from twinledger.console.tale import Tale

door = Door("story")

WHO = {
    "odoo_user": noted("The bookkeeper, in Odoo"),
    "accountant": noted("The accountant, in Silverfin"),
    "connector": noted("The connector"),
    "harness": noted("Happens by itself"),
}


def tale_of(visit: Visit) -> Tale:
    """Return the tale that is told in the world; raise NotFound if there is none."""
    if visit.desk.tale is None:
        raise NotFound(ABSENT)
    return visit.desk.tale


@door.act("/story/solve")
def solve(visit: Visit) -> Response:
    """Do the current step for whoever should do it."""
    tale_of(visit).solve()
    return go(f"{visit.desk.path}/present" if request.form.get("to") == "present" else f"{visit.desk.path}#story")


@door.act("/story/back")
def back(visit: Visit) -> Response:
    """Begin again at an earlier step."""
    number = request.form.get("number", type=int)
    if number is None or not tale_of(visit).back(number):
        raise BadRequest
    return go(f"{visit.desk.path}#story")


@door.page("/present")
def present(visit: Visit) -> Response:
    """Show the current step to a whole room."""
    return visit.page("present.html", tale=tale_of(visit), versions=visit.desk.versions(), who=WHO)


@door.page("/handout")
def handout(visit: Visit) -> Response:
    """Show the whole story as a sheet to print."""
    return visit.page("handout.html", tale=tale_of(visit), who=WHO)
