"""Calls: what a request asks for, in the words of an accountant; what has none here is said as on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_kit.journal import Exchange
from mock_kit.pages.words import noted
from mock_silverfin.page_routes import PAGES

ASSETS = ("/twinledger/", "/favicon.ico")
PROTOCOLS = {"json2": "JSON-2", "xmlrpc": "XML-RPC", "jsonrpc": "JSON-RPC", "web": "web"}
SILVERFIN_PAGES = frozenset(route.operation for route in PAGES)
POLLS = frozenset({"last_run"})  # asked again and again until a run has ended

MODELS = {
    "account.account": noted("Accounts"),
    "account.analytic.account": noted("Analytic accounts"),
    "account.analytic.line": noted("Analytic lines"),
    "account.analytic.plan": noted("Analytic plans"),
    "account.fiscal.year": noted("Financial years"),
    "account.group": noted("Account groups"),
    "account.journal": noted("Journals"),
    "account.move": noted("Journal entries"),
    "account.move.line": noted("Journal items"),
    "account.payment": noted("Payments"),
    "account.tax": noted("Taxes"),
    "res.company": noted("Companies"),
    "res.currency": noted("Currencies"),
    "res.currency.rate": noted("Exchange rates"),
    "res.partner": noted("Contacts"),
    "res.users": noted("Users"),
    "res.users.apikeys": noted("API keys"),
    "res.users.apikeys.description": noted("New API key"),
    "res.users.identitycheck": noted("Identity check"),
}
METHODS = {
    "action_post": noted("post"),
    "api_key_wizard": noted("ask for a new key"),
    "button_cancel": noted("cancel"),
    "button_draft": noted("back to draft"),
    "context_get": noted("who is asking?"),
    "create": noted("create"),
    "fields_get": noted("which fields are there?"),
    "make_key": noted("show the new key once"),
    "name_search": noted("search by name"),
    "read": noted("read"),
    "read_group": noted("sum up"),
    "remove": noted("remove"),
    "run_check": noted("confirm with the password"),
    "search": noted("search"),
    "search_count": noted("count"),
    "search_read": noted("search and read"),
    "unlink": noted("delete"),
    "write": noted("change"),
}
SERVICES = {
    "authenticate": noted("Sign in"),
    "login": noted("Sign in"),
    "version": noted("Which version is this?"),
}
OPERATIONS = {
    "accounts": noted("Read the accounts"),
    "authorize": noted("Ask for consent"),
    "companies": noted("List the client files"),
    "company": noted("Read the client file"),
    "connect": noted("Enter the four inputs"),
    "connect_odoo": noted("Enter the four inputs"),
    "create_webhook": noted("Register a webhook"),
    "decide": noted("Give or refuse consent"),
    "disconnect": noted("End the connection"),
    "disconnect_odoo": noted("End the connection"),
    "firm": noted("Read the firm"),
    "last_run": noted("How does the run stand?"),
    "limits": noted("Which limits are there?"),
    "link": noted("Link the client file"),
    "link_file": noted("Link the client file"),
    "period_accounts": noted("Read the balances"),
    "periods": noted("Read the periods"),
    "reconnect": noted("Enter the four inputs anew"),
    "reconnect_odoo": noted("Enter the four inputs anew"),
    "references": noted("Tell which companies can be linked"),
    "reset": noted("Remove what was sent"),
    "run": noted("Start a synchronisation"),
    "run_file": noted("Start a synchronisation"),
    "settings": noted("Tell accounts and settings"),
    "signed_in": noted("Sign in"),
    "submit": noted("Send journal items"),
    "sync_companies": noted("Which client files are linked?"),
    "sync_info": noted("Where did the last synchronisation end?"),
    "token": noted("Fetch tokens"),
    "unlink_file": noted("Unlink the client file"),
    "webhooks": noted("List the webhooks"),
}


@dataclass(frozen=True)
class Call:
    """What is asked for: `records` and `action` are texts to translate, or empty; `code` is how the wire says it."""

    code: str
    action: str = ""
    records: str = ""
    protocol: str = ""
    is_page: bool = False
    is_poll: bool = False

    @property
    def is_write(self) -> bool:
        """Whether journal items are sent, or a run is started: what a reader looks for first."""
        return self.action in (OPERATIONS["submit"], OPERATIONS["run"])


def is_asset(exchange: Exchange) -> bool:
    """Tell whether only the style or a script of a page is asked for."""
    return exchange.path.startswith(ASSETS)


def call_of(exchange: Exchange) -> Call:
    """Return what an exchange asks for."""
    if exchange.system == "odoo":
        return _of_odoo(exchange, exchange.call)
    return _of_silverfin(exchange, exchange.call)


def _of_odoo(exchange: Exchange, call: Mapping[str, str]) -> Call:
    protocol, model, method = call.get("protocol", ""), call.get("model", ""), call.get("method", "")
    name = PROTOCOLS.get(protocol, protocol)
    if model:
        return Call(f"{model}.{method}", METHODS.get(method, ""), MODELS.get(model, ""), name)
    if protocol != "web":
        return Call(method or exchange.path, SERVICES.get(method, ""), "", name)
    is_for_programs = method in SERVICES and exchange.method == "POST"
    is_page = not is_for_programs and not exchange.path.startswith(("/web/version", "/web/session/"))
    return Call(exchange.path, SERVICES.get(method, ""), "", name, is_page=is_page)


def _of_silverfin(exchange: Exchange, call: Mapping[str, str]) -> Call:
    operation = call.get("operation", "")
    is_page, is_poll = operation in SILVERFIN_PAGES, operation in POLLS
    protocol = "web" if is_page else "REST"
    return Call(operation or exchange.path, OPERATIONS.get(operation, ""), "", protocol, is_page, is_poll)
