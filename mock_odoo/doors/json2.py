"""The JSON-2 door: `POST /json/2/<model>/<method>` with a bearer key; bare results, and errors with a status."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from mock_kit.gateway import EXCHANGE
from mock_kit.provenance import observed
from mock_odoo import call, in_session, messages
from mock_odoo.database import Database
from mock_odoo.doors.json_bodies import loads
from mock_odoo.doors.registry import METHODS, claim, database_of, odoo_of, session_of
from mock_odoo.doors.rendering import (
    dumped,
    error_data,
    html_page,
    json_response,
    no_database_page,
    unsupported_media_type,
)
from mock_odoo.errors import AccessDenied, HttpError, OdooError
from mock_odoo.keys import entry
from mock_odoo.keys.sessions import Session, WebRequest

door = Blueprint("json2", __name__)

ROUTE = "/json/2/<__model__>/<__method__>"
BEARER = re.compile(r"bearer\s+(?P<key>\S.*)", re.IGNORECASE)
TOO_LARGE = "The data value transmitted exceeds the capacity limit."
NAVIGATION = {"Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site"}


@claim(observed("section 5.3"))
@door.route("/json/2", defaults={"path": ""}, methods=METHODS, strict_slashes=False)
@door.route("/json/2/<path:path>", methods=METHODS, strict_slashes=False)
def json_2(path: str) -> Response:
    """Answer one call. The order of the checks is the real server's: database, route, type, key, body, call."""
    odoo = odoo_of(request)
    session = session_of(request)
    asked = request.headers.get("X-Odoo-Database")
    if session and asked and asked != session.database:
        return html_page(403, "Cannot use both the session_id cookie and the x-odoo-database header.")
    database = database_of(request, session)
    if database is None:
        return no_database_page()
    try:
        model, method = _place(path)
        if request.environ[EXCHANGE].body and request.mimetype != "application/json":
            return unsupported_media_type(ROUTE, "json2", "application/json", request.mimetype, has_body=True)
        with database.store.transaction():
            session = entry.signed_in(database, session)
            uid = caller(database, session)
            web_request = WebRequest(session, request.host.partition(":")[0])
            result = call.by_name(database.environment(uid, request=web_request), model, method, _arguments())
        in_session.keep(odoo, database, web_request)
        return json_response(dumped(result))
    except OdooError as error:
        return refused(error)


def _place(path: str) -> tuple[str, str]:
    parts = path.rstrip("/").split("/")
    if len(parts) != 2 or not all(parts) or request.method not in ("POST", "OPTIONS"):
        raise HttpError("NotFound", 404, messages.DID_YOU_MEAN)
    return parts[0], parts[1]


def caller(database: Database, session: Session | None) -> int:
    """Return the id of the user whose key a request brings, or whose browser it comes from; raise the refusal."""
    bearer = BEARER.fullmatch(request.headers.get("Authorization", ""))
    if bearer is None:
        return _uid_of_a_browser(session)
    uid = entry.bearer(database, bearer["key"])
    if uid is None:
        raise HttpError("Unauthorized", 401, messages.INVALID_APIKEY)
    if session and session.uid != uid:
        raise AccessDenied(messages.SESSION_OF_ANOTHER_USER)
    return uid


def _uid_of_a_browser(session: Session | None) -> int:
    if session is None:
        raise HttpError("Unauthorized", 401, messages.NOT_AUTHENTICATED)
    if not set(request.headers.keys()) >= NAVIGATION:
        raise HttpError("Unauthorized", 401, messages.SESSION_WITHOUT_HEADERS)
    return session.uid


def _arguments() -> dict[str, Any]:
    """Return the named arguments. A body that is sent in chunks, or is no object, counts as none (observed)."""
    exchange = request.environ[EXCHANGE]
    if exchange.too_large:
        raise HttpError("RequestEntityTooLarge", 413, TOO_LARGE)
    body = exchange.body if request.content_length else b""
    if not body:
        return {}
    try:
        arguments = loads(body)
    except ValueError as error:
        raise HttpError("BadRequest", 400, f"could not parse the body as json: {error}") from None
    return arguments if isinstance(arguments, dict) else {}


def refused(error: OdooError) -> Response:
    """Return an error with its status, as JSON-2 says it."""
    status = error.http_status if isinstance(error, HttpError) else error.status
    response = json_response(dumped(error_data(error)), status, is_error=True)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer "
    return response
