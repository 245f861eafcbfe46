"""The WSGI application of a fake Odoo: all doors behind the gateway."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from mock_kit.clock import Clock
from mock_kit.faults import FaultPlan
from mock_kit.gateway import Gateway
from mock_kit.journal import Exchange, Journal
from mock_odoo.doors import json2, jsonrpc, web, xmlrpc
from mock_odoo.doors.rendering import html_page, no_database_page
from mock_odoo.odoo import Odoo

SYSTEM = "odoo"
LARGEST_BODY = 128 * 1024 * 1024
SECRET_SHAPE = rb"\b[0-9a-f]{40}\b"
XML_VALUE = re.compile(rb"<(?:string|int|i4)>([^<]*)</(?:string|int|i4)>")


def application(odoo: Odoo) -> Flask:
    """Return the Flask application with every door."""
    app = Flask("mock_odoo", static_folder=None)
    app.extensions["odoo"] = odoo
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.url_map.merge_slashes = False
    for module in (xmlrpc, jsonrpc, json2, web):
        app.register_blueprint(module.door)
    app.register_error_handler(HTTPException, _unknown_path)
    app.register_error_handler(UnicodeEncodeError, _half_a_character)
    return app


def gateway(odoo: Odoo, clock: Clock, journal: Journal, faults: FaultPlan) -> Gateway:
    """Return the application behind the gateway."""
    return Gateway(
        application(odoo).wsgi_app,
        system=SYSTEM,
        clock=clock,
        journal=journal,
        faults=faults,
        describe=describe,
        largest_body=LARGEST_BODY,
    )


def describe(exchange: Exchange) -> Mapping[str, str]:
    """Return the protocol, the model and the method of a call, as far as the request names them."""
    path = exchange.path.strip("/").split("/")
    if path[:2] == ["json", "2"] and len(path) == 4:
        return {"protocol": "json2", "model": path[2], "method": path[3]}
    if path[:2] == ["xmlrpc", "2"]:
        return {"protocol": "xmlrpc", **_of_xml(path[-1], exchange.body)}
    if path == ["jsonrpc"]:
        return {"protocol": "jsonrpc", **_of_json(exchange.body)}
    if path[:2] == ["web", "dataset"]:
        return {"protocol": "web", **_of_json(exchange.body)}
    return {"protocol": "web", "method": path[-1]}


def _of_xml(service: str, body: bytes) -> Mapping[str, str]:
    """Database, user and password stand before the model and the method of `execute_kw`."""
    values = [value.decode("utf-8", "replace") for value in XML_VALUE.findall(body[:10_000])]
    if service == "object" and len(values) >= 5:
        return {"model": values[3], "method": values[4]}
    name = re.search(rb"<methodName>([^<]*)</methodName>", body[:10_000])
    return {"method": name[1].decode("utf-8", "replace") if name else ""}


def _of_json(body: bytes) -> Mapping[str, str]:
    try:
        params = json.loads(body)["params"]
        if "model" in params:
            return {"model": str(params["model"]), "method": str(params["method"])}
        if params["service"] == "object":
            return {"model": str(params["args"][3]), "method": str(params["args"][4])}
        return {"method": str(params["method"])}
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return {}


def _half_a_character(_: UnicodeEncodeError) -> Response:
    """JSON can carry half a surrogate pair; the real server fails to answer what it cannot encode (observed)."""
    return html_page(500)


def _unknown_path(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        response = html_page(405)
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response
    return no_database_page()
