"""The dialogs around a key as pages: confirm the password, describe the key, read it once, delete it.

Each sends the calls that the web client sends and follows the action that comes back, so that there is one logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from mock_kit.provenance import assumed, observed
from mock_odoo.doors import visits
from mock_odoo.doors.registry import claim
from mock_odoo.doors.rendering import redirection
from mock_odoo.doors.visits import Visit, page_of, signed_in
from mock_odoo.errors import OdooError
from mock_odoo.models.auth_totp import WIZARD
from mock_odoo.models.res_users_apikeys import CUSTOM

door = visits.pages("key_dialogs")

CHECK, DESCRIPTION, SHOW = "res.users.identitycheck", "res.users.apikeys.description", "res.users.apikeys.show"
OURS = assumed("the dialogs are pages with addresses of ours; each sends what the web client was seen to send")


@claim(observed("section 10, api_key_wizard"))
@door.post("/odoo/api-keys/add", defaults={"place": "database"})
@door.post("/my/api-keys/add", defaults={"place": "account"})
@signed_in
def add(found: Visit) -> Response:
    """Begin with a new key."""
    return followed(found, found.call("res.users", "api_key_wizard", [found.session.uid]))


@claim(OURS)
@door.get("/odoo/api-keys/check/<int:id_>", defaults={"place": "database"})
@door.get("/my/api-keys/check/<int:id_>", defaults={"place": "account"})
@signed_in
def check(found: Visit, id_: int) -> Response:
    """Ask for the password again."""
    return page_of(found, "check.html", id_=id_)


@claim(observed("section 10, run_check"))
@door.post("/odoo/api-keys/check/<int:id_>", defaults={"place": "database"})
@door.post("/my/api-keys/check/<int:id_>", defaults={"place": "account"})
@signed_in
def checked(found: Visit, id_: int) -> Response:
    """Carry out what waited for the password, or show why not."""
    password = request.form.get("password", "")
    try:
        if not found.database.version.identity_password_in_context:
            found.call(CHECK, "write", [id_], {"password": password})
        return followed(found, found.call(CHECK, "run_check", [id_], context={"password": password}))
    except OdooError as error:
        return page_of(found, "check.html", id_=id_, error=found.wording.message(error.message))


@claim(OURS)
@door.get("/odoo/api-keys/new", defaults={"place": "database"})
@door.get("/my/api-keys/new", defaults={"place": "account"})
@signed_in
def describe(found: Visit) -> Response:
    """Ask for a description and a duration."""
    names: dict[str, dict[str, Any]] = {"name": {}, **({"duration": {}} if found.database.version.keys_expire else {})}
    return _description(found, found.call(DESCRIPTION, "onchange", [], {}, [], names)["value"])


@claim(observed("section 10, web_save and make_key"))
@door.post("/odoo/api-keys/new", defaults={"place": "database"})
@door.post("/my/api-keys/new", defaults={"place": "account"})
@signed_in
def described(found: Visit) -> Response:
    """Make the key and show it, this once; or show why not."""
    values = _values(found)
    if not values["name"] or not values.get("duration", True):
        return _description(found, values, found.wording.label("new_key.missing"))
    try:
        [saved] = found.call(DESCRIPTION, "web_save", [], values, specification={"name": {}})
        return followed(found, found.call(DESCRIPTION, "make_key", [saved["id"]]))
    except OdooError as error:
        return _description(found, values, found.wording.message(error.message))


@claim(observed("section 10, remove"))
@door.post("/odoo/api-keys/<int:id_>/delete", defaults={"place": "database"})
@door.post("/my/api-keys/<int:id_>/delete", defaults={"place": "account"})
@signed_in
def delete(found: Visit, id_: int) -> Response:
    """Delete a key."""
    return followed(found, found.call("res.users.apikeys", "remove", [id_]))


def followed(found: Visit, action: Mapping[str, Any]) -> Response:
    """Show what the web client would show of an action."""
    model = action.get("res_model")
    if model == CHECK:
        return redirection(f"{found.place.dialogs}/check/{action['res_id']}")
    if model == DESCRIPTION:
        return redirection(f"{found.place.dialogs}/new")
    if model == SHOW:
        return page_of(found, "key.html", key=_shown(found, action["context"]))
    if model == WIZARD:
        return redirection(f"{found.place.second_factor}/{action['res_id']}")
    return redirection(found.place.security)


def _shown(found: Visit, context: Mapping[str, Any]) -> str:
    value = found.call(SHOW, "onchange", [], {}, [], {"key": {}}, context=context)["value"]
    return str(value["key"])


def _values(found: Visit) -> dict[str, Any]:
    """Return what the form says, as the dialog writes it; a date is kept in UTC, as the page says."""
    form = {name: request.form.get(name, "").strip() for name in ("name", "duration", "expiration_date")}
    if not found.database.version.keys_expire:
        return {"name": form["name"]}
    chosen = {"name": form["name"], "duration": form["duration"]}
    if form["duration"] != CUSTOM or not form["expiration_date"]:
        return chosen
    return {**chosen, "expiration_date": f"{form['expiration_date'].replace('T', ' ')[:16]}:00"}


def _description(found: Visit, values: Mapping[str, Any], error: str = "") -> Response:
    fields = found.call(DESCRIPTION, "fields_get", ["name", "duration", "expiration_date"], ["string", "selection"])
    return page_of(found, "new_key.html", values=values, fields=fields, error=error, custom=CUSTOM)
