"""Accounts: their number is their identity, their type decides how their balance goes from year to year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mock_kit.store import Row
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger.books import Books

AccountType = Literal["asset", "liability", "equity", "income", "expense"]

LOCALES = ("en", "nl", "fr")


@dataclass(frozen=True)
class Account:
    """An account as bookkeeping sent it: `number` is text, `names` has one name per locale."""

    number: str
    names: Mapping[str, str]
    type: AccountType


@dataclass(frozen=True)
class KnownAccount(Account):
    """An account of a file, with the id that it has there.

    `custom` is what the firm changed: `number`, `names` by locale, `mapped_number`. Lines stand on the number that
    bookkeeping sent.
    """

    id: int
    custom: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown_number(self) -> str:
        """The number that the firm knows it by."""
        return str(self.custom.get("number", self.number))

    @property
    def custom_names(self) -> Mapping[str, str]:
        """The names that the firm gave it, by locale."""
        names: Mapping[str, str] = self.custom.get("names", {})
        return names

    def name(self, locale: str) -> str:
        """Return the name in `locale`, else in the first locale that has one, else nothing."""
        names = {**self.names, **self.custom_names}
        return next((names[known] for known in (locale, *LOCALES) if known in names), "")


@dataclass(frozen=True)
class Put:
    """How many accounts were new, and how many became others."""

    added: int
    changed: int


KNOWN = "SELECT number, type, names FROM account WHERE company_id = ?"
COLUMNS = "number, names, type, id, custom"


def put(books: Books, company_id: int, accounts: Sequence[Account]) -> Put:
    """Add accounts, or give those that are known (by number) their new names and type, and return how many.

    Names in locales that the fake does not support are left out (documented: create-new-account says so of locales that
    are not enabled).
    """
    known = {number: rest for number, *rest in books.store.all(KNOWN, [company_id])} if accounts else {}
    new = [number for number in dict.fromkeys(account.number for account in accounts) if number not in known]
    ids = dict(zip(new, books.ids.take(len(new)), strict=True))
    rows = [
        (ids.get(account.number), company_id, account.number, account.type, _kept_names(account))
        for account in accounts
    ]
    upsert = """INSERT INTO account (id, company_id, number, type, names) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (company_id, number) DO UPDATE SET type = excluded.type, names = excluded.names"""
    books.store.execute_many(upsert, rows)
    last = {number: [type_, names] for _, _, number, type_, names in rows}
    return Put(len(new), sum(number in known and known[number] != said for number, said in last.items()))


def all_of(books: Books, company_id: int) -> list[KnownAccount]:
    """Return a file's accounts by number."""
    query = f"SELECT {COLUMNS} FROM account WHERE company_id = ? ORDER BY number"
    return [_account(row) for row in books.store.all(query, [company_id])]


def get(books: Books, company_id: int, account_id: int) -> KnownAccount:
    """Return the account of that id; raise NotFoundError if the file has none."""
    row = books.store.one(f"SELECT {COLUMNS} FROM account WHERE company_id = ? AND id = ?", [company_id, account_id])
    if row is None:
        raise NotFoundError
    return _account(row)


def customise(books: Books, account: KnownAccount, custom: Mapping[str, Any]) -> None:
    """Let the firm change what an account is called; what is not named stays."""
    whole = {**account.custom, **custom, "names": {**account.custom_names, **custom.get("names", {})}}
    books.store.execute("UPDATE account SET custom = ? WHERE id = ?", [json.dumps(whole), account.id])


def types_of(books: Books, company_id: int) -> dict[str, AccountType]:
    """Return the type of each of a file's accounts, by number."""
    return dict(books.store.all("SELECT number, type FROM account WHERE company_id = ?", [company_id]))


def numbers_of(books: Books, company_id: int) -> frozenset[str]:
    """Return the numbers of a file's accounts."""
    rows = books.store.all("SELECT number FROM account WHERE company_id = ?", [company_id])
    return frozenset(number for (number,) in rows)


def _account(row: Row) -> KnownAccount:
    number, names, type_, id_, custom = row
    return KnownAccount(number, json.loads(names), type_, id_, json.loads(custom))


def _kept_names(account: Account) -> str:
    return json.dumps({locale: account.names[locale] for locale in LOCALES if locale in account.names})
