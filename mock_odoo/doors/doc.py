"""The documentation's door: `/doc-bearer/index.json` and `/doc-bearer/<model>.json`, with a bearer key.

Clients of JSON-2 look there for the names of a method's parameters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from mock_kit.provenance import observed
from mock_odoo import describing
from mock_odoo.doors.json2 import caller, refused
from mock_odoo.doors.registry import METHODS, claim, database_of, session_of
from mock_odoo.doors.rendering import NOSNIFF, dumped, json_response, no_database_page
from mock_odoo.errors import OdooError
from mock_odoo.orm.environment import Environment

door = Blueprint("doc", __name__)

KEPT_PRIVATELY = ("Cache-Control", "no-cache, private")
LANGUAGE = ("Content-Language", "en-US")


@claim(observed("conversation documentation: names, signatures and defaults, nothing else", date="2026-11-23"))
@door.route("/doc-bearer/index.json", methods=METHODS, strict_slashes=False)
def index() -> Response:
    """Return all models in brief; its tag stands in quotes (observed)."""
    return _described(describing.index, '"{}"')


@claim(observed("conversation documentation: names, signatures and defaults, nothing else", date="2026-11-23"))
@door.route("/doc-bearer/<name>.json", methods=METHODS, strict_slashes=False)
def model(name: str) -> Response:
    """Return everything about one model; its tag stands in no quotes (observed)."""
    return _described(lambda env: describing.model(env, name), "{}")


def _described(describe: Callable[[Environment], Any], quotes: str) -> Response:
    session = session_of(request)
    database = database_of(request, session)
    if database is None:
        return no_database_page()
    try:
        with database.store.transaction():
            body = dumped(describe(database.environment(caller(database, session))))
    except OdooError as error:
        return refused(error)
    tag = quotes.format(hashlib.sha256(body).hexdigest())
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers=[NOSNIFF])
    response = json_response(body)
    response.headers.extend([("ETag", tag), KEPT_PRIVATELY, LANGUAGE])
    return response
