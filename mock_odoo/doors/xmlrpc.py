"""The XML-RPC door: `/xmlrpc/2/<service>`, and `/xmlrpc/<service>` as it was before. Always status 200.

Errors are faults with a number at the first and with a text at the second.
"""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

from flask import Blueprint, Response, request

from mock_kit.gateway import EXCHANGE
from mock_kit.provenance import observed
from mock_odoo.doors import services
from mock_odoo.doors.registry import claim, odoo_of
from mock_odoo.doors.rendering import NOSNIFF, html_page, note, traceback_of
from mock_odoo.doors.xml_values import written
from mock_odoo.errors import (
    AccessDenied,
    AccessError,
    MissingError,
    OdooError,
    RedirectWarning,
    ServerError,
    type_error,
)

door = Blueprint("xmlrpc", __name__)

NO_METHOD_NAME = 'can only concatenate str (not "NoneType") to str'


@claim(observed("section 5.1"))
@door.route("/xmlrpc/2/<service>", methods=["POST", "OPTIONS"], strict_slashes=False)
def xmlrpc_2(service: str) -> Response:
    """Answer one call of `common`, `object` or `db`."""
    return _answered(service, _fault)


@claim(observed("section 1.1, faults on legacy /xmlrpc"))
@door.route("/xmlrpc/<service>", methods=["POST", "OPTIONS"], strict_slashes=False)
def xmlrpc_1(service: str) -> Response:
    """Answer one call as the oldest clients want it: the fault's code is a text."""
    return _answered(service, _legacy_fault)


def _answered(service: str, fault: Callable[[OdooError], tuple[int | str, str]]) -> Response:
    if request.environ[EXCHANGE].too_large:
        return html_page(413)
    try:
        params, method = _parsed(_body())
        if method is None:
            raise type_error(NO_METHOD_NAME)
        result = services.dispatch(odoo_of(request), service, method, params)
        response = _answer(f"<params>\n<param>\n{written(result)}</param>\n</params>\n")
        response.headers.add(*NOSNIFF)
        return response
    except OdooError as error:
        note(error)
        code, text = fault(error)
        return _answer(f"<fault>\n{written({'faultCode': code, 'faultString': text})}</fault>\n")


def _body() -> bytes:
    """Return the request's body; the real server loses one that is sent as a form (observed)."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return b""
    return bytes(request.environ[EXCHANGE].body)


def _parsed(body: bytes) -> tuple[tuple[Any, ...], str | None]:
    unmarshaller = _Unmarshaller(use_builtin_types=True)
    # As on the real server, expat itself limits how far entities may grow, and reads no file or host that they name.
    parser = xmlrpc.client.ExpatParser(unmarshaller)
    try:
        parser.feed(body)
        parser.close()
        return tuple(unmarshaller.close()), unmarshaller.getmethodname()
    except ExpatError as error:
        raise ServerError("xml.parsers.expat.ExpatError", str(error)) from None
    except xmlrpc.client.Fault as fault:
        raise ServerError("xmlrpc.client.Fault", str(fault)) from None
    except (xmlrpc.client.ResponseError, ValueError, ArithmeticError, TypeError, LookupError, AttributeError) as error:
        module = type(error).__module__
        raise ServerError(f"{module}.{type(error).__name__}", str(error)) from None


def _end_of_a_moment(unmarshaller: xmlrpc.client.Unmarshaller, data: str) -> None:
    moment = datetime.strptime(data.strip(), "%Y%m%dT%H:%M:%S")  # noqa: DTZ007 - naive there
    unmarshaller.append(f"{moment.year}-{moment:%m-%d %H:%M:%S}")


class _Unmarshaller(xmlrpc.client.Unmarshaller):
    """Values as the standard library reads them, but for moments: those are texts, as everywhere in Odoo."""

    dispatch = {**xmlrpc.client.Unmarshaller.dispatch, "dateTime.iso8601": _end_of_a_moment}  # noqa: RUF012 - the base says so


def _fault(error: OdooError) -> tuple[int, str]:
    if isinstance(error, RedirectWarning):
        return error.fault_code, str(tuple(error.arguments))
    return error.fault_code, traceback_of(error) if isinstance(error, ServerError) else error.message


def _legacy_fault(error: OdooError) -> tuple[str, str]:
    if isinstance(error, AccessDenied):
        return "AccessDenied", error.message
    if isinstance(error, RedirectWarning):
        return f"warning -- Warning\n\n{tuple(error.arguments)}", ""
    if isinstance(error, ServerError):
        return error.message, traceback_of(error)
    kind = type(error).__name__ if isinstance(error, AccessError | MissingError) else "UserError"
    return f"warning -- {kind}\n\n{error.message}", ""


def _answer(inner: str) -> Response:
    body = f'<?xml version="1.0"?>\n<methodResponse>\n{inner}\n</methodResponse>\n'
    return Response(body, content_type="text/xml; charset=utf-8")
