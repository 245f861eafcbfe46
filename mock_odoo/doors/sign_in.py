"""The pages to sign in and out, for a database and for the website of accounts, and to choose among databases."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from mock_kit.provenance import assumed, observed
from mock_odoo.database import Database
from mock_odoo.doors import visits
from mock_odoo.doors.registry import claim, odoo_of
from mock_odoo.doors.rendering import redirection
from mock_odoo.doors.visits import IN_ACCOUNT, IN_DATABASE, Place
from mock_odoo.errors import AccessDenied
from mock_odoo.keys import entry, two_factor
from mock_odoo.portal import DATABASE as ACCOUNTS
from mock_odoo.web.wording import Wording

door = visits.pages("sign_in")

CODE = "/web/login/totp"  # where the code of a second factor is asked for


@claim(observed("browsed: the form, its fields and its error; layout and words around are ours", date="2026-11-23"))
@door.get("/web/login")
def sign_in() -> Response:
    """Show the form to sign in."""
    database = _database()
    if database is None:
        return redirection("/web/database/selector")
    place = _place(database)
    known = request.cookies.get(place.cookie)
    browser = known or odoo_of(request).sessions.stranger()
    response = _form(database, browser)
    if not known:
        response.headers["Set-Cookie"] = odoo_of(request).sessions.cookie_with(browser, place.cookie)
    return response


@claim(observed("browsed: where it leads, 200 with an error, 400 without token", date="2026-11-23"))
@door.post("/web/login")
def signed_in() -> Response:
    """Sign in with login and password; a key is not taken."""
    database = _database()
    if database is None:
        return redirection("/web/database/selector")
    place = _place(database)
    browser = request.cookies.get(place.cookie, "")
    if not visits.carries_token(browser):
        return visits.expired_form()
    try:
        uid = entry.log_in(database, request.form.get("login", ""), request.form.get("password", ""))
    except AccessDenied:
        return _form(database, browser, wrong=True)
    return _opened(database, uid, place)


@claim(observed("browsed", date="2026-11-23"))
@door.get("/web/session/logout", defaults={"place": "database"})
@door.get("/my/logout", defaults={"place": "account"})
def sign_out(place: str) -> Response:
    """Sign out and go home, where one may sign in again."""
    found = visits.visit(visits.PLACES[place])
    if found is not None:
        found.odoo.sessions.close(found.session)
    return redirection(_home(visits.PLACES[place]))


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


def _database() -> Database | None:
    """Return the database to sign in to: the one that is named, or the only one; the accounts' is called openerp."""
    odoo, asked = odoo_of(request), request.values.get("db")
    if asked == ACCOUNTS and odoo.has_accounts:
        return odoo.portal.database
    return odoo.database_of_a_request(request.host, asked)


def _place(database: Database) -> Place:
    return IN_ACCOUNT if database is odoo_of(request).portal.database else IN_DATABASE


def _form(database: Database, browser: str, *, wrong: bool = False) -> Response:
    wording = Wording(visits.language_of_a_stranger(), database.version.series)
    return visits.page(
        "sign_in.html",
        wording,
        browser,
        database=database.name,
        place=_place(database),
        login=request.form.get("login", ""),
        redirect=request.values.get("redirect", ""),
        wrong=wrong,
    )


def _opened(database: Database, uid: int, place: Place) -> Response:
    sessions = odoo_of(request).sessions
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
    return _local(request.form.get("redirect", "")) or _home(place)


def _local(path: str) -> str:
    """Return a path on this server; nothing for an address that leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def _home(place: Place) -> str:
    return "/my/databases" if place is IN_ACCOUNT else odoo_of(request).version.home_path
