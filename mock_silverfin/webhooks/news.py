"""News: what core webhooks hear of figures and accounts when they change."""

from __future__ import annotations

from collections.abc import Sequence

from mock_silverfin.ledger import accounts
from mock_silverfin.ledger.accounts import Account
from mock_silverfin.ledger.books import Books
from mock_silverfin.webhooks import hooks, outbox


def put_accounts(books: Books, company_id: int, told: Sequence[Account]) -> None:
    """Do what `accounts.put` does, and tell of each account that is new or becomes another."""
    put = accounts.put(books, company_id, told)
    outbox.tell(books, hooks.ACCOUNT_CREATED, company_id, put.added)
    outbox.tell(books, hooks.ACCOUNT_UPDATED, company_id, put.changed)


def balances_changed(books: Books, company_id: int) -> None:
    """Tell that something was changed that can alter the trial balance."""
    outbox.tell(books, hooks.BALANCES, company_id)
