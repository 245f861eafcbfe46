"""The pages of somebody who has signed in: home, preferences with the list of keys, and an account's databases."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from mock_kit.provenance import assumed, documented, observed
from mock_odoo.doors import visits
from mock_odoo.doors.registry import claim, odoo_of
from mock_odoo.doors.rendering import no_database_page, redirection
from mock_odoo.doors.visits import IN_DATABASE, Visit, page_of, signed_in
from mock_odoo.portal import Account

door = visits.pages("preferences")


@claim(observed("browsed", date="2026-11-23"))
@door.get("/")
def root() -> Response:
    """Go home."""
    return redirection(odoo_of(request).version.home_path)


@claim(observed("browsed: who has not signed in is sent to do so; the page itself is ours", date="2026-11-23"))
@door.get("/web", strict_slashes=False)
@door.get("/odoo", strict_slashes=False)
def home() -> Response:
    """Show where one is, and the menu of the user."""
    if request.path.startswith("/odoo") and odoo_of(request).version.home_path != "/odoo":
        return no_database_page()
    found = visits.visit(IN_DATABASE)
    if found is None:
        return visits.to_database_asked_for() or visits.to_sign_in(IN_DATABASE)
    return page_of(found, "home.html")


@claim(observed("browsed: tabs and labels; the page is a dialog there", date="2026-11-23"))
@door.get("/odoo/my-preferences", defaults={"place": "database"})
@signed_in
def preferences(found: Visit) -> Response:
    """Show the visitor's name, e-mail address and language."""
    [user] = found.call("res.users", "read", [found.session.uid], ["name", "login", "email", "lang", "tz"])
    fields = found.call("res.users", "fields_get", ["name", "login", "email", "lang", "tz"], ["string"])
    rows = [(fields[name]["string"], user[name] or "") for name in fields if name in user]
    return page_of(found, "preferences.html", rows=rows)


@claim(observed("browsed: labels, and what is said of a key", date="2026-11-23"))
@door.get("/odoo/my-preferences/security", defaults={"place": "database"})
@signed_in
def security(found: Visit) -> Response:
    """Show the visitor's keys, without any key."""
    return page_of(found, "security.html", keys=keys_of(found))


@claim(assumed("where an account's home is, is not documented"))
@door.get("/my", strict_slashes=False)
def account_home() -> Response:
    """Go to the databases of the account, where there are accounts."""
    return redirection("/my/databases") if odoo_of(request).has_accounts else no_database_page()


@claim(documented("the integration's page: my/databases shows which databases a key of an account is for"))
@door.get("/my/databases", defaults={"place": "account"})
@signed_in
def databases(found: Visit) -> Response:
    """Show the databases that the account manages."""
    account = Account(found.session.uid, "", found.name)
    names = [name for name in found.odoo.portal.databases(account) if name in found.odoo.databases]
    return page_of(found, "account_databases.html", names=names, url=request.host_url.rstrip("/"))


@claim(
    observed("browsed as a portal user, with portal.allow_api_keys; keys are shown with ?debug=1", date="2026-11-23")
)
@door.get("/my/security", defaults={"place": "account"})
@signed_in
def account_security(found: Visit) -> Response:
    """Show the account's security settings; its keys in developer mode only."""
    keys = keys_of(found) if found.session.developer else []
    return page_of(found, "account_security.html", keys=keys)


@claim(assumed("the real client deletes without asking; here a person confirms"))
@door.get("/odoo/api-keys/<int:id_>/delete", defaults={"place": "database"})
@door.get("/my/api-keys/<int:id_>/delete", defaults={"place": "account"})
@signed_in
def deletion(found: Visit, id_: int) -> Response:
    """Ask whether a key is to be deleted."""
    keys = [key for key in keys_of(found) if key["id"] == id_]
    return page_of(found, "delete.html", key=keys[0]) if keys else redirection(found.place.security)


def keys_of(found: Visit) -> list[dict[str, Any]]:
    """Return what the list shows of the visitor's keys."""
    names = ["name", "scope", "create_date", *(["expiration_date"] if found.database.version.keys_expire else [])]
    mine = [["user_id", "=", found.session.uid]]
    keys: list[dict[str, Any]] = found.call("res.users.apikeys", "search_read", mine, names)
    return keys
