"""A door: a Flask blueprint whose handlers are tied to routes by the name of their operation."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from flask import Blueprint, Response, current_app, g, request

from mock_kit.gateway import EXCHANGE
from mock_kit.journal import Exchange
from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.doors.access import Visit, admit
from mock_silverfin.doors.turnstile import REFUSED
from mock_silverfin.errors import MalformedError, MediaTypeError, NotInFakeError
from mock_silverfin.ledger import audit
from mock_silverfin.ledger.audit import Author
from mock_silverfin.routes import Route
from mock_silverfin.wire import members
from mock_silverfin.wire.bodies import parse, written
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.operations import OPERATIONS, assumed_parts
from mock_silverfin.wire.served import Asked, Said, Wire
from mock_silverfin.wire.translation import ours

Handler = Callable[..., Any]
AnyShape = TypeVar("AnyShape", bound=Shape)
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True)
class _Tied:
    operation: str
    handler: Handler
    needs_token: bool


class Door:
    """A group of handlers; `door(operation)` and `door.open_to_all(operation)` decorate them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tied: list[_Tied] = []

    def __call__(self, operation: str) -> Callable[[AnyHandler], AnyHandler]:
        """Tie a handler to its routes: it gets the visit and the ids of the path, and returns shapes or a response.

        None is an answer without a body.
        """
        return self._tie(operation, needs_token=True)

    def open_to_all(self, operation: str) -> Callable[[AnyHandler], AnyHandler]:
        """Tie a handler that needs no token: it is given the ids of the path alone, and returns a response."""
        return self._tie(operation, needs_token=False)

    def _tie(self, operation: str, *, needs_token: bool) -> Callable[[AnyHandler], AnyHandler]:
        def tie(handler: AnyHandler) -> AnyHandler:
            self._tied.append(_Tied(operation, handler, needs_token))
            return handler

        return tie

    def blueprint(self, wire: Wire) -> Blueprint:
        """Return the handlers on the routes of a wire."""
        blueprint = Blueprint(self._name, __name__)
        for number, (route, tied) in enumerate(self._on(wire)):
            blueprint.add_url_rule(
                flask_rule(route),
                endpoint=f"{route.operation}-{number}",
                view_func=_view(route, tied, wire),
                methods=[route.method],
                provide_automatic_options=False,
            )
        return blueprint

    def _on(self, wire: Wire) -> Iterator[tuple[Route, _Tied]]:
        for tied in self._tied:
            for route in wire.routes:
                if route.operation == tied.operation:
                    yield route, tied


def partner_blueprint(wire: Wire) -> Blueprint:
    """Return the routes that a partner's Python adds; they need a token of the firm and no scope."""
    blueprint = Blueprint("partner", __name__)
    for route in wire.routes:
        handler = wire.mapping.handlers.get(route.operation)
        if handler is not None:
            view = _behind_access(route, functools.partial(_answered, handler), wire)
            blueprint.add_url_rule(flask_rule(route), endpoint=route.operation, view_func=view, methods=[route.method])
    return blueprint


def _answered(handler: Handler, _: Visit, **ids: int) -> Response:
    asked = _asked()
    asked.query.update({name: str(value) for name, value in ids.items()})
    return _said(handler(asked, core().kept))


def flask_rule(route: Route) -> str:
    """Return the path of a route as Flask wants it."""
    return re.sub(r"<(\w+)>", r"<id:\1>", route.path)


def core() -> Core:
    """Return the core of the application that is answering."""
    found: Core = current_app.extensions["silverfin"]
    return found


def wire() -> Wire:
    """Return the wire that the application serves."""
    found: Wire = current_app.extensions["wire"]
    return found


def note(**facts: object) -> None:
    """Put facts about what happened on the exchange, for whoever judges it."""
    exchange: Exchange = request.environ[EXCHANGE]
    exchange.notes.update(facts)


def note_done(visit: Visit, **facts: object) -> None:
    """Put on the exchange what a request does, once that is committed, and only then."""
    visit.books.store.after_commit(functools.partial(note, **facts))


def json_response(value: object, status: int = 200) -> Response:
    """Return a JSON response; shapes in it are written as the wire names their members."""
    more = status < 300 and core().switches.unknown_members
    return Response(written(value, wire(), more=more), status, mimetype="application/json")


# What a request says --------------------------------------------------------------------------------------------------


def parameter(name: str) -> str | None:
    """Return a parameter of the query by our name, None without it."""
    found = parameters(name)
    return found[0] if found else None


def parameters(name: str) -> list[str]:
    """Return every value that the query gives a parameter, by our name; a mapping gives one at most."""
    asked: Asked | None = g.get("asked")
    theirs = wire().parameters.get(g.operation, {}).get(name, name)
    if asked is None:
        return request.args.getlist(theirs)
    return [asked.query[theirs]] if theirs in asked.query else []


def sent(shape: type[Shape]) -> Any:
    """Return the JSON body by our names, unread; raise MediaTypeError or MalformedError."""
    asked: Asked | None = g.get("asked")
    if asked is not None:
        return ours(shape, asked.body, wire())
    if not request.is_json:
        raise MediaTypeError
    return ours(shape, parse(request.get_data()), wire())


def body_of(shape: type[AnyShape]) -> AnyShape:
    """Return the JSON body; raise InvalidError with what is wrong, beside what `sent` raises."""
    return members.read(shape, sent(shape))


# How a route is served ------------------------------------------------------------------------------------------------


def _view(route: Route, tied: _Tied, wire: Wire) -> Handler:
    if wire.strict and route.operation in OPERATIONS and any(assumed_parts(route, wire)):
        return _withheld
    return _behind_access(route, tied.handler, wire) if tied.needs_token else tied.handler


def _withheld(**_: int) -> NoReturn:
    raise NotInFakeError(messages.strict(request.method, request.path))


def _behind_access(route: Route, handler: Handler, wire: Wire) -> Handler:
    needed = route.scopes or ()
    read, say = wire.mapping.readers.get(route.operation), wire.mapping.answerers.get(route.operation)

    def view(firm_id: int, **ids: int) -> Response:
        visit: Visit = admit(core(), firm_id, needed)
        if request.environ.get(REFUSED):
            raise visit.core.turns.refusal()
        g.operation = route.operation
        if read is not None:
            g.asked = read(_asked(), core().kept)
        with audit.by(_author(visit)), visit.books.store.transaction():  # all that a request does, or nothing
            answer = handler(visit, **ids)
        if isinstance(answer, Response):
            return answer
        if say is not None:
            body = None if answer is None else parse(written(answer, wire))
            return _said(say(Said(route.status, body), core().kept))
        return Response(status=route.status) if answer is None else json_response(answer, route.status)

    return view


def _author(visit: Visit) -> Author:
    exchange: Exchange = request.environ[EXCHANGE]
    return Author(visit.caller.application_id, visit.caller.user_id, exchange.number)


def _asked() -> Asked:
    """Return what a request asks for, for a mapping to read; a body that is not JSON is none."""
    try:
        body = parse(request.get_data()) if request.is_json else None
    except MalformedError:
        body = None
    return Asked(request.args.to_dict(), body)


def _said(said: Said) -> Response:
    return Response(status=said.status) if said.body is None else json_response(said.body, said.status)
