"""The web client's door: sessions, calls of a signed-in browser, and what anybody may ask without signing in."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from mock_kit.provenance import client, observed
from mock_odoo import call, messages
from mock_odoo.database import Database
from mock_odoo.doors.jsonrpc import SESSION_EXPIRED, envelope, enveloped, not_found, require
from mock_odoo.doors.registry import asked_database, claim, odoo_of
from mock_odoo.doors.rendering import NOSNIFF, json_response, no_database_page
from mock_odoo.errors import AccessDenied, ServerError
from mock_odoo.keys import entry
from mock_odoo.keys.sessions import COOKIE, Session, WebRequest
from mock_odoo.orm.arguments import hashable
from mock_odoo.orm.schema import model_names

door = Blueprint("web", __name__)


class NoRoute(Exception):  # noqa: N818 - never leaves this module
    """The call names no model, and the real server looks for that before it looks at the rest (observed)."""


@claim(observed("section 5.3, web_version"))
@door.get("/web/version")
@door.get("/json/version")
def version() -> Response:
    """Return the version, without signing in; only where there is JSON-2."""
    version_ = odoo_of(request).version
    if not version_.has_json2:
        raise NotFound
    return json_response(orjson.dumps({"version_info": version_.info, "version": version_.name}))


@claim(observed("section 6, more"))
@door.get("/web/health")
def health() -> Response:
    """Say that the server is up and, if asked, that its database is."""
    body: dict[str, Any] = {"status": "pass"}
    if request.args.get("db_server_status"):
        body["db_server_status"] = True
    response = Response(orjson.dumps(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.add(*NOSNIFF)
    return response


@claim(observed("section 5.3, webclient_version_info"))
@door.post("/web/webclient/version_info")
def version_info() -> Response:
    """Return the version as `common.version` does."""
    return enveloped("/web/webclient/version_info", lambda _: odoo_of(request).version.common_version)


@claim(client("odooly asks for the databases before it signs in"))
@door.post("/web/database/list")
def database_list() -> Response:
    """Return the names of the databases."""

    def listed(_: dict[str, Any]) -> list[str]:
        if not odoo_of(request).lists_databases:
            raise AccessDenied(messages.ACCESS_DENIED)
        return sorted(odoo_of(request).databases)

    return enveloped("/web/database/list", listed)


@claim(observed("section 10, A"))
@door.post("/web/session/authenticate")
def authenticate() -> Response:
    """Sign in with login and password; an API key is not taken."""
    odoo, opened = odoo_of(request), list[Session]()

    def signed_in(params: dict[str, Any]) -> dict[str, Any]:
        require("Session.authenticate", ("db", "login", "password"), params)
        database = odoo.database_of_a_call(params["db"])
        with database.store.transaction():
            uid = entry.log_in(database, params["login"], params["password"])
            opened.append(odoo.sessions.open(database.name, uid))
            return _session_info(database, uid)

    response = enveloped("/web/session/authenticate", signed_in)
    for session in opened:
        response.headers["Set-Cookie"] = odoo.sessions.cookie(session)
    return response


@claim(observed("section 10, A"))
@door.post("/web/session/get_session_info")
def get_session_info() -> Response:
    """Return what the web client knows of the session."""
    return _in_session(
        "/web/session/get_session_info", lambda database, session, _: _session_info(database, session.uid)
    )


@claim(observed("section 10, A"))
@door.post("/web/session/destroy")
def destroy() -> Response:
    """Sign out."""
    return _in_session("/web/session/destroy", lambda _, session, __: odoo_of(request).sessions.close(session))


@claim(observed("section 10, A"))
@door.post("/web/dataset/call_kw")
@door.post("/web/dataset/call_kw/<path:_path>")
def call_kw(_path: str = "") -> Response:
    """Carry out a call of a signed-in browser."""
    return _in_session("/web/dataset/call_kw", _called)


@claim(observed("section 10, A"))
@door.post("/web/dataset/call_button")
@door.post("/web/dataset/call_button/<path:_path>")
def call_button(_path: str = "") -> Response:
    """Carry out a click: its result is the action to take next, or False."""

    def clicked(database: Database, session: Session, params: dict[str, Any]) -> Any:
        action = _called(database, session, params)
        return action if isinstance(action, dict) else False

    return _in_session("/web/dataset/call_button", clicked)


def _called(database: Database, session: Session, params: dict[str, Any]) -> Any:
    if hashable(params.get("model")) not in model_names(database.version.series):
        raise NoRoute
    require("DataSet.call_kw", ("model", "method", "args", "kwargs"), params)
    model, method, args = params["model"], params["method"], params["args"]
    web_request = WebRequest(session)
    with database.store.transaction():
        env = database.environment(session.uid, request=web_request)
        result = call.by_position(env, model, method, args, params["kwargs"])
    if web_request.identity_confirmed:
        odoo_of(request).sessions.confirm_identity(session)
    return result


def _in_session(route: str, handle: Any) -> Response:
    odoo = odoo_of(request)
    session = odoo.sessions.get(request.cookies.get(COOKIE))
    database = odoo.database_of_a_request(session.database if session else asked_database(request))
    if database is None:
        return no_database_page()

    if session is None:
        return envelope(None, error=ServerError(SESSION_EXPIRED, "Session expired"))
    try:
        return enveloped(route, lambda params: handle(database, session, params))
    except NoRoute:
        return envelope(None, error=not_found())


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
        "server_version": database.version.name,
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
