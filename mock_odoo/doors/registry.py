"""What the doors share: the server behind a request, and on what each route's behaviour rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Request, current_app

from mock_kit.provenance import Provenance
from mock_odoo.keys.sessions import COOKIE, Session

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.odoo import Odoo

View = TypeVar("View", bound=Callable[..., Any])

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]  # HEAD goes where GET goes
READING = ("GET", "HEAD", "OPTIONS", "TRACE")

CLAIMS: dict[str, Provenance] = {}  # by the view's qualified name


def claim_of(view: View) -> Provenance | None:
    """Return what a view rests on, None if nothing is claimed."""
    return CLAIMS.get(f"{view.__module__}.{view.__qualname__}")


def claim(provenance: Provenance) -> Callable[[View], View]:
    """Say on what a route's behaviour rests; a test refuses routes that do not say."""

    def mark(view: View) -> View:
        CLAIMS[f"{view.__module__}.{view.__qualname__}"] = provenance
        return view

    return mark


def odoo_of(request: Request) -> Odoo:
    """Return the server that a request came to."""
    del request
    return cast("Odoo", current_app.extensions["odoo"])


def asked_database(request: Request) -> str | None:
    """Return the database that a request's header names; versions without JSON-2 do not look at it."""
    return request.headers.get("X-Odoo-Database") if odoo_of(request).version.has_json2 else None


def session_of(request: Request) -> Session | None:
    """Return the session of a browser's request; one whose database is gone, or hidden from it, is none.

    Nobody need be signed in: `entry.signed_in` tells.
    """
    odoo = odoo_of(request)
    session = odoo.sessions.get(request.cookies.get(COOKIE))
    if session is None or session.database not in odoo.databases:
        return None
    return session if odoo.shows(request.host, session.database) else None


def database_of(request: Request, session: Session | None) -> Database | None:
    """Return the database that a request means: its session's, the one a header names, or the only one."""
    asked = session.database if session else asked_database(request)
    return odoo_of(request).database_of_a_request(request.host, asked)
