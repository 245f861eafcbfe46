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
PERIOD = f"{FILE}/ledgers/<period_id>"
ACCOUNT = f"{PERIOD}/accounts/<account_id>"
FILES = ("csv", "xlsx")

_SIGN_IN = assumed("people sign in; how is not known")
_OURS = assumed("the style and the scripts of the pages are ours")
_SYNCS = assumed("support articles 101000399096 and 101000398387 describe these pages, not their addresses")
_FILE = assumed("support articles 101000542153 and 101000378758 describe this page, not its address")

_FIGURES = assumed("figures can be taken along as a file; how is not known")
_LEDGER = assumed("support article 101000398060 describes the ledger of an account, not its address")
_PERIODS = assumed("support articles 101000503371 and 101000579435 describe periods and locks, not their addresses")

_UPLOAD = assumed("support article 101000378754 describes the upload, not its address")


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
    _page("webhooks_page", f"{FIRM}/webhooks", assumed("that webhooks can be looked at is ours")),
    _page("file_page", FILE, client("silverfin-cli and scripts take such addresses apart")),
    _page("file_sync", f"{FILE}/sync", _FILE),
    _form("link_file", f"{FILE}/sync", _FILE),
    _form("refresh_list", f"{FILE}/sync/refresh", _FILE),
    _form("run_file", f"{FILE}/sync/run", _FILE),
    _form("unlink_file", f"{FILE}/sync/manual", _FILE),
    _page("ledgers_page", f"{FILE}/ledgers", client("scripts open pages below it")),
    _page("trial_balance", PERIOD, client("scripts open pages below it")),
    *(_page("trial_balance_file", f"{PERIOD}/trial-balance.{kind}", _FIGURES) for kind in FILES),
    _page("account_ledger", ACCOUNT, _LEDGER),
    *(_page("account_ledger_file", f"{ACCOUNT}/ledger.{kind}", _FIGURES) for kind in FILES),
    _page("entry_page", f"{FILE}/entry", _LEDGER),
    _page("accounts_page", f"{FILE}/accounts", _LEDGER),
    _page("periods_page", f"{FILE}/periods", _PERIODS),
    _form("add_year", f"{FILE}/periods", _PERIODS),
    _form("lock_period", f"{PERIOD}/lock", _PERIODS),
    _form("unlock_period", f"{PERIOD}/unlock", _PERIODS),
    _page("upload_page", f"{FILE}/upload", _UPLOAD),
    _form("upload_file", f"{FILE}/upload", _UPLOAD),
    _page("changes_page", f"{FILE}/changes", assumed("that changes can be followed is ours")),
    _page("change_page", f"{FILE}/changes/<change_id>", assumed("that changes can be followed is ours")),
    *(_page("file", f"/twinledger/{name}", _OURS) for name in ("pages.css", "system.css", "copy.js", "live.js")),
)
