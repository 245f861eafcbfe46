"""The routes of the pages that a person sees. The real addresses of most are not known; what they show is marked.

A path names its ids in angle brackets, as in `routes`.
"""

from __future__ import annotations

from mock_kit.provenance import Provenance, assumed, client
from mock_silverfin.routes import Route

FIRM = "/f/<firm_id>"
SYNCS = f"{FIRM}/syncs"
CONNECTION = f"{SYNCS}/<connection_id>"
FILE = f"{FIRM}/<company_id>"

_SIGN_IN = assumed("people sign in; how is not known")
_OURS = assumed("the style and the scripts of the pages are ours")
_SYNCS = assumed("support articles 101000399096 and 101000398387 describe these pages, not their addresses")
_FILE = assumed("support articles 101000542153 and 101000378758 describe this page, not its address")


def _page(operation: str, path: str, provenance: Provenance) -> Route:
    return Route(operation, "GET", path, provenance, None)


def _form(operation: str, path: str, provenance: Provenance) -> Route:
    return Route(operation, "POST", path, provenance, None)


PAGES = (
    _page("home", "/", assumed("where a person chooses a firm is not known")),
    _page("sign_in", "/sign_in", _SIGN_IN),
    _form("signed_in", "/sign_in", _SIGN_IN),
    _form("sign_out", "/sign_out", _SIGN_IN),
    _page("firm_page", FIRM, client("silverfin-vscode links to it")),
    _page("syncs_page", SYNCS, _SYNCS),
    _page("new_sync", f"{SYNCS}/new", _SYNCS),
    _page("accounting_syncs", f"{SYNCS}/new/accounting", _SYNCS),
    _page("administration_syncs", f"{SYNCS}/new/administration", _SYNCS),
    _page("new_odoo", f"{SYNCS}/new/accounting/odoo", _SYNCS),
    _form("connect_odoo", f"{SYNCS}/new/accounting/odoo", _SYNCS),
    _page("connection_page", CONNECTION, _SYNCS),
    _form("connect_another", f"{CONNECTION}/another", _SYNCS),
    _form("refresh_references", f"{CONNECTION}/refresh", _SYNCS),
    _form("reconnect_odoo", f"{CONNECTION}/reconnect", _SYNCS),
    _form("disconnect_odoo", f"{CONNECTION}/disconnect", _SYNCS),
    _form("revoke_application", f"{SYNCS}/applications/<application_id>/revoke", _SYNCS),
    _page("file_page", FILE, client("silverfin-cli and scripts take such addresses apart")),
    _page("file_sync", f"{FILE}/sync", _FILE),
    _form("link_file", f"{FILE}/sync", _FILE),
    _form("refresh_list", f"{FILE}/sync/refresh", _FILE),
    _form("run_file", f"{FILE}/sync/run", _FILE),
    _form("unlink_file", f"{FILE}/sync/manual", _FILE),
    *(_page("file", f"/twinledger/{name}", _OURS) for name in ("pages.css", "system.css", "copy.js", "live.js")),
)
