"""The audit of a file: every change, who made it and with which request, and the lines that came and went with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mock_silverfin.ledger.books import Books


@dataclass(frozen=True)
class Author:
    """Who changes something: an application by a person's grant, or nobody but the test; `exchange` is its request.

    That is the number that the request has in the journal.
    """

    application_id: int | None = None
    user_id: int | None = None
    exchange: int | None = None


NOBODY = Author()
_author: ContextVar[Author] = ContextVar("author", default=NOBODY)


@dataclass(frozen=True)
class Change:
    """One change of a file, numbered in the order in which they came about; `at` is in UTC."""

    number: int
    company_id: int
    operation: str
    at: datetime
    author: Author
    details: Mapping[str, Any]


@contextmanager
def by(author: Author) -> Iterator[None]:
    """Let what is changed inside be this author's."""
    token = _author.set(author)
    try:
        yield
    finally:
        _author.reset(token)


def begin(books: Books, company_id: int, operation: str, **details: object) -> int:
    """Note that a file is changed and return the number of the change; it is gone with its transaction."""
    author = _author.get()
    row = [company_id, operation, books.clock.now().isoformat(), author.application_id, author.user_id, author.exchange]
    insert = """INSERT INTO change (company_id, operation, at, application_id, user_id, exchange, details)
        VALUES (?, ?, ?, ?, ?, ?, ?)"""
    return books.store.execute(insert, [*row, json.dumps(details)])


def all_of(books: Books, company_id: int) -> list[Change]:
    """Return the changes of a file, oldest first."""
    query = """SELECT number, company_id, operation, at, application_id, user_id, exchange, details FROM change
        WHERE company_id = ? ORDER BY number"""
    return [
        Change(number, company, operation, datetime.fromisoformat(at), Author(*author), json.loads(details))
        for number, company, operation, at, *author, details in books.store.all(query, [company_id])
    ]


def last_at(books: Books, company_id: int, operation: str, application_id: int) -> datetime | None:
    """Return when an application last carried out an operation on a file, None if it never did."""
    query = "SELECT MAX(at) FROM change WHERE company_id = ? AND operation = ? AND application_id = ?"
    [(at,)] = books.store.all(query, [company_id, operation, application_id])
    return None if at is None else datetime.fromisoformat(at)
