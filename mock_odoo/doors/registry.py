"""What the doors share: the server behind a request, and on what each route's behaviour rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Request, current_app

from mock_kit.provenance import Provenance

if TYPE_CHECKING:
    from mock_odoo.odoo import Odoo

View = TypeVar("View", bound=Callable[..., Any])

CLAIMS: dict[str, Provenance] = {}  # by the view's qualified name


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
