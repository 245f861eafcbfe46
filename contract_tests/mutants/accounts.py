"""Mistakes about accounts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from mock_silverfin.integrations.odoo import ledger, picture, source, synchronise
from mock_silverfin.integrations.odoo.ledger import Account, Ledger
from mock_silverfin.integrations.odoo.picture import Item
from mock_silverfin.integrations.odoo.state import State
from twinledger.judge.mutants import Surgery, mutant

ACCOUNTS = "account.account"


def _with_accounts(surgery: Surgery, change: Callable[[Account], Account]) -> None:
    accounts = ledger._accounts

    def changed(*arguments: Any) -> dict[int, Account]:
        return {id_: change(account) for id_, account in accounts(*arguments).items()}

    surgery.replace(ledger, "_accounts", changed)


def _with_context(surgery: Surgery, **changes: Any) -> None:
    call = source.Source.call

    def changed(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        if model == ACCOUNTS:
            arguments["context"] = {**arguments["context"], **changes}
        return call(self, model, method, **arguments)

    surgery.replace(source.Source, "call", changed)


@mutant("DAT-09")
def reads_codes_as_numbers(surgery: Surgery) -> None:
    """Takes codes that look like numbers for numbers, as a spreadsheet does."""

    def as_number(account: Account) -> Account:
        with suppress(ValueError):
            return replace(account, code=f"{float(account.code):g}" if len(account.code) < 6 else account.code)
        return account

    _with_accounts(surgery, as_number)


@mutant("DAT-10")
def speaks_english_only(surgery: Surgery) -> None:
    """Asks for English, whatever language is wanted."""
    read_ledger = synchronise.read_ledger
    surgery.replace(synchronise, "read_ledger", lambda found, company, _: read_ledger(found, company, "en_US"))


@mutant("DAT-13")
def reads_the_first_companys_codes(surgery: Surgery) -> None:
    """Reads the accounts as the first company of the database has them."""
    call = source.Source.call

    def changed(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        if model == ACCOUNTS:
            [company] = arguments["context"]["allowed_company_ids"]
            arguments["context"] = {**arguments["context"], "allowed_company_ids": sorted({1, company})}
        return call(self, model, method, **arguments)

    surgery.replace(source.Source, "call", changed)


@mutant("DAT-14")
def overlooks_archived_accounts(surgery: Surgery) -> None:
    """Does not see accounts that are out of use, and passes over what stands on accounts that it does not see."""
    account_of = ledger._account_of

    def seen(row: Any, accounts: Mapping[int, Account]) -> Account:
        unseen = Account("", "", ledger.OFF_BALANCE)
        return account_of(row, accounts) if row["account_id"][0] in accounts else unseen

    _with_context(surgery, active_test=True)
    surgery.replace(ledger, "_account_of", seen)


@mutant("DAT-28")
def takes_off_balance_along(surgery: Surgery) -> None:
    """Takes off-balance accounts for assets."""
    _with_accounts(
        surgery,
        lambda account: replace(account, type="asset_current") if account.type == ledger.OFF_BALANCE else account,
    )


@mutant("DAT-29")
def knows_accounts_by_name(surgery: Surgery) -> None:
    """Takes an account of another name for another account, and leaves out what it does not know."""
    send = synchronise._send

    def sending(found: Ledger, to: Any, state: State, *rest: Any) -> None:
        known: dict[str, str] = json.loads(state.note("names") or "{}")
        state.remember(names=json.dumps({account.code: account.name for account in found.accounts} | known))
        lines = tuple(
            line for line in found.lines if known.get(line.account.code, line.account.name) == line.account.name
        )
        send(replace(found, lines=lines), to, state, *rest)

    surgery.replace(synchronise, "_send", sending)


@mutant("DAT-30")
def carries_appropriations_forward(surgery: Surgery) -> None:
    """Sends every account that Odoo calls unallocated as equity."""

    def as_equity(account: Account, locale: str, result: Account) -> Item:
        return {**account_item(account, locale, result), "type": account.silverfin_type}

    account_item = picture.account_item
    surgery.replace(picture, "account_item", as_equity)
