"""The class: its door, at which trainees take a seat, and the trainer's view of who has come how far."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from mock_kit.pages.words import noted
from twinledger.console import stream
from twinledger.console.classroom import Classroom, NoSeatError
from twinledger.console.doors.visits import (
    ABSENT,
    browser_of_request,
    desks,
    go,
    page,
    refuse_unseen_form,
    wording_of_request,
)

JOIN, CLASS = "/join", "/class"
WRONG_CODE = noted("That is not the code of this class.")
FULL = noted("Every seat is taken. Ask the trainer for more.")

blueprint = Blueprint("classroom", __name__)


def classroom() -> Classroom:
    """Return the class; raise NotFound if there is none."""
    found = desks().classroom
    if found is None:
        raise NotFound(ABSENT)
    return found


@blueprint.get(JOIN)
def join() -> Response:
    """Ask for the code and a name; who has a seat already goes on to it."""
    seat = classroom().seat_of(browser_of_request())
    return go(seat.desk.path) if seat else _door(request.args.get("code", ""))


@blueprint.post(JOIN)
def sit_down() -> Response:
    """Give whoever knows the code a seat."""
    browser, code, name = browser_of_request(), request.form.get("code", ""), request.form.get("name", "")
    refuse_unseen_form(browser)
    if not classroom().is_code(code):
        return _door(code, name, WRONG_CODE, 403)
    try:
        return go(classroom().sit_down(browser, name or "—").desk.path)
    except NoSeatError:
        return _door(code, name, FULL, 409)


def _door(code: str, name: str = "", wrong: str = "", status: int = 200) -> Response:
    wording = wording_of_request()
    text = wording.own(wrong) if wrong else ""
    return page("join.html", wording, status, browser=browser_of_request(), code=code, name=name, wrong=text)


@blueprint.get(CLASS)
def overview() -> Response:
    """Show the trainer every seat, and at which step its story is."""
    there = classroom()
    versions = {"seats": there.version()}
    seats = [(seat, seat.tale.now) for seat in there.seats]
    values: dict[str, Any] = {"classroom": there, "seats": seats, "waiting": there.at_each_step(), "versions": versions}
    join = f"{request.host_url.rstrip('/')}{JOIN}?code={there.code}"
    return page("class.html", wording_of_request(), browser=browser_of_request(), join=join, qr=_qr(join), **values)


def _qr(text: str) -> Markup:
    import segno  # noqa: PLC0415 - one page needs it

    return Markup(segno.make(text, micro=False).svg_inline(scale=4, light="#fff", svgclass="qr"))


@blueprint.post(f"{CLASS}/solve")
def solve() -> Response:
    """Do a step for all who are at it; the page shows one after the other."""
    refuse_unseen_form(browser_of_request())
    step = request.form.get("step", type=int)
    if step is None:
        raise BadRequest
    classroom().begin_to_solve(step)
    return go(CLASS)


@blueprint.get(f"{CLASS}/stream")
def changes() -> Response:
    """Tell when somebody came further."""
    there = classroom()
    return Response(stream.events(lambda: {"seats": there.version()}, desks().ended), headers=stream.HEADERS)
