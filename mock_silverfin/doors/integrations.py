"""The firm's pages for connections with Odoo: JSON for programs, HTML for whoever asks for it.

A person signs in by HTTP Basic and must be an admin of the firm (documented: support article 101000399096).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, redirect, render_template, request

from mock_silverfin.doors.door import Door, core, json_response, note
from mock_silverfin.doors.oauth import PAGE_HEADERS
from mock_silverfin.errors import (
    ConflictError,
    InvalidError,
    MalformedError,
    NoSignInError,
    OnlyAdminsError,
    SignInError,
    SilverfinError,
)
from mock_silverfin.integrations import connections as all_connections
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.host import Host, Progress
from mock_silverfin.ledger import companies as files
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
    return _page(firm_id) if _wants_page() else json_response(_overview(firm_id))


@door.open_to_all("connect")
def connect(firm_id: int) -> Response:
    """Test the four inputs and keep them."""
    user_id = _admin(firm_id)

    def carry_out() -> Item:
        made = _host().connect(firm_id, user_id, members.read(wire.InputsBody, _sent()).model_dump())
        note(operation="connect", connection=made.id)
        return _shown(firm_id, made)

    return _done(firm_id, 201, carry_out)


@door.open_to_all("reconnect")
def reconnect(firm_id: int, connection_id: int) -> Response:
    """Test the four inputs anew and keep them in place of the old ones."""
    user_id = _admin(firm_id)

    def carry_out() -> Item:
        inputs = members.read(wire.InputsBody, _sent()).model_dump()
        return _shown(firm_id, _host().reconnect(firm_id, user_id, connection_id, inputs))

    return _done(firm_id, 200, carry_out)


@door.open_to_all("disconnect")
def disconnect(firm_id: int, connection_id: int) -> Response:
    """Forget a connection."""
    _admin(firm_id)

    def carry_out() -> Item:
        _host().disconnect(firm_id, connection_id)
        return {}

    return _done(firm_id, 200, carry_out)


@door.open_to_all("link")
def link(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Link a client file to one of the connection's companies."""
    _admin(firm_id)

    def carry_out() -> Item:
        sent = members.read(wire.LinkBody, _sent())
        _host().link(firm_id, connection_id, company_id, sent.reference, sent.sync_start_at)
        return _file(firm_id, company_id)

    return _done(firm_id, 200, carry_out)


@door.open_to_all("run")
def run(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Start a run; it goes on after the answer, and `last_run` tells how far it is."""
    _admin(firm_id)

    def carry_out() -> Item:
        return wire.run(_host().start(firm_id, connection_id, company_id, request.host_url.rstrip("/")))

    return _done(firm_id, 202, carry_out)


@door.open_to_all("last_run")
def last_run(firm_id: int, connection_id: int, company_id: int) -> Response:
    """Tell how a linked client file stands, its last run included."""
    _admin(firm_id)
    books = core().books(firm_id)
    links.linked(books, all_connections.get(books, connection_id).application_id, company_id)
    return json_response(_file(firm_id, company_id))


def _host() -> Host:
    found: Host = current_app.extensions["integrations"]
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


def _sent() -> object:
    """Return what the form or the JSON body says."""
    if request.is_json:
        return parse(request.get_data())
    if not request.form:
        raise MalformedError
    return request.form.to_dict()


def _done(firm_id: int, status: int, carry_out: Callable[[], Item]) -> Response:
    """Answer a program with what came of it, and show a person the page again, with what is wrong if anything is."""
    if not _wants_page():
        return json_response(carry_out(), status)
    try:
        carry_out()
    except (InvalidError, ConflictError) as error:
        return _page(firm_id, error)
    answer = redirect(f"/f/{firm_id}/syncs/odoo", 303)
    assert isinstance(answer, Response)
    return answer


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _overview(firm_id: int) -> list[Item]:
    return [_shown(firm_id, found) for found in all_connections.all_of(core().books(firm_id))]


def _shown(firm_id: int, found: Connection) -> Item:
    books = core().books(firm_id)
    linked = links.all_linked(books, found.application_id)
    shown = [wire.linked_file(file, _host().last_run(file.id)) for file in linked]
    return wire.connection(found, _host().references(firm_id, found), shown)


def _file(firm_id: int, company_id: int) -> Item:
    return wire.linked_file(files.get(core().books(firm_id), company_id), _host().last_run(company_id))


def _page(firm_id: int, error: SilverfinError | None = None) -> Response:
    overview = _overview(firm_id)
    all_files = files.all_of(core().books(firm_id))
    runs = [_host().last_run(file.id) for file in all_files]
    content = render_template(
        "syncs.html",
        firm_name=core().directory.firm_name(firm_id),
        path=f"/f/{firm_id}/syncs/odoo",
        connections=overview,
        files=all_files,
        error=error,
        is_running=any(run is not None and run.state is Progress.RUNNING for run in runs),
    )
    return Response(content, 200 if error is None else error.status, PAGE_HEADERS, mimetype="text/html")
