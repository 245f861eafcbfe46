"""Mistakes about what stands on lines, and about companies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mock_silverfin.integrations.odoo import analysis, ledger, picture, source, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.ledger import Account, Line
from mock_silverfin.integrations.odoo.picture import Item
from mock_silverfin.integrations.odoo.source import Source
from twinledger.judge.mutants import Surgery, mutant

LINES = "account.move.line"
Row = Mapping[str, Any]


def _with_rows(surgery: Surgery, fields: list[str], change: Callable[[Row], Row]) -> None:
    """Let it read more fields of journal items, and make of every one what `change` does."""
    line = ledger._line

    def changed(row: Row, account: Account) -> Line:
        return line(change(row), account)

    surgery.replace(ledger, "FIELDS", [*ledger.FIELDS, *fields])
    surgery.replace(ledger, "_line", changed)


def _with_calls(surgery: Surgery, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    """Let it ask otherwise: `change` gets the model and the arguments of every call, and returns other arguments."""
    call = Source.call

    def changed(self: Source, model: str, method: str, **arguments: Any) -> Any:
        return call(self, model, method, **change(model, arguments))

    surgery.replace(source.Source, "call", changed)


@mutant("DAT-11")
def sends_foreign_amounts(surgery: Surgery) -> None:
    """Sends the amount in the currency of the invoice."""
    _with_rows(surgery, ["amount_currency"], lambda row: {**row, "balance": row["amount_currency"]})


@mutant("DAT-12")
def takes_every_company(surgery: Surgery) -> None:
    """Reads the lines of all the companies that the key opens."""
    accounts = ledger._accounts

    def everywhere(model: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if model != LINES:
            return arguments
        domain = [term for term in arguments["domain"] if term[0] != "company_id"]
        context = {name: value for name, value in arguments["context"].items() if name != "allowed_company_ids"}
        return {**arguments, "domain": domain, "context": context}

    def of_all(found: Source, context: Mapping[str, Any]) -> dict[int, Account]:
        companies = [row["id"] for row in found.call("res.company", "search_read", domain=[], fields=["name"])]
        known: dict[int, Account] = {}
        for company in companies:
            there = accounts(found, {**context, "allowed_company_ids": [company]})
            known.update({id_: account for id_, account in there.items() if account.code})
        return known

    _with_calls(surgery, everywhere)
    surgery.replace(ledger, "_accounts", of_all)


@mutant("DAT-15")
def overlooks_archived_journals(surgery: Surgery) -> None:
    """Looks for lines through the journals that are in use."""

    def in_use(model: str, arguments: dict[str, Any]) -> dict[str, Any]:
        domain = [*arguments["domain"], ["journal_id.active", "=", True]] if model == LINES else arguments.get("domain")
        return {**arguments, "domain": domain} if model == LINES else arguments

    _with_calls(surgery, in_use)


@mutant("DAT-16")
def stumbles_over_zero(surgery: Surgery) -> None:
    """Takes a line without an amount for a mistake in the books, and stops."""

    def checked(row: Row) -> Row:
        if not row["balance"]:
            raise SyncFailure(Reason.SOURCE, f"The journal item {row['id']} has no amount.")
        return row

    _with_rows(surgery, [], checked)


@mutant("DAT-17")
def speaks_ascii(surgery: Surgery) -> None:
    """Makes question marks of all letters that the Romans did not have."""
    line_item = picture.line_item

    def plain(line: Line) -> Item:
        item = line_item(line)
        return {**item, "description": item["description"].encode("ascii", "replace").decode()}

    surgery.replace(picture, "line_item", plain)


@mutant("DAT-22")
def takes_a_key_for_an_id(surgery: Surgery) -> None:
    """Takes the first number of a key for all of it."""
    parted = analysis.parts

    def by_first_id(line: Line, *rest: Any) -> Any:
        return parted(replace(line, shares=tuple((ids[:1], share) for ids, share in line.shares)), *rest)

    surgery.replace(picture, "parts", by_first_id)


@mutant("DAT-23")
def sends_all_of_it_as_open(surgery: Surgery) -> None:
    """Sends the whole amount of whatever is not wholly paid."""

    def all_of_it(row: Row) -> Row:
        return {**row, "amount_residual": row["balance"] if row["amount_residual"] else row["amount_residual"]}

    _with_rows(surgery, [], all_of_it)


@mutant("DAT-24")
def takes_every_amount_as_positive(surgery: Surgery) -> None:
    """Takes debit and credit for columns in which nothing is negative."""
    _with_rows(surgery, ["debit", "credit"], lambda row: {**row, "balance": abs(row["debit"]) - abs(row["credit"])})


@mutant("DAT-25")
def knows_cents_only(surgery: Surgery) -> None:
    """Writes every amount with two decimals."""
    line_item = picture.line_item
    surgery.replace(picture, "line_item", lambda line: {**line_item(line), "value": f"{line.amount:.2f}"})


@mutant("DAT-31")
def takes_dollars_for_euros(surgery: Surgery) -> None:
    """Never asks in which currency the file is kept."""
    surgery.replace(synchronise, "_compare_currencies", lambda *_: None)
