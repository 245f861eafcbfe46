"""The web client's door: sessions, calls of a signed-in browser, and what anybody may ask without signing in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from mock_kit.provenance import observed
from mock_odoo import databases, in_session, messages
from mock_odoo.database import Database
from mock_odoo.doors.jsonrpc import SESSION_EXPIRED, envelope, enveloped, not_found, require, sent, wrong_type
from mock_odoo.doors.registry import METHODS, READING, asked_database, claim, database_of, odoo_of, session_of
from mock_odoo.doors.rendering import NOSNIFF, html_page, json_response, no_database_page, redirection
from mock_odoo.errors import AccessError, OdooError, ServerError, type_error
from mock_odoo.keys import entry, two_factor
from mock_odoo.keys.cooldown import IgnoredError
from mock_odoo.keys.sessions import COOKIE, Session
from mock_odoo.odoo import Odoo
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.schema import model_names

door = Blueprint("web", __name__)

InSession = Callable[[Database, Session, dict[str, Any]], Any]


@claim(observed("section 5.3, web_version; conversation web_routes"))
@door.route("/web/version", methods=METHODS, strict_slashes=False)
@door.route("/json/version", methods=METHODS, strict_slashes=False)
def version() -> Response:
    """Return the version, without signing in; only where there is JSON-2."""
    version_ = odoo_of(request).version
    if not version_.has_json2:
        raise NotFound
    found = {"version_info": version_.info, "version": version_.wire_name}
    return _page(lambda: _with_cookie(json_response(orjson.dumps(found))))


@claim(observed("section 6, more; conversation web_routes"))
@door.route("/web/health", methods=METHODS, strict_slashes=False)
def health() -> Response:
    """Say that the server is up and, if asked, that its database is."""
    body: dict[str, Any] = {"status": "pass"}
    if request.args.get("db_server_status"):
        body["db_server_status"] = True
    headers = [("Cache-Control", "no-store"), NOSNIFF]
    return _page(lambda: Response(orjson.dumps(body), headers=headers, content_type="application/json"))


def _page(answered: Callable[[], Response]) -> Response:
    """Answer a request for a page; who wants to change something needs a token of the web client's (observed)."""
    if request.method in READING:
        return answered()
    if database_of(request, session_of(request)) is None:
        return redirection("/web/database/selector")
    return html_page(400, "Session expired (invalid CSRF token)")


def _with_cookie(response: Response) -> Response:
    """Give a browser that is new here a cookie, unless the answer is a refusal (observed).

    Who names a database in a header is no browser.
    """
    known = COOKIE in request.cookies or asked_database(request) is not None
    if not known and NOSNIFF[0] in response.headers:
        response.headers["Set-Cookie"] = odoo_of(request).sessions.cookie_of_a_stranger()
    return response


@claim(observed("section 5.3, webclient_version_info"))
@door.route("/web/webclient/version_info", methods=METHODS, strict_slashes=False)
def version_info() -> Response:
    """Return the version as `common.version` does."""
    return _with_cookie(enveloped("/web/webclient/version_info", lambda _: odoo_of(request).version.common_version))


@claim(observed("conversation web_routes, and with a database filter", date="2026-11-23"))
@door.route("/web/database/list", methods=METHODS, strict_slashes=False)
def database_list() -> Response:
    """Return the names of the databases that can be seen from here."""

    def listed(_: dict[str, Any]) -> list[str]:
        odoo = odoo_of(request)
        return [name for name in databases.listed(odoo) if odoo.shows(request.host, name)]

    return _with_cookie(enveloped("/web/database/list", listed))


@claim(observed("section 10, A"))
@door.route("/web/session/authenticate", methods=METHODS, strict_slashes=False)
def authenticate() -> Response:
    """Sign in with login and password; an API key is not taken.

    Where a second factor is asked for nobody is signed in, nor is it known who waits for a code (observed).
    """
    odoo, cookies = odoo_of(request), list[str]()

    def signed_in(params: dict[str, Any]) -> dict[str, Any]:
        require("Session.authenticate", ("db", "login", "password"), params)
        if not odoo.shows(request.host, str(params["db"])):
            raise AccessError(messages.DATABASE_NOT_FOUND)
        database = odoo.database_of_a_call(params["db"])
        with database.store.transaction():
            uid = _logged_in(odoo, database, params["login"], params["password"])
            if two_factor.is_asked(database, uid):
                cookies.append(odoo.sessions.cookie_of_a_stranger())
                return {"uid": None}
            session = odoo.sessions.open(database.name, uid, entry.session_token(database, uid))
            cookies.append(odoo.sessions.cookie(session))
            return _session_info(database, uid)

    response = enveloped("/web/session/authenticate", signed_in)
    for cookie in cookies:
        response.headers["Set-Cookie"] = cookie
    return response


