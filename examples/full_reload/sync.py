"""Copy a company's posted ledger from Odoo to Silverfin: read it all and, if it changed, send it all anew."""

import hashlib
import os
import re
import sys
import xmlrpc.client
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise, takewhile
from typing import Any

import requests

ENV = {name: value.strip() for name, value in os.environ.items()}
CONTEXT: Any = {"lang": ENV["SYNC_LANGUAGE"], "active_test": False, "allowed_company_ids": [int(ENV["SYNC_COMPANY"])]}
REASONS = {1: "configuration", 3: "authentication", 4: "authentication", 401: "authentication", 409: "conflict"}
HTTP: dict[str, Any] = {"timeout": 20, "allow_redirects": False}
AGENT = {"User-Agent": "compact-sync/1.0"}


def refuse(_: object, error: BaseException, __: object) -> None:
    """Answer why the run stopped, by Odoo's fault code, Silverfin's status or else the side spoken to."""
    code = getattr(error, "faultCode", getattr(getattr(error, "response", None), "status_code", 0))
    print(f'{{"ok": false, "reason": "{REASONS.get(code, ("source", "target")["/api/v4/" in str(error)])}"}}')


def odoo(service: str, method: str, *values: Any) -> Any:
    """Call a method of Odoo over XML-RPC."""
    url, head = f"{ENV['ODOO_URL'].rstrip('/')}/xmlrpc/2/{service}", {"Content-Type": "text/xml", **AGENT}
    answer = requests.post(url, xmlrpc.client.dumps(values, method).encode(), headers=head, **HTTP)
    if 300 <= answer.status_code < 500:
        raise xmlrpc.client.Fault(1, "the URL is not that of an Odoo")
    return xmlrpc.client.loads(answer.content)[0][0]


def rows(model: str, domain: list[Any], fields: str, last: int = 0) -> list[dict[str, Any]]:
    """Read all matching records, archived ones too, page by page behind the last id."""
    options = {"fields": fields.split(), "order": "id", "limit": 1000, "context": CONTEXT}
    page = odoo(
        "object",
        "execute_kw",
        ENV["ODOO_DATABASE"],
        uid,
        ENV["ODOO_API_KEY"],
        model,
        "search_read",
        [[*domain, ["id", ">", last]]],
        options,
    )
    return page and page + rows(model, domain, fields, page[-1]["id"])


def silverfin(method: str, path: str, **more: Any) -> Any:
    """Call Silverfin once; what fails is left to the next run, which begins anew."""
    url = f"{ENV['SILVERFIN_URL'].rstrip('/')}/api/v4/f/{ENV['SILVERFIN_FIRM_ID']}{path}"
    head = {"Authorization": f"Bearer {ENV['SILVERFIN_ACCESS_TOKEN']}", **AGENT}
    answer = requests.request(method, url, headers=head, **HTTP, **more)
    if answer.status_code == 403 and path.startswith("/companies/"):
        return {}  # what a file is may be seen with another scope than that of synchronisations
    return answer.raise_for_status() or answer.json()


sys.excepthook = refuse
if re.search(r"(?i)http://(?!(localhost|127\.0\.0\.1)(:\d+)?/? )", f"{ENV['ODOO_URL']} {ENV['SILVERFIN_URL']} "):
    raise xmlrpc.client.Fault(1, "no key and no token goes over http, unless to this machine")
if not re.match(r"(saas~)?(19|[2-9]\d)\.", odoo("common", "version")["server_version"]):
    raise xmlrpc.client.Fault(1, "this version of Odoo is not known here")
if not (uid := odoo("common", "authenticate", ENV["ODOO_DATABASE"], ENV["ODOO_EMAIL"], ENV["ODOO_API_KEY"], {})):
    raise xmlrpc.client.Fault(3, "Odoo refuses the e-mail or the key")
pages = takewhile(bool, (silverfin("GET", "/syncs/companies", params={"page": number}) for number in count(1)))
file = {str(linked["id"]): linked for page in pages for linked in page}[ENV["SILVERFIN_COMPANY_ID"]]
mine, base = ["in", CONTEXT["allowed_company_ids"]], f"/syncs/companies/{file['id']}"
posted = [
    ["company_id", *mine],
    ["parent_state", "=", "posted"],
    ["date", ">=", file["sync_start_at"] or "0001-01-01"],
    ["account_id", "!=", False],
    ["account_id.account_type", "!=", "off_balance"],
]
readings = (
    [
        rows("account.move.line", posted, "account_id date balance name move_name journal_id partner_id"),
        rows("account.account", [["account_type", "!=", "off_balance"]], "code name account_type"),
        rows("res.company", [["id", *mine]], "fiscalyear_last_month fiscalyear_last_day currency_id"),
    ]
    for _ in range(6)
)
lines, accounts, (company,) = next(one for one, two in pairwise(readings) if one == two)  # nothing moved
(currency,) = rows("res.currency", [["id", "=", company["currency_id"][0]]], "name")
if silverfin("GET", f"/companies/{file['id']}").get("currency") not in (None, currency["name"]):
    raise xmlrpc.client.Fault(1, "the client file is kept in another currency than the books")
kept = min((a["code"], a["name"]) for a in accounts if a["code"] and a["account_type"] == "equity_unaffected")
items = {
    a["id"]: {
        "number": a["code"],
        "type": "expense"  # begins every year at nothing, as in Odoo
        if a["account_type"] == "equity_unaffected" and a["code"] != kept[0]
        else a["account_type"].split("_")[0],
        "names": {CONTEXT["lang"][:2]: a["name"]},
    }
    for a in accounts
    if a["code"]
}
actions = [
    {
        "upsert": {
            "id": str(line["id"]),
            "account_number": items[line["account_id"][0]]["number"],
            "date": line["date"],
            "value": f"{line['balance']:.15g}",
            "description": line["name"] or "",
            "document_number": line["move_name"] or "",
            "journal": line["journal_id"][1],
            "partner": (line["partner_id"] or [""])[-1],
        }
    }
    for line in lines
]
month, day = int(company["fiscalyear_last_month"]), company["fiscalyear_last_day"]
span = [int(line["date"][:4]) for line in lines] or [datetime.now(tz=UTC).year]
ends = [
    (last := date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).replace(
        day=last.day if month == 2 and day > 27 else min(day, last.day)
    )
    for year in range(min(span) - 1, max(span) + 2)
]
settings = {
    "retained_earnings_account": {"number": kept[0], "name": kept[1]},
    "years": [
        {
            "start_date": str(before + timedelta(1)),
            "end_date": str(end),
            "compute_opening_balances": True,
            "compute_retained_earnings": True,
        }
        for before, end in pairwise(ends)
    ],
}
digest = hashlib.sha256(repr([settings, items, actions]).encode()).hexdigest()
if (point := file["sync_point"]) != f"{digest}-0":  # a sync point: what was read, and from where on it was sent
    point = silverfin("DELETE", f"{base}/reset", params={"previous_sync_point": point})["sync_point"]
    silverfin("POST", f"{base}/settings", json=settings)
    most = silverfin("GET", "/syncs/settings")["max_actions_per_request"]
    for first in range(max(len(actions) - 1, 0) // most * most, -1, -most):  # the last lines first
        point = silverfin(
            "POST",
            f"{base}/transactions",
            json={
                "sync_point": f"{digest}-{first}",
                "previous_sync_point": point,
                "accounts": [*items.values()],
                "actions": actions[first : first + most],
                "extra_field_labels": [],
            },
        )["sync_point"]
