"""The Syncs tab of a firm: connections with Odoo, from the first to the last, and applications that push."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from mock_silverfin.doors.door import note
from mock_silverfin.doors.integrations import runner
from mock_silverfin.doors.pages.visitors import Member, PageDoor, go
from mock_silverfin.integrations import connections, standing
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.host import WrongInputError
from mock_silverfin.integrations.odoo.failures import SyncFailure
from mock_silverfin.integrations.standing import Standing
from mock_silverfin.ledger.companies import Company
from mock_silverfin.sync import links

door = PageDoor("syncs")

INPUTS = ("email", "api_key", "url", "database")
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class LinkedFile:
    """A client file that takes its figures from a connection."""

    file: Company
    standing: Standing


@door.page("syncs_page", for_admins=True)
def syncs(member: Member) -> Response:
    """Show every connection, and the applications that were let in."""
    found = connections.all_of(member.firm.books)
    files = {one.id: links.all_linked(member.firm.books, one.application_id) for one in found}
    return member.page(
        "syncs.html",
        tab_name="syncs",
        connections=found,
        files=files,
        applications=_applications(member, found),
    )


@door.page("new_sync", for_admins=True)
def new_sync(member: Member) -> Response:
    """Ask which kind of sync is wanted."""
    return member.page("new_sync.html", tab_name="syncs")


@door.page("accounting_syncs", for_admins=True)
def accounting_syncs(member: Member) -> Response:
    """Ask which package is wanted; there is one in the fake."""
    return member.page("packages.html", tab_name="syncs", kind="syncs.accounting")


@door.page("administration_syncs", for_admins=True)
def administration_syncs(member: Member) -> Response:
    """Say that the fake has no package of this kind."""
    return member.page("packages.html", tab_name="syncs", kind="syncs.administration")


@door.page("new_odoo", for_admins=True)
def new_odoo(member: Member) -> Response:
    """Ask for the four inputs."""
    return _inputs_page(member, 200)


@door.page("connect_odoo", for_admins=True)
def connect(member: Member) -> Response:
    """Test the four inputs and keep them, or say which one is wrong."""
    try:
        name = request.form.get("name", "")
        made = runner().host.connect(member.firm.id, member.user_id, _typed(), name)
    except WrongInputError as error:
        note(operation="connect", refused=error.wrong)
        return _inputs_page(member, error.status, error.failure)
    note(operation="connect", connection=made.id)
    return go(f"{_path(member, made.id)}?new=1")


@door.page("connection_page", for_admins=True)
def connection(member: Member, connection_id: int) -> Response:
    """Show one connection."""
    return _connection_page(member, connection_id)


@door.page("connect_another", for_admins=True)
def connect_another(member: Member, connection_id: int) -> Response:
    """Connect another database with the same key."""
    try:
        made = runner().host.connect_another(member.firm.id, member.user_id, connection_id, _typed())
    except WrongInputError as error:
        return _connection_page(member, connection_id, error.status, another=error.failure)
    return go(f"{_path(member, made.id)}?new=1")


@door.page("refresh_references", for_admins=True)
def refresh(member: Member, connection_id: int) -> Response:
    """Ask Odoo which companies there are, and whether the key is still good."""
    try:
        runner().host.refresh(member.firm.id, connection_id)
    except WrongInputError as error:
        return _connection_page(member, connection_id, error.status, refused=error.failure)
    return go(_path(member, connection_id))


@door.page("reconnect_odoo", for_admins=True)
def reconnect(member: Member, connection_id: int) -> Response:
    """Test the four inputs anew and keep them, for the other connections with the same key, too, if that is wanted."""
    host, firm_id = runner().host, member.firm.id
    others = host.with_the_same_key(firm_id, connection_id) if request.form.get("everywhere") else []
    try:
        host.reconnect(firm_id, member.user_id, connection_id, _typed())
    except WrongInputError as error:
        note(operation="reconnect", refused=error.wrong)
        return _connection_page(member, connection_id, error.status, again=error.failure)
    closed = host.replace_key(firm_id, member.user_id, others, connection_id)
    return _connection_page(member, connection_id, closed=closed) if closed else go(_path(member, connection_id))


@door.page("disconnect_odoo", for_admins=True)
def disconnect(member: Member, connection_id: int) -> Response:
    """Forget a connection."""
    runner().host.disconnect(member.firm.id, connection_id)
    return go(f"{member.firm.path}/syncs")


@door.page("revoke_application", for_admins=True)
def revoke(member: Member, application_id: int) -> Response:
    """Take back what the person granted an application for the firm."""
    member.core.oauth.revoke(application_id, member.user_id, member.firm.id)
    return go(f"{member.firm.path}/syncs")


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in INPUTS}


def _path(member: Member, connection_id: int) -> str:
    return f"{member.firm.path}/syncs/{connection_id}"


def _inputs_page(member: Member, status: int, failure: SyncFailure | None = None) -> Response:
    typed = {**_typed(), "name": request.form.get("name", "")}
    return member.page("new_odoo.html", status, tab_name="syncs", typed=typed, failure=failure)


def _connection_page(member: Member, connection_id: int, status: int = 200, **told: Any) -> Response:
    """Return the page of a connection; `told` is what went wrong with one of its forms, by the form's name."""
    books, host = member.firm.books, runner().host
    found = connections.get(books, connection_id)
    files = links.all_linked(books, found.application_id)
    known = standing.of_files(member.core.directory, books, files)
    nothing: dict[str, Any] = {"another": None, "again": None, "refused": None, "closed": []}
    return member.page(
        "connection.html",
        status,
        tab_name="syncs",
        connection=found,
        references=host.references(member.firm.id, found),
        files=[LinkedFile(file, known[file.id]) for file in files],
        same_key=host.with_the_same_key(member.firm.id, connection_id),
        typed=_typed(),
        is_new="new" in request.args,
        **{**nothing, **told},
    )


def _applications(member: Member, built_in: list[Connection]) -> list[tuple[int, str]]:
    """Return the applications that were let in to the firm, without those that stand for connections."""
    ours = {connection.application_id for connection in built_in}
    granted = member.core.oauth.granted(member.user_id, member.firm.id)
    return [(id_, member.core.directory.application_name(id_)) for id_ in granted if id_ not in ours]
