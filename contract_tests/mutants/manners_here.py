"""Mistakes in manners towards Odoo, and about its versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from mock_silverfin.integrations.odoo import http, ledger, source, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import JSON2, XMLRPC
from mock_silverfin.integrations.odoo.ledger import Account, Ledger, Line
from mock_silverfin.integrations.odoo.source import Source
from mock_silverfin.integrations.odoo.state import State
from twinledger.judge.mutants import Surgery, mutant

ACCOUNTS, LINES = "account.account", "account.move.line"


def _once(found: Source, company: int, language: str) -> Ledger:
    """Read the ledger once."""
    context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
    return ledger.reading(found, company, context, ledger.read_company(found, company, context))


@mutant("ODO-01")
def leaves_a_mark(surgery: Surgery) -> None:
    """Writes into the company in Odoo when it was synchronised last."""
    read_ledger = synchronise.read_ledger

    def marking(found: Source, company: int, language: str) -> Ledger:
        found.call("res.company", "write", ids=[company], vals={"company_registry": "synchronised"})
        return read_ledger(found, company, language)

    surgery.replace(synchronise, "read_ledger", marking)


@mutant("ODO-02")
def borrows_from_the_web_client(surgery: Surgery) -> None:
    """Reads accounts with the method that Odoo's own pages use."""
    call = Source.call

    def borrowing(self: Source, model: str, method: str, **arguments: Any) -> Any:
        if model != ACCOUNTS or method != "search_read":
            return call(self, model, method, **arguments)
        specification: dict[str, Any] = {name: {} for name in arguments.pop("fields")}
        return call(self, model, "web_search_read", specification=specification, **arguments)["records"]

    surgery.replace(source.Source, "call", borrowing)


@mutant("ODO-03")
def stays_with_xmlrpc(surgery: Surgery) -> None:
    """Speaks XML-RPC to every version, as it always has."""
    connect = synchronise.connect
    surgery.replace(synchronise, "connect", lambda inputs, _, ca_file=None: connect(inputs, XMLRPC, ca_file))


@mutant("ODO-04")
def says_nothing_of_itself(surgery: Surgery) -> None:
    """Calls itself what its HTTP library calls itself."""
    surgery.replace(http, "USER_AGENT", requests.utils.default_user_agent())


@mutant("ODO-05")
def reads_in_parallel(surgery: Surgery) -> None:
    """Reads several pages at once to be done sooner."""

    def pages(found: Source, company: int, context: Any, accounts: Mapping[int, Account]) -> Iterator[Line]:
        domain = [["company_id", "=", company], ["parent_state", "=", "posted"], ["account_id", "!=", False]]
        asked = {"domain": domain, "fields": ledger.FIELDS, "order": "id", "limit": 500, "context": context}
        total = found.call(LINES, "search_count", domain=domain, context=context)
        with ThreadPoolExecutor(4) as pool:
            read = lambda offset: found.call(LINES, "search_read", offset=offset, **asked)  # noqa: E731
            for rows in pool.map(read, range(0, total, 500)):
                yield from ledger._lines_of(rows, accounts)

    surgery.replace(ledger, "_lines", pages)


@mutant("ODO-06")
def writes_false_as_a_word(surgery: Surgery) -> None:
    """Makes a text of whatever stands in a field."""
    line = ledger._line

    def literally(row: Mapping[str, Any], account: Account) -> Line:
        return line({**row, "name": str(row["name"])}, account)

    surgery.replace(ledger, "_line", literally)


@mutant("ODO-07")
def parses_labels(surgery: Surgery) -> None:
    """Takes the first word of an account's label for its code."""

    def labelled(row: Mapping[str, Any], accounts: Mapping[int, Account]) -> Account:
        code, _, _ = row["account_id"][1].partition(" ")
        by_code = {account.code: account for account in accounts.values()}
        if code not in by_code:
            raise SyncFailure(Reason.SOURCE, f"There is no account {code}.")
        return by_code[code]

    surgery.replace(ledger, "_account_of", labelled)


@mutant("ODO-08")
def sends_no_language(surgery: Surgery) -> None:
    """Says nothing of the language when it is English, since that is what Odoo takes then."""
    call = Source.call

    def silent(self: Source, model: str, method: str, **arguments: Any) -> Any:
        context = arguments.get("context", {})
        if context.get("lang") == "en_US":
            arguments["context"] = {name: value for name, value in context.items() if name != "lang"}
        return call(self, model, method, **arguments)

    surgery.replace(source.Source, "call", silent)


@mutant("ODO-09")
def reads_by_ids(surgery: Surgery) -> None:
    """Searches for ids, reads them a thousand at a time and does not look whether all of them came."""

    def by_ids(found: Source, company: int, context: Any, accounts: Mapping[int, Account]) -> Iterator[Line]:
        domain = [["company_id", "=", company], ["parent_state", "=", "posted"], ["account_id", "!=", False]]
        ids = found.call(LINES, "search", domain=domain, order="id", context=context)
        for start in range(0, len(ids), ledger.PAGE):
            page = ids[start : start + ledger.PAGE]
            rows = found.call(LINES, "read", ids=page, fields=ledger.FIELDS, context=context)
            yield from ledger._lines_of(rows, accounts)

    surgery.replace(synchronise, "read_ledger", _once)
    surgery.replace(ledger, "_lines", by_ids)


@mutant("ODO-10")
def sends_in_chunks(surgery: Surgery) -> None:
    """Streams the arguments of long calls, and so sends no length."""
    request = http.Connection.request

    def streaming(self: http.Connection, method: str, path: str, **options: Any) -> Any:
        if LINES in path:
            options["data"] = iter([options["data"]])
        return request(self, method, path, **options)

    surgery.replace(http.Connection, "request", streaming)


@mutant("VER-01")
def knows_the_latest_only(surgery: Surgery) -> None:
    """Speaks JSON-2, whatever the server is."""
    connect = synchronise.connect
    surgery.replace(synchronise, "connect", lambda inputs, _, ca_file=None: connect(inputs, JSON2, ca_file))


@mutant("VER-02")
def tries_fields_until_one_fits(surgery: Surgery) -> None:
    """Asks for the field of the latest version, and for the earlier one when that is an error."""
    accounts = ledger._accounts

    def trying(found: Source, context: Mapping[str, Any]) -> dict[int, Account]:
        for field in ("active", "deprecated"):
            try:
                found.call(ACCOUNTS, "search_read", domain=[], fields=[field], limit=1, context=context)
            except SyncFailure as failure:
                if failure.reason is not Reason.SOURCE:
                    raise
            else:
                break
        return accounts(found, context)

    surgery.replace(ledger, "_accounts", trying)


@mutant("VER-03")
def remembers_the_version(surgery: Surgery) -> None:
    """Keeps in mind what the server was when it first met it, and asks it as such for ever."""
    opened, accounts, met = synchronise._state, ledger._accounts, list[State]()

    def opening(*arguments: Any) -> State:
        met.append(opened(*arguments))
        return met[-1]

    def asked(found: Source, context: Mapping[str, Any]) -> dict[int, Account]:
        known = json.loads(met[-1].note("version") or json.dumps(found.version))
        met[-1].remember(version=json.dumps(known))
        field = "active" if known.startswith("19") else "deprecated"
        found.call(ACCOUNTS, "search_read", domain=[], fields=[field], limit=1, context=context)
        return accounts(found, context)

    surgery.replace(synchronise, "_state", opening)
    surgery.replace(ledger, "_accounts", asked)
