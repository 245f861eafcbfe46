"""What the pages share: who looks, at which place and in which language; how pages are sent and forms read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from mock_kit.pages.forms import FIELD
from mock_kit.pages.languages import language_of, preferred
from mock_kit.pages.rendering import Pages
from mock_odoo import in_session
from mock_odoo.database import Database
from mock_odoo.doors.registry import claim_of, database_of, odoo_of, session_of
from mock_odoo.doors.rendering import html_page, no_database_page, redirection
from mock_odoo.errors import OdooError
from mock_odoo.keys import entry
from mock_odoo.keys.sessions import ACCOUNT_COOKIE, COOKIE, Session
from mock_odoo.odoo import Odoo
from mock_odoo.web.wording import FOLDER, LANGUAGES, Wording

PAGES = Pages("Odoo", FOLDER)


@dataclass(frozen=True)
class Place:
    """Where somebody signs in: a database, or the website of accounts; with the paths of what both have."""

    name: str
    cookie: str
    security: str
    dialogs: str
    second_factor: str


IN_DATABASE = Place("database", COOKIE, "/odoo/my-preferences/security", "/odoo/api-keys", "/odoo/two-factor")
IN_ACCOUNT = Place("account", ACCOUNT_COOKIE, "/my/security", "/my/api-keys", "/my/two-factor")
PLACES = {place.name: place for place in (IN_DATABASE, IN_ACCOUNT)}


@dataclass(frozen=True)
class Visit:
    """A request of somebody who has signed in."""

    odoo: Odoo
    place: Place
    database: Database
    session: Session
    wording: Wording

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Carry out a call as the web client does, in the language of the page; raise OdooError."""
        language = LANGUAGES[self.wording.language]
        known = {"lang": language} if language in self.database.languages else {}
        context = {**known, **kwargs.pop("context", {})}
        named = {**kwargs, "context": context}
        host = request.host.partition(":")[0]
        return in_session.called(self.odoo, self.database, self.session, model, method, args, named, host=host)

    @property
    def has_second_factor(self) -> bool:
        """Whether the visitor has switched two-factor authentication on."""
        [user] = self.call("res.users", "read", [self.session.uid], ["totp_enabled"])
        return bool(user["totp_enabled"])

    @property
    def name(self) -> str:
        """What the visitor is called."""
        return self.database.user(self.session.uid).name


def pages(name: str) -> Blueprint:
    """Return a door for pages."""
    return Blueprint(name, f"mock_odoo.doors.{name}")


def visit(place: Place) -> Visit | None:
    """Return the visit behind the request, or None if nobody has signed in; `?debug=` switches the developer mode."""
    odoo = odoo_of(request)
    session = session_of(request) if place is IN_DATABASE else _session_of_account(odoo)
    database = _database_of(odoo, place, session)
    if database is None or (session := entry.signed_in(database, session)) is None:
        return None
    asked = request.args.get("debug")
    if asked is not None:
        session = odoo.sessions.set_developer(session, asked not in ("", "0"))
    language = language_of(database.user(session.uid).lang or "")
    return Visit(odoo, place, database, session, Wording(language, odoo.version.series))


def signed_in(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let only visitors in who have signed in, others are sent to do so; a form must carry the browser's token."""

    @wraps(view)
    def guarded(place: str, **values: Any) -> Response:
        there = PLACES[place]
        found = visit(there)
        if found is None:
            return to_database_asked_for() or to_sign_in(there)
        if request.method == "POST" and not carries_token(found.session.id):
            return expired_form()
        try:
            return view(found, **values)
        except OdooError as error:
            return page_of(found, "problem.html", error.status, problem=found.wording.message(error.message))

    return guarded


def to_database_asked_for() -> Response | None:
    """Let a browser that names another database than it is in begin anew there; None if it does not (observed).

    Who names one that is not there may choose; the real server sends them in a circle.
    """
    odoo, asked = odoo_of(request), request.args.get("db", "")
    current = database_of(request, session_of(request))
    if not asked or (current and current.name == asked):
        return None
    if asked not in odoo.visible(request.host):
        return redirection("/web/database/selector")
    response = redirection(request.full_path, 302)
    response.headers["Set-Cookie"] = odoo.sessions.cookie(odoo.sessions.choose(asked))
    return response


def to_sign_in(place: Place) -> Response:
    """Send a stranger to sign in and come back (observed: the address, with its question mark)."""
    odoo = odoo_of(request)
    back = quote(request.full_path, safe="")
    if place is IN_ACCOUNT:
        return redirection(f"/web/login?db=openerp&redirect={back}") if odoo.has_accounts else no_database_page()
    if database_of(request, session_of(request)) is None:
        return redirection("/web/database/selector")
    return redirection(f"/web/login?redirect={back}")


def carries_token(browser: str) -> bool:
    """Tell whether the form was on a page that this browser was sent."""
    return odoo_of(request).sessions.forms.knows(browser, request.form.get(FIELD, ""))


def expired_form() -> Response:
    """Refuse a form without the right token (observed)."""
    return html_page(400, "Session expired (invalid CSRF token)")


def page(template: str, wording: Wording, browser: str, status: int = 200, **values: Any) -> Response:
    """Return a page; its forms carry the token of `browser`, the id of a session or of a stranger."""
    odoo = odoo_of(request)
    usual = {
        "labels": wording.labels,
        "token": odoo.sessions.forms.of(browser),
        "error": "",
        "moment": wording.kept_moment,
        "address": claim_of(current_app.view_functions[request.endpoint or ""]),
    }
    return PAGES.page(request, template, wording, odoo.clock.today(), status, **{**usual, **values})


def page_of(found: Visit, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page for a visitor."""
    return page(template, found.wording, found.session.id, status, visit=found, place=found.place, **values)


def language_of_a_stranger() -> str:
    """Return the language that the browser prefers of those that the pages have."""
    return preferred(request.accept_languages)


def _session_of_account(odoo: Odoo) -> Session | None:
    session = odoo.sessions.get(request.cookies.get(ACCOUNT_COOKIE))
    return session if odoo.has_accounts and session and session.database == odoo.portal.database.name else None


def _database_of(odoo: Odoo, place: Place, session: Session | None) -> Database | None:
    return odoo.portal.database if place is IN_ACCOUNT and session else database_of(request, session)
