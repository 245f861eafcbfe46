"""The application: every door, and how what went wrong is rendered."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from mock_kit.gateway import EXCHANGE
from mock_kit.pages.requests import PageRequest
from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.doors import files, integrations, oauth, openapi, rest, sync, templates, webhooks, workpapers
from mock_silverfin.doors.door import json_response, partner_blueprint, wire
from mock_silverfin.doors.pages import changes, consent, entrance, figures, file, firm, periods, syncs, uploads
from mock_silverfin.doors.pages import webhooks as webhook_pages
from mock_silverfin.doors.pages.visitors import told_on_a_page, wants_page
from mock_silverfin.errors import (
    BusyError,
    InvalidError,
    NotFoundError,
    NotInFakeError,
    Problem,
    SilverfinError,
    TooLargeError,
)
from mock_silverfin.integrations.runner import Runner
from mock_silverfin.routes import ABSENT, ID
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.refusals import shaped
from mock_silverfin.wire.requests import UpsertItem
from mock_silverfin.wire.served import OURS, Wire
from mock_silverfin.wire.translation import place


class IdConverter(IntegerConverter):
    """An id in a path."""

    regex = ID


def build(core: Core, runner: Runner, served: Wire = OURS) -> Flask:
    """Return the WSGI application that serves a core by the names of a wire, and runs its integrations.

    A failure of our own leaves it as an exception.
    """
    app = Flask("mock_silverfin", static_folder=None)
    app.request_class = PageRequest
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.extensions["silverfin"] = core
    app.extensions["runner"] = runner
    app.extensions["wire"] = served
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = IdConverter
    for module in (oauth, rest, sync, webhooks, openapi, integrations, consent, files, workpapers, templates):
        app.register_blueprint(module.door.blueprint(served))
    app.register_blueprint(partner_blueprint(served))
    for pages in (entrance, firm, syncs, webhook_pages, file, figures, periods, uploads, changes):
        app.register_blueprint(pages.door.blueprint())
    app.before_request(_refuse_what_was_not_read)
    app.register_error_handler(SilverfinError, _rendered)
    app.register_error_handler(HTTPException, _rendered_by_http)
    return app


def _refuse_what_was_not_read() -> None:
    if request.environ[EXCHANGE].too_large:
        raise TooLargeError


def _rendered(error: Exception) -> Response:
    assert isinstance(error, SilverfinError)
    if wants_page():
        return told_on_a_page(error)
    status = error.status if isinstance(error, BusyError) else wire().status(type(error))
    if isinstance(error, InvalidError):
        error = InvalidError([replace(problem, field=_place(problem)) for problem in error.problems])
    response = json_response(shaped(error), status)
    response.headers.update(error.headers)
    return response


def _place(problem: Problem) -> str:
    """Return where a problem is, by the names of whoever sent the request; in an action, from there on."""
    name: str = g.get("operation", "")
    body = OPERATIONS[name].body if name in OPERATIONS else None
    if body is None:
        return wire().parameters.get(name, {}).get(problem.field, problem.field)
    return place(body if problem.action is None else UpsertItem, problem.field, wire())


def _rendered_by_http(error: Exception) -> Response:
    """Render what Flask refuses by itself; a wrong method is a wrong path, as in Rails."""
    assert isinstance(error, HTTPException)
    if error.code in (404, 405):
        return _rendered(_nothing_there())
    if error.code == 413:
        return _rendered(TooLargeError())
    return json_response({"error": messages.INVALID}, error.code or 400)


def _nothing_there() -> SilverfinError:
    """Tell an operation that Silverfin documents from one that nobody has."""
    for route in ABSENT:
        if route.method == request.method and route.pattern.fullmatch(request.path):
            return NotInFakeError(messages.not_in_fake(request.method, request.path))
    return NotFoundError()
