"""The WSGI application of a fake Odoo: all doors together, and what nobody of them answers."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter

from mock_kit.pages.requests import PageRequest
from mock_odoo.doors import doc, json2, jsonrpc, key_dialogs, preferences, second_factor, sign_in, web, xmlrpc
from mock_odoo.doors.rendering import html_page, no_database_page
from mock_odoo.odoo import Odoo


class IdConverter(IntegerConverter):
    """An id in a page's path; what PostgreSQL could not keep as one is nobody's."""

    regex = "[0-9]{1,9}"


def build(odoo: Odoo) -> Flask:
    """Return the Flask application with every door."""
    app = Flask("mock_odoo", static_folder=None)
    app.request_class = PageRequest
    app.url_map.converters["int"] = IdConverter
    app.extensions["odoo"] = odoo
    app.config["PROPAGATE_EXCEPTIONS"] = True
    for module in (
        xmlrpc,
        jsonrpc,
        web,
        sign_in,
        preferences,
        key_dialogs,
        second_factor,
        *((json2, doc) if odoo.version.has_json2 else ()),
    ):
        app.register_blueprint(module.door)
    app.register_error_handler(HTTPException, _unknown_path)
    app.register_error_handler(UnicodeEncodeError, _half_a_character)
    return app


def _half_a_character(_: UnicodeEncodeError) -> Response:
    """JSON can carry half a surrogate pair; the real server fails to answer what it cannot encode (observed)."""
    return html_page(500)


def _unknown_path(error: HTTPException) -> Response:
    if isinstance(error, MethodNotAllowed):
        response = html_page(405)
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response
    return no_database_page()
