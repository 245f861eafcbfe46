"""The JSON-RPC door: `/jsonrpc`, and the envelope that the web client's routes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request

from mock_kit.gateway import EXCHANGE
from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.doors import services
from mock_odoo.doors.json_bodies import loads
from mock_odoo.doors.registry import METHODS, claim, odoo_of
from mock_odoo.doors.rendering import dumped, error_data, html_error, json_response, unsupported_media_type
from mock_odoo.errors import OdooError, ServerError, type_error
from mock_odoo.orm.arguments import mapping

door = Blueprint("jsonrpc", __name__)

CONTENT_TYPES = ("application/json", "application/json-rpc")
SESSION_EXPIRED = "odoo.http.SessionExpiredException"
NOT_FOUND = "werkzeug.exceptions.NotFound"
CODES = {SESSION_EXPIRED: (100, "Odoo Session Expired"), NOT_FOUND: (404, "404: Not Found")}
TOO_LARGE = "413 Request Entity Too Large: The data value transmitted exceeds the capacity limit."


@claim(observed("section 5.2"))
@door.route("/jsonrpc", methods=METHODS, strict_slashes=False)
def jsonrpc() -> Response:
    """Answer one call of `common`, `object` or `db`."""
    return enveloped("/jsonrpc", _dispatched)


def enveloped(route: str, handle: Callable[[dict[str, Any]], Any]) -> Response:
    """Answer with what `handle` makes of the request's `params`, in the envelope of JSON-RPC.

    A result of None leaves the member `result` out, and errors have the status 200 (observed).
    """
    if (refused := wrong_type(route)) is not None:
        return refused
    try:
        content = sent()
    except ValueError:
        return html_error(400, "Invalid JSON data")
    except OdooError as error:
        return envelope(None, error=error)
    if not isinstance(content, dict):
        return html_error(400, "Invalid JSON-RPC data")
    id_ = content.get("id")
    try:
        return envelope(id_, handle(mapping(content.get("params", {}))))
    except OdooError as error:
        return envelope(id_, error=error)


def wrong_type(route: str) -> Response | None:
    """Return the refusal of a request that says it holds something else than JSON."""
    if request.mimetype in CONTENT_TYPES:
        return None
    has_body = bool(request.content_length)
    return unsupported_media_type(route, "jsonrpc", ", ".join(CONTENT_TYPES), request.mimetype, has_body=has_body)


def sent() -> Any:
    """Return what the request's body holds; raise ValueError if it is no JSON."""
    if request.environ[EXCHANGE].too_large:
        raise ServerError("werkzeug.exceptions.RequestEntityTooLarge", TOO_LARGE)
    return loads(request.environ[EXCHANGE].body)


def _dispatched(params: dict[str, Any]) -> Any:
    require("JSONRPC.jsonrpc", ("service", "method", "args"), params)
    return services.dispatch(odoo_of(request), params["service"], params["method"], params["args"])


def require(function: str, names: Sequence[str], params: Mapping[str, Any]) -> None:
    """Raise Python's own TypeError if one of a function's named arguments is not among the params."""
    missing = [f"'{name}'" for name in names if name not in params]
    if missing:
        *others, last = missing
        listed = f"{', '.join(others)}{',' if len(others) > 1 else ''} and {last}" if others else last
        plural = "s" if others else ""
        raise type_error(f"{function}() missing {len(missing)} required positional argument{plural}: {listed}")


def not_found() -> OdooError:
    """Return the error of a route that leads nowhere; it has no arguments (observed)."""
    error = ServerError(NOT_FOUND, f"404 Not Found: {messages.NO_SUCH_URL}")
    error.arguments = []
    return error


def envelope(id_: Any, result: Any = None, error: OdooError | None = None) -> Response:
    """Return the answer with a result, or with an error."""
    members: dict[str, Any] = {"jsonrpc": "2.0", "id": id_}
    if error is not None:
        usual = (odoo_of(request).version.jsonrpc_error_code, "Odoo Server Error")
        code, message = CODES.get(error.class_name, usual)
        members["error"] = {"code": code, "message": message, "data": error_data(error)}
    elif result is not None:
        members["result"] = result
    return json_response(dumped(members), is_error=error is not None)
