"""A company's books in Odoo, read with OdooRPC: currency, end of the year, accounts, posted lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

import odoorpc
from odoorpc.error import InternalError, RPCError
from refusal import RefusalError, address

PAGE, READINGS, SECONDS = 1000, 6, 20
REFUSED = ("odoo.exceptions.AccessDenied", "odoo.exceptions.AccessError")
ACCOUNT = ("code", "name", "account_type", "non_trade")
LINE = ("account_id", "date", "balance", "amount_residual", "name", "move_name", "journal_id", "partner_id")
Row = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """The books of one company as they were at one moment; accounts are by id."""

    currency: str
    decimals: int
    year_ends: tuple[int, int]
    accounts: dict[int, Row]
    lines: list[Row]


class NoRedirect(HTTPRedirectHandler):
    """Whoever sends us elsewhere is not the Odoo that was configured."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nobody."""


def read_books(given: dict[str, str]) -> Books:
    """Read everything; raise RefusalError with the reason why that is not possible."""
    url = address("ODOO_URL", given["ODOO_URL"])
    try:
        return _read(url.hostname or "", url.port or (443 if url.scheme == "https" else 80), url.scheme, given)
    except HTTPError as error:
        reason = "configuration" if error.code < 500 and error.code != 429 else "source"
        raise RefusalError(reason, f"Odoo answered {error.code}") from None
    except RPCError as error:
        raise _refusal(error) from None
    except InternalError:
        raise RefusalError("authentication", "Odoo refuses the e-mail address or the key") from None
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        raise RefusalError("source", f"what answered is not an Odoo, or not whole ({type(error).__name__})") from None


def _read(host: str, port: int, scheme: str, given: dict[str, str]) -> Books:
    opener = build_opener(NoRedirect, HTTPCookieProcessor())
    opener.addheaders = [("User-Agent", "odoorpc-sync/1.0")]
    protocol = "jsonrpc+ssl" if scheme == "https" else "jsonrpc"
    odoo = odoorpc.ODOO(host, protocol, port, timeout=SECONDS, opener=opener)
    if not re.match(r"(saas~)?(1[7-9]|[2-9]\d)\.", str(odoo.version)):
        raise RefusalError("configuration", f"Odoo {odoo.version} is not supported; 17.0 and later are")
    odoo.login(given["ODOO_DATABASE"], given["ODOO_EMAIL"], given["ODOO_API_KEY"])
    company_id = int(given["SYNC_COMPANY"])
    context = {"lang": given["SYNC_LANGUAGE"], "active_test": False, "allowed_company_ids": [company_id]}

    def call(model: str, method: str, *arguments: Any, **named: Any) -> Any:
        return odoo.execute_kw(model, method, list(arguments), {**named, "context": context})

    ends = ["currency_id", "fiscalyear_last_month", "fiscalyear_last_day"]
    [company] = call("res.company", "read", [company_id], fields=ends)
    [currency] = call("res.currency", "read", [company["currency_id"][0]], fields=["name", "decimal_places"])
    accounts, lines = _undisturbed(lambda: _ledger(call, company_id))
    return Books(
        currency["name"],
        currency["decimal_places"],
        (int(company["fiscalyear_last_month"]), company["fiscalyear_last_day"]),
        {account["id"]: account for account in accounts},
        lines,
    )


def _ledger(call: Callable[..., Any], company: int) -> tuple[list[Row], list[Row]]:
    on_balance = ("account_type", "!=", "off_balance")
    posted = [("company_id", "=", company), ("parent_state", "=", "posted"), ("account_id", "!=", False)]
    posted.append(("account_id.account_type", "!=", "off_balance"))
    return _all(call, "account.account", [on_balance], ACCOUNT), _all(call, "account.move.line", posted, LINE)


def _all(call: Callable[..., Any], model: str, domain: list[Any], fields: tuple[str, ...]) -> list[Row]:
    """Read page by page behind the last id, so that no record is skipped when others come or go."""
    rows: list[Row] = []
    while True:
        behind = [*domain, ("id", ">", rows[-1]["id"] if rows else 0)]
        page = call(model, "search_read", behind, fields=list(fields), order="id", limit=PAGE)
        rows += page
        if len(page) < PAGE:
            return rows


def _undisturbed(read: Callable[[], Any]) -> Any:
    """Read until two readings are equal: every page is a transaction, and between equal readings nothing moved."""
    before = read()
    for _ in range(READINGS - 1):
        after = read()
        if after == before:
            return after
        before = after
    raise RefusalError("source", "the books change faster than they can be read")


def _refusal(error: RPCError) -> RefusalError:
    """Tell an error about the key from one about the database, and both from any other."""
    info = error.info if isinstance(error.info, dict) else {}
    name = str(info.get("data", {}).get("name", ""))
    said = json.dumps(info.get("data", {}).get("message", ""))
    if name in REFUSED or not info:  # OdooRPC's own word for a login that was answered with false
        return RefusalError("authentication", "Odoo refuses the e-mail address or the key")
    if "OperationalError" in name and "database" in said:
        return RefusalError("configuration", "there is no such database")
    return RefusalError("source", f"Odoo answered {name}")
