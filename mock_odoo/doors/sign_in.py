"""The pages to sign in and out, for a database and for the website of accounts, and to choose among databases."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Response, request

from mock_kit.provenance import assumed, observed
from mock_odoo.database import Database
from mock_odoo.doors import visits
from mock_odoo.doors.registry import claim, database_of, odoo_of, session_of
from mock_odoo.doors.rendering import redirection
from mock_odoo.doors.visits import IN_ACCOUNT, IN_DATABASE, Place
from mock_odoo.errors import AccessDenied
from mock_odoo.keys import entry, two_factor
from mock_odoo.keys.cooldown import IgnoredError
from mock_odoo.portal import DATABASE as ACCOUNTS
from mock_odoo.web.wording import Wording

door = visits.pages("sign_in")

CODE = "/web/login/totp"  # where the code of a second factor is asked for


@claim(observed("parity, pages: its form and error; layout and words around are ours", date="2026-11-28"))
@door.get("/web/login")
def sign_in() -> Response:
    """Show the form to sign in; who has done so, and was going somewhere, goes on."""
    place = _place()
    if place is IN_DATABASE and (chosen := visits.to_database_asked_for()) is not None:
        return chosen
    if request.args.get("redirect") and visits.visit(place) is not None:
        return redirection(onward(place))
    database = _database(place)
    if database is None:
        return redirection("/web/database/selector")
    known = request.cookies.get(place.cookie)
    browser = known or odoo_of(request).sessions.stranger()
    response = _form(database, browser)
    if not known:
        response.headers["Set-Cookie"] = odoo_of(request).sessions.cookie_with(browser, place.cookie)
    return response


@claim(observed("parity, pages: where it leads, 200 with an error, 400 without token", date="2026-11-28"))
@door.post("/web/login")
def signed_in() -> Response:
    """Sign in with login and password; a key is not taken."""
    place = _place()
    database = _database(place)
    if database is None:
        return redirection("/web/database/selector")
    browser = request.cookies.get(place.cookie, "")
    if not visits.carries_token(browser):
        return visits.expired_form()
    try:
        uid = odoo_of(request).cooldown.log_in(
            database, request.form.get("login", ""), request.form.get("password", ""), request.remote_addr or ""
        )
    except AccessDenied as error:
        return _form(database, browser, refusal=error)
    return _opened(database, uid, place)


@claim(observed("parity, pages: it leads home, or where one asks, and to the same database", date="2026-11-28"))
@door.get("/web/session/logout")
def sign_out() -> Response:
    """Sign out and go home, where one may sign in to the same database again."""
    sessions, session = odoo_of(request).sessions, session_of(request)
    response = redirection(_path(request.args.get("redirect", _home(IN_DATABASE))))
    if session is not None:
        sessions.end(session.id)
        response.headers["Set-Cookie"] = sessions.cookie(sessions.choose(session.database))
    return response


@claim(assumed("where one signs out of an account is not documented"))
@door.get("/my/logout")
def sign_out_of_account() -> Response:
    """Sign out of the website of accounts."""
    found = visits.visit(IN_ACCOUNT)
    if found is not None:
        found.odoo.sessions.end(found.session.id)
    return redirection(_home(IN_ACCOUNT))


@claim(assumed("a page to choose among databases is there; ours shows names alone"))
@door.get("/web/database/selector")
def selector() -> Response:
    """Let a stranger choose among the databases that can be seen from here, where they are listed."""
    odoo = odoo_of(request)
    names = odoo.visible(request.host) if odoo.lists_databases else []
    wording = Wording(visits.language_of_a_stranger(), odoo.version.series)
    return visits.page("databases.html", wording, "", names=names, accounts=odoo.has_accounts)


@claim(assumed("the style and the script of the pages are ours"))
@door.get("/twinledger/<name>")
def static(name: str) -> Response:
    """Return the pages' own style or script."""
    return visits.PAGES.file(name)


def _place() -> Place:
    """Return where to sign in: to the website of accounts if its database is named, which is called openerp."""
    return IN_ACCOUNT if odoo_of(request).has_accounts and request.values.get("db") == ACCOUNTS else IN_DATABASE


def _database(place: Place) -> Database | None:
    """Return the database to sign in to: the accounts', the browser's, or the only one."""
    return odoo_of(request).portal.database if place is IN_ACCOUNT else database_of(request, session_of(request))


def _form(database: Database, browser: str, *, refusal: AccessDenied | None = None) -> Response:
    wording = Wording(visits.language_of_a_stranger(), database.version.series)
    response = visits.page(
        "sign_in.html",
        wording,
        browser,
        database=database.name,
        place=_place(),
        login=request.form.get("login", ""),
        redirect=request.values.get("redirect", ""),
        refusal=_said(refusal, wording),
    )
    response.headers["Cache-Control"] = "no-cache"  # observed; it holds no secret
    return response


def _said(refusal: AccessDenied | None, wording: Wording) -> str:
    """Return what the form says of a refusal: nothing of what was wrong, but that nobody looks at the moment."""
    if refusal is None:
        return ""
    return wording.message(refusal.message) if isinstance(refusal, IgnoredError) else wording.label("sign_in.wrong")


def _opened(database: Database, uid: int, place: Place) -> Response:
    sessions = odoo_of(request).sessions
    sessions.end(request.cookies.get(place.cookie))
    waits, token = two_factor.is_asked(database, uid), entry.session_token(database, uid)
    session = sessions.open(database.name, uid, token, waits_for_code=waits)
    response = redirection(_to_code(place) if waits else onward(place))
    response.headers["Set-Cookie"] = sessions.cookie(session, place.cookie)
    return response


def _to_code(place: Place) -> str:
    """Return the address of the form for the code, with where to go from there."""
    asked = {"redirect": _local(request.form.get("redirect", "")), "db": ACCOUNTS if place is IN_ACCOUNT else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{CODE}?{query}" if query else CODE


def onward(place: Place) -> str:
    """Return where a browser goes that has just signed in: where it was going, else home."""
    return _local(request.values.get("redirect", "")) or _home(place)


def _local(path: str) -> str:
    """Return a path on this server; nothing for an address that leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def _path(address: str) -> str:
    """Return the path of an address, of whatever host (observed)."""
    return "/" + urlsplit(address).path.lstrip("/")


def _home(place: Place) -> str:
    return "/my/databases" if place is IN_ACCOUNT else odoo_of(request).version.home_path