def _logged_in(odoo: Odoo, database: Database, login: Any, password: Any) -> int:
    """Return who signs in; in a cooldown this route trips over the login that it takes for an id (observed)."""
    try:
        return odoo.cooldown.log_in(database, login, password, request.remote_addr or "")
    except IgnoredError:
        try:
            int(login)
        except (TypeError, ValueError) as error:
            raise ServerError(f"builtins.{type(error).__name__}", str(error)) from None
        raise


@claim(observed("section 10, A"))
@door.route("/web/session/get_session_info", methods=METHODS, strict_slashes=False)
def get_session_info() -> Response:
    """Return what the web client knows of the session."""
    return _in_session(
        "/web/session/get_session_info", lambda database, session, _: _session_info(database, session.uid)
    )


@claim(observed("section 10, A"))
@door.route("/web/session/destroy", methods=METHODS, strict_slashes=False)
def destroy() -> Response:
    """Sign out."""
    return _in_session("/web/session/destroy", lambda _, session, __: odoo_of(request).sessions.end(session.id))


@claim(observed("section 10, A"))
@door.route("/web/dataset/call_kw", methods=METHODS, strict_slashes=False)
@door.route("/web/dataset/call_kw/<path:_path>", methods=METHODS, strict_slashes=False)
def call_kw(_path: str = "") -> Response:
    """Carry out a call of a signed-in browser."""
    return _in_session("/web/dataset/call_kw", _called, _model_and_method)


@claim(observed("section 10, A"))
@door.route("/web/dataset/call_button", methods=METHODS, strict_slashes=False)
@door.route("/web/dataset/call_button/<path:_path>", methods=METHODS, strict_slashes=False)
def call_button(_path: str = "") -> Response:
    """Carry out a click: its result is the action to take next, or False."""

    def clicked(database: Database, session: Session, params: dict[str, Any]) -> Any:
        action = _called(database, session, params)
        return action if isinstance(action, dict) else False

    return _in_session("/web/dataset/call_button", clicked, _model_and_method)


def _called(database: Database, session: Session, params: dict[str, Any]) -> Any:
    require("DataSet.call_kw", ("model", "method", "args", "kwargs"), params)
    model, method, args, named = params["model"], params["method"], params["args"], params["kwargs"]
    host = request.host.partition(":")[0]
    return in_session.called(odoo_of(request), database, session, model, method, args, named, host=host)


def _in_session(route: str, handle: InSession, look_first: Callable[[Database], None] = lambda _: None) -> Response:
    """Answer a call that needs a session. The order of the checks is the real server's."""
    session = session_of(request)
    database = database_of(request, session)
    if database is None:
        return no_database_page()
    if (refused := wrong_type(route)) is not None:
        return refused
    try:
        look_first(database)
    except OdooError as error:
        return envelope(None, error=error)
    session = entry.signed_in(database, session)
    if session is None:
        return envelope(None, error=ServerError(SESSION_EXPIRED, "Session expired"))
    return enveloped(route, lambda params: handle(database, session, params))


def _model_and_method(database: Database) -> None:
    """Look which method is called, as the real server does before it knows by whom; Python's errors are its own."""
    try:
        params = sent()["params"]
        if hashable(_model_of(params)) not in model_names(database.version.series):
            raise not_found()
        if not isinstance(method := params["method"], str):
            raise type_error(f"attribute name must be string, not '{type(method).__name__}'")
    except json.JSONDecodeError as error:
        raise ServerError("json.decoder.JSONDecodeError", str(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ServerError(f"builtins.{type(error).__name__}", str(error.args[0])) from None


def _model_of(params: Any) -> Any:
    try:
        return params["model"]
    except KeyError:
        raise not_found() from None


def _session_info(database: Database, uid: int) -> dict[str, Any]:
    """Return the members of the session's description that concern user, companies and version."""
    env = database.environment(uid)
    user = env.user
    return {
        "uid": uid,
        "is_system": env.in_group("base.group_system"),
        "is_admin": env.in_group("base.group_erp_manager"),
        "is_public": env.in_group("base.group_public"),
        "is_internal_user": env.in_group("base.group_user"),
        "user_context": {"lang": user.lang or "en_US", "tz": user.tz or False, "uid": uid},
        "db": database.name,
        "server_version": database.version.wire_name,
        "server_version_info": list(database.version.info),
        "name": user.name,
        "username": user.login,
        "partner_display_name": user.name,
        "web.base.url": request.host_url.rstrip("/"),
        "user_companies": _companies(database, uid),
    }


def _companies(database: Database, uid: int) -> dict[str, Any]:
    user = database.user(uid)
    companies = database.environment().model("res.company", user.company_ids).read(["name", "sequence", "parent_id"])
    return {
        "current_company": user.company_id,
        "allowed_companies": {str(company["id"]): company for company in companies},
        "disallowed_ancestor_companies": {},
    }
