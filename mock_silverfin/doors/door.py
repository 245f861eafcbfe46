"""A door: a Flask blueprint whose handlers are tied to routes by the name of their operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request

from mock_kit.gateway import EXCHANGE
from mock_kit.journal import Exchange
from mock_silverfin.core import Core
from mock_silverfin.doors.access import Visit, admit
from mock_silverfin.routes import SERVED, Route
from mock_silverfin.wire.bodies import written

Handler = Callable[..., Any]


class Door:
    """A group of handlers; `door(operation)` and `door.open_to_all(operation)` decorate them."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)

    def __call__(self, operation: str) -> Callable[[Handler], Handler]:
        """Tie a handler to its routes: it gets the visit and the ids of the path, and returns JSON or a response."""

        def tie(handler: Handler) -> Handler:
            for route in _routes_of(operation):
                self._add(route, _behind_access(route, handler))
            return handler

        return tie

    def open_to_all(self, operation: str) -> Callable[[Handler], Handler]:
        """Tie a handler that needs no token: it is given the ids of the path alone, and returns a response."""

        def tie(handler: Handler) -> Handler:
            for route in _routes_of(operation):
                self._add(route, handler)
            return handler

        return tie

    def _add(self, route: Route, view: Handler) -> None:
        self.blueprint.add_url_rule(
            flask_rule(route),
            endpoint=f"{route.operation}-{SERVED.index(route)}",
            view_func=view,
            methods=[route.method],
            provide_automatic_options=False,
        )


def flask_rule(route: Route) -> str:
    """Return the path of a route as Flask wants it."""
    return re.sub(r"<(\w+)>", r"<id:\1>", route.path)


def core() -> Core:
    """Return the core of the application that is answering."""
    found: Core = current_app.extensions["silverfin"]
    return found


def note(**facts: object) -> None:
    """Put facts about what happened on the exchange, for whoever judges it."""
    exchange: Exchange = request.environ[EXCHANGE]
    exchange.notes.update(facts)


def json_response(value: object, status: int = 200) -> Response:
    """Return a JSON response."""
    return Response(written(value), status, mimetype="application/json")


def _routes_of(operation: str) -> list[Route]:
    return [route for route in SERVED if route.operation == operation]


def _behind_access(route: Route, handler: Handler) -> Handler:
    needed = route.scopes or ()

    def view(firm_id: int, **ids: int) -> Response:
        visit: Visit = admit(core(), firm_id, needed)
        answer = handler(visit, **ids)
        return answer if isinstance(answer, Response) else json_response(answer)

    return view
