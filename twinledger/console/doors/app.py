"""The application: every door, behind the guard."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import Conflict, Forbidden, HTTPException

from mock_kit.pages.requests import PageRequest
from mock_kit.pages.words import noted
from twinledger.console.classroom import Classroom
from twinledger.console.desks import Desks
from twinledger.console.doors import acts, classroom, story, world
from twinledger.console.doors.visits import ABSENT, PAGES, browser_of_request, go, page, wording_of_request
from twinledger.console.guard import NO_TOKEN, Guard

TOKEN = "token"
ENTRY = "twinledger_entry"
FILES = "/twinledger/"
BUSY = noted("A synchronisation is under way. Repeat what you did when it has ended.")
LARGEST_BODY = 8 * 1024 * 1024  # bytes of a form


def build(desks: Desks, guard: Guard) -> Flask:
    """Return the WSGI application that shows desks to whoever the guard lets in."""
    app = Flask("twinledger.console", static_folder=None)
    app.request_class = PageRequest
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions["desks"] = desks

    app.before_request(lambda: _let_in(guard, desks))
    app.add_url_rule("/", "home", lambda: go(classroom.CLASS if desks.classroom else desks.all[0].path))
    app.add_url_rule(f"{FILES}<name>", "file", PAGES.file)
    for door in (world.door, acts.door, story.door):
        app.register_blueprint(door.blueprint)
    app.register_blueprint(classroom.blueprint)
    app.register_error_handler(HTTPException, _told)
    app.register_error_handler(TimeoutError, lambda _: _told(Conflict(BUSY)))
    return app


def _let_in(guard: Guard, desks: Desks) -> Response | None:
    """Refuse who may not look; take the token out of the address of whoever brings it."""
    if refusal := guard.refusal(request.method, request.scheme, dict(request.headers)):
        raise Forbidden(refusal)
    if guard.is_token(request.args.get(TOKEN, "")):
        response = go(request.path)
        response.set_cookie(ENTRY, guard.proof, httponly=True, samesite="Lax", secure=request.is_secure)
        return response
    if guard.knows(request.cookies.get(ENTRY, "")) or request.path.startswith(FILES):
        return None
    if desks.classroom is None:
        raise Forbidden(NO_TOKEN)
    return _let_trainee_in(desks.classroom)


def _let_trainee_in(there: Classroom) -> Response | None:
    """Let a trainee to the door of the class and to their own desk, and nowhere else."""
    seat = there.seat_of(browser_of_request())
    if request.path == classroom.JOIN or (seat and f"{request.path}/".startswith(f"{seat.desk.path}/")):
        return None
    if request.path == "/":
        return go(classroom.JOIN)
    raise Forbidden(NO_TOKEN)


def _told(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = error.description if isinstance(error, Forbidden | Conflict) else ABSENT
    wording = wording_of_request()
    return page("problem.html", wording, error.code or 400, browser=browser_of_request(), text=wording.own(str(text)))
