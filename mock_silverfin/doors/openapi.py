"""The OpenAPI document of what is served, and a page to browse it that loads nothing."""

from __future__ import annotations

from pathlib import Path

from flask import Response
from jinja2 import Environment

from mock_kit.pages.rendering import HEADERS
from mock_silverfin import wire as wire_room
from mock_silverfin.doors.door import Door, json_response, wire
from mock_silverfin.wire.openapi import document

TEMPLATE = Path(wire_room.__file__).with_name("openapi.html")
PAGE_HEADERS = {**HEADERS, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}

door = Door("openapi")


@door.open_to_all("openapi")
def openapi() -> Response:
    """The document."""
    return json_response(document(wire()))


@door.open_to_all("openapi_page")
def openapi_page() -> Response:
    """The page."""
    template = Environment(autoescape=True).from_string(TEMPLATE.read_text(encoding="utf-8"))
    return Response(template.render(document(wire())), headers=PAGE_HEADERS, mimetype="text/html")
