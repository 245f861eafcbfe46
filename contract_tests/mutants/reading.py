"""Mistakes in reading the books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from typing import Any

from mock_silverfin.integrations.odoo import ledger, source, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.ledger import Account, Ledger, Line
from twinledger.judge.mutants import Surgery, mutant

LINES = "account.move.line"


def _with_lines(surgery: Surgery, change: Callable[[tuple[Line, ...]], tuple[Line, ...]]) -> None:
    read_ledger = synchronise.read_ledger

    def changed(*arguments: Any) -> Ledger:
        found = read_ledger(*arguments)
        return replace(found, lines=change(tuple(found.lines)))

    surgery.replace(synchronise, "read_ledger", changed)


def _with_domain(surgery: Surgery, change: Callable[[list[Any]], list[Any]]) -> None:
    call = source.Source.call

    def changed(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        if model == LINES:
            arguments["domain"] = change(arguments["domain"])
        return call(self, model, method, **arguments)

    surgery.replace(source.Source, "call", changed)


def _read_once(surgery: Surgery) -> None:
    def once(found: source.Source, company: int, language: str) -> Ledger:
        context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
        return ledger.reading(found, company, context, ledger.read_company(found, company, context))

    surgery.replace(synchronise, "read_ledger", once)


@mutant("DAT-01")
def merges_equal_lines(surgery: Surgery) -> None:
    """Takes two lines of the same account, date and amount for one."""
    _with_lines(surgery, lambda lines: tuple({(line.account, line.date, line.amount): line for line in lines}.values()))


@mutant("DAT-03")
def moves_an_account(surgery: Surgery) -> None:
    """Books what is on the suppliers' account on the customers'."""

    def moved(line: Line) -> Line:
        elsewhere = Account("400000", "Customers", "asset_receivable")
        return replace(line, account=elsewhere) if line.account.code == "440000" else line

    _with_lines(surgery, lambda lines: tuple(moved(line) for line in lines))


@mutant("DAT-04")
def turns_income_around(surgery: Surgery) -> None:
    """Sends income as positive, because that is how people speak of it."""

    def turned(line: Line) -> Line:
        return replace(line, amount=-line.amount) if line.account.type.startswith("income") else line

    _with_lines(surgery, lambda lines: tuple(turned(line) for line in lines))


@mutant("DAT-05")
def takes_drafts(surgery: Surgery) -> None:
    """Asks for whatever is not cancelled."""
    _with_domain(
        surgery,
        lambda domain: [["parent_state", "!=", "cancel"] if term[0] == "parent_state" else term for term in domain],
    )


@mutant("DAT-06")
def takes_cancelled(surgery: Surgery) -> None:
    """Asks for whatever is not a draft."""
    _with_domain(
        surgery,
        lambda domain: [["parent_state", "!=", "draft"] if term[0] == "parent_state" else term for term in domain],
    )


@mutant("DAT-07")
def takes_notes(surgery: Surgery) -> None:
    """Books lines without an account on a suspense account."""
    account_of = ledger._account_of

    def suspense(row: Any, accounts: Any) -> Account:
        return account_of(row, accounts) if row["account_id"] else Account("499000", "Suspense", "asset_current")

    picture = synchronise.picture

    def with_suspense(found: Ledger, *arguments: Any) -> Any:
        return picture(replace(found, accounts=(*found.accounts, suspense({"account_id": False}, {}))), *arguments)

    _with_domain(surgery, lambda domain: [term for term in domain if term[0] != "account_id"])
    surgery.replace(ledger, "_account_of", suspense)
    surgery.replace(synchronise, "picture", with_suspense)


@mutant("DAT-08")
def dates_by_document(surgery: Surgery) -> None:
    """Takes the date of the invoice where there is one."""
    line = ledger._line

    def by_document(row: Any, account: Account) -> Line:
        return line({**row, "date": row["invoice_date"] or row["date"]}, account)

    surgery.replace(ledger, "FIELDS", [*ledger.FIELDS, "invoice_date"])
    surgery.replace(ledger, "_line", by_document)


@mutant("KEY-05")
def refused_page_is_the_last(surgery: Surgery) -> None:
    """Takes a page that is refused for the end of the books."""
    lines = ledger._lines

    def until_refused(*arguments: Any) -> Iterator[Line]:
        try:
            yield from lines(*arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.AUTHENTICATION:
                raise

    _read_once(surgery)
    surgery.replace(ledger, "_lines", until_refused)


@mutant("PAG-01")
def stops_after_the_first_page(surgery: Surgery) -> None:
    """Takes the first page for the whole."""
    lines = ledger._lines
    surgery.replace(ledger, "_lines", lambda *arguments: islice(lines(*arguments), ledger.PAGE))


def _paged(surgery: Surgery, order: str) -> None:
    """Let it page by offset in an order, and read only once."""

    def by_offset(found: source.Source, company: int, context: Any, accounts: Any) -> Iterator[Line]:
        domain = [["company_id", "=", company], ["parent_state", "=", "posted"], ["account_id", "!=", False]]
        asked = {"domain": domain, "fields": ledger.FIELDS, "order": order, "limit": ledger.PAGE, "context": context}
        for offset in count(step=ledger.PAGE):
            rows = found.call(LINES, "search_read", offset=offset, **asked)
            yield from ledger._lines_of(rows, accounts)
            if len(rows) < ledger.PAGE:
                return

    _read_once(surgery)
    surgery.replace(ledger, "_lines", by_offset)


@mutant("PAG-02")
def pages_by_offset(surgery: Surgery) -> None:
    """Pages by offset in the order in which Odoo shows journal items, and reads only once."""
    _paged(surgery, "date desc, id")


@mutant("PAG-03")
def counts_the_lines_it_has(surgery: Surgery) -> None:
    """Pages by offset in the order of ids, which only new lines leave alone, and reads only once."""
    _paged(surgery, "id")


@mutant("PAG-04")
def pages_by_date_alone(surgery: Surgery) -> None:
    """Pages by offset in an order that leaves open which of two lines comes first."""
    _paged(surgery, "date")


@mutant("PAG-05")
def reads_every_entry_by_itself(surgery: Surgery) -> None:
    """Asks for the label of every line once more."""
    lines = ledger._lines

    def one_by_one(found: source.Source, company: int, context: Any, accounts: Any) -> Iterator[Line]:
        for line in lines(found, company, context, accounts):
            asked = {"domain": [["id", "=", line.id]], "fields": ["name"], "context": context}
            [row] = found.call(LINES, "search_read", **asked)
            yield replace(line, description=row["name"] or line.description)

    _read_once(surgery)
    surgery.replace(ledger, "_lines", one_by_one)


@mutant("PAG-06")
def asks_for_all_fields(surgery: Surgery) -> None:
    """Names no fields, and gets them all."""
    call = source.Source.call

    def everything(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        if model == LINES:
            arguments.pop("fields")
        return call(self, model, method, **arguments)

    surgery.replace(source.Source, "call", everything)


@mutant("PAG-07")
def takes_a_failed_page_for_the_last(surgery: Surgery) -> None:
    """Reads until a page does not come, whatever keeps it from coming."""
    call = source.Source.call

    def content(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        try:
            return call(self, model, method, **arguments)
        except SyncFailure as failure:
            is_later = model == LINES and ["id", ">", 0] not in arguments["domain"]
            if not is_later or failure.reason is Reason.AUTHENTICATION:
                raise
            return []

    surgery.replace(source.Source, "call", content)
