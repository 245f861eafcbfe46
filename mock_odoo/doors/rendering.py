"""How errors look in JSON and in HTML, and how JSON answers are headed."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import orjson
from flask import Response, request

from mock_kit.gateway import EXCHANGE
from mock_odoo import messages
from mock_odoo.doors.registry import odoo_of
from mock_odoo.errors import OdooError

NOSNIFF = ("X-Content-Type-Options", "nosniff")
PHRASES = {
    400: ("Bad Request", ""),
    403: ("Forbidden", ""),
    405: ("Method Not Allowed", "The method is not allowed for the requested URL."),
    413: ("Request Entity Too Large", "The data value transmitted exceeds the capacity limit."),
    415: ("Unsupported Media Type", ""),
    500: (
        "Internal Server Error",
        (
            "The server encountered an internal error and was unable to complete your request. Either the server is "
            "overloaded or there is an error in the application."
        ),
    ),
}


def dumped(value: Any) -> bytes:
    """Return a value as JSON; raise UnicodeEncodeError for half a character, which ends in a page (observed)."""
    try:
        return orjson.dumps(value, default=str)
    except TypeError:
        return json.dumps(value, default=str, ensure_ascii=False).encode()


def json_response(body: bytes, status: int = 200, *, is_error: bool = False) -> Response:
    """Return a JSON answer; what is no error says that nobody may guess its type (observed)."""
    response = Response(body, status, content_type="application/json; charset=utf-8")
    if not is_error:
        response.headers.add(*NOSNIFF)
    return response


def note(error: OdooError) -> None:
    """Note in the journal how the call ended."""
    request.environ[EXCHANGE].notes.update(error=error.class_name, message=error.message)


def error_data(error: OdooError) -> dict[str, Any]:
    """Return the five members that describe an error, in their version's order (observed for 19.0)."""
    note(error)
    members = {
        "name": error.class_name,
        "message": error.message,
        "arguments": error.arguments,
        "context": error.context,
        "debug": traceback_of(error),
    }
    return {name: members[name] for name in odoo_of(request).version.jsonrpc_error_members}


def traceback_of(error: OdooError) -> str:
    """Return what stands for the real server's traceback: only its last line means anything to a client."""
    head = "Traceback (most recent call last):\n  (mock_odoo has no frames to show)\n" if error.shows_traceback else ""
    return f"{head}{error.last_line}\n"


def html_error(status: int, text: str) -> Response:
    """Return a short text, headed as HTML (observed for JSON that is none)."""
    return Response(text, status, [NOSNIFF], content_type="text/html; charset=utf-8")


def html_page(status: int, description: str = "") -> Response:
    """Return the error page of the HTTP layer."""
    phrase, usual = PHRASES[status]
    head = f"<!doctype html>\n<html lang=en>\n<title>{status} {phrase}</title>\n"
    page = f"{head}<h1>{phrase}</h1>\n<p>{description or usual}</p>\n"
    return Response(page, status, content_type="text/html; charset=utf-8")


def redirection(path: str, status: int = 303) -> Response:
    """Return the page that sends a client elsewhere."""
    where = escape(path)
    page = (
        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be "
        f'redirected automatically to the target URL: <a href="{where}">{where}</a>. If not, click the link.\n'
    )
    return Response(page, status, [("Location", path), NOSNIFF], content_type="text/html; charset=utf-8")


def no_database_page() -> Response:
    """Return the page for a request that names no database, or an unknown path outside of any."""
    page = (
        "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
        f"<p>{messages.NO_DATABASE}</p>\n"
        "<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n"
        "<!-- Alternatively, use the X-Odoo-Database header. -->\n"
    )
    return Response(page, 404, content_type="text/html; charset=utf-8")


def unsupported_media_type(route: str, kind: str, accepted: str, mimetype: str, *, has_body: bool) -> Response:
    """Return the page for a body that is not declared as the JSON that the route reads."""
    fitting = ["http"]
    fitting += ["jsonrpc"] if mimetype == "application/json-rpc" else []
    fitting += ["json2"] if not mimetype and kind == "jsonrpc" and not has_body else []
    description = f"Request inferred type is compatible with {fitting} but {route!r} is type={kind!r}."
    advice = "<br><br>Please verify the Content-Type request header and try again."
    status = odoo_of(request).version.wrong_media_type_status
    response = html_page(status, escape(description).replace("&#x27;", "&#39;") + advice)
    if status == 415:
        response.headers["Accept"] = accepted
    return response
