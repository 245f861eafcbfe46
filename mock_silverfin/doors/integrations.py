"""Connections with Odoo for programs that act as an admin of a firm does on the pages: JSON, and HTTP Basic."""

from __future__ import annotations

from flask import Response, current_app, request

from mock_silverfin.doors.door import Door, core, json_response, note
from mock_silverfin.errors import MalformedError, SilverfinError
from mock_silverfin.integrations import connections as all_connections
from mock_silverfin.integrations import runs
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.host import WrongInputError
from mock_silverfin.integrations.runner import Runner
from mock_silverfin.integrations.runs import Run
from mock_silverfin.ledger import companies as files
from mock_silverfin.ledger.books import Books
from mock_silverfin.people_errors import NoSignInError, OnlyAdminsError, SignInError
from mock_silverfin.sync import links
from mock_silverfin.wire import connections as wire
from mock_silverfin.wire import members
from mock_silverfin.wire.answers import Item
from mock_silverfin.wire.bodies import parse

door = Door("integrations")


@door.open_to_all("connections")
def connections(firm_id: int) -> Response:
    """Every connection of the firm."""
    _admin(firm_id)
    return json_response([_shown(firm_id, found) for found in all_connections.all_of(core().books(firm_id))])


@door.open_to_all("connect")
def connect(firm_id: int) -> Response:
    """Test the four inputs and keep them."""
    user_id = _admin(firm_id)
    try:
        made = runner().host.connect(firm_id, user_id, _inputs())
    except WrongInputError as error:
        note(operation="connect", refused=error.wrong)
        raise
    note(operation="connect", connection=made.id)
    return json_response(_shown(firm_id, made), 201)


@door.open_to_all("reconnect")
def reconnect(firm_id: int, connection_id: int) -> Response:
    """Test the four inputs anew and keep them in place of the old ones."""
    user_id = _admin(firm_id)
    try:
        known = runner().host.reconnect(firm_id, user_id, connection_id, _inputs())
    except WrongInputError as error:
        note(operation="reconnect", refused=error.wrong)
        raise
    return json_response(_shown(firm_id, known))


@door.open_to_all("disconnect")
def disconnect(firm_id: int, connection_id: int) -> Response:
    """Forget a connection."""
    _admin(firm_id)
    runner().host.disconnect(firm_id, connection_id)
    return json_response({})


@door.open_to_all("link")
def link(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Link a client file to one of the connection's companies."""
    _admin(firm_id)
    sent = members.read(wire.LinkBody, _sent())
    runner().host.link(firm_id, connection_id, company_id, sent.reference, sent.sync_start_at)
    return json_response(_file(firm_id, company_id))


@door.open_to_all("run")
def run(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Start a run; it goes on after the answer, and `last_run` tells how far it is."""
    _admin(firm_id)
    started = runner().start(firm_id, connection_id, company_id, request.host_url.rstrip("/"))
    return json_response(wire.run(started), 202)


@door.open_to_all("last_run")
def last_run(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Tell how a linked client file stands, its last run included."""
    _admin(firm_id)
    books = core().books(firm_id)
    links.linked(books, all_connections.get(books, connection_id).application_id, company_id)
    return json_response(_file(firm_id, company_id))


def runner() -> Runner:
    """Return the runner of the application that is answering."""
    found: Runner = current_app.extensions["runner"]
    return found


def _admin(firm_id: int) -> int:
    """Return the id of the person who signed in; raise NoSignInError or OnlyAdminsError."""
    given = request.authorization
    if given is None or given.type != "basic":
        raise NoSignInError
    core().books(firm_id)
    try:
        user_id = core().directory.sign_in(given.username or "", given.password or "")
        is_admin = core().directory.is_admin(user_id, firm_id)
    except SignInError:
        raise NoSignInError from None
    except SilverfinError:
        is_admin = False
    if not is_admin:
        raise OnlyAdminsError
    return user_id


def _inputs() -> dict[str, str]:
    return members.read(wire.InputsBody, _sent()).model_dump()


def _sent() -> object:
    """Return what the form or the JSON body says."""
    if request.is_json:
        return parse(request.get_data())
    if not request.form:
        raise MalformedError
    return request.form.to_dict()


def _shown(firm_id: int, found: Connection) -> Item:
    books = core().books(firm_id)
    linked = links.all_linked(books, found.application_id)
    shown = [wire.linked_file(file, _last_run(books, file.id)) for file in linked]
    return wire.connection(found, runner().host.references(firm_id, found), shown)


def _file(firm_id: int, company_id: int) -> Item:
    books = core().books(firm_id)
    return wire.linked_file(files.get(books, company_id), _last_run(books, company_id))


def _last_run(books: Books, company_id: int) -> Run | None:
    found = runs.of_file(books, company_id, 1)
    return found[0] if found else None
