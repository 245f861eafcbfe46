"""Client files, which the API calls companies: what they are, what they are linked to, until when they are locked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mock_kit.store import Row
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger import audit, lines
from mock_silverfin.ledger.books import Books

COLUMNS = """id, name, currency, decimals, created_at, application_id, reference, sync_start_at, sync_point,
    locked_until, retained_earnings, extra_field_labels, details, archived"""


@dataclass(frozen=True)
class Company:
    """A client file.

    `currency` is fixed and has `decimals` decimals. The accountant links the file to one application under a
    `reference`, with a day before which nothing is taken, or unlinks it. `sync_point` is None before the first submit.
    Figures up to and including `locked_until` cannot change. `retained_earnings` is an account number.
    `details` is what the API knows of it beyond that, by the name of its member; an archived file is in no list.
    """

    id: int
    name: str
    currency: str
    decimals: int
    created_at: datetime
    application_id: int | None
    reference: str | None
    sync_start_at: date | None
    sync_point: str | None
    locked_until: date | None
    retained_earnings: str | None
    extra_field_labels: tuple[str, ...]
    details: Mapping[str, Any]
    is_archived: bool


def add(books: Books, name: str, currency: str, decimals: int) -> int:
    """Add a client file without years, accounts and lines, and return its id."""
    [id_] = books.ids.take()
    row = [id_, name, currency, decimals, books.clock.now().isoformat(timespec="milliseconds")]
    books.store.execute("INSERT INTO company (id, name, currency, decimals, created_at) VALUES (?, ?, ?, ?, ?)", row)
    return id_


def get(books: Books, company_id: int) -> Company:
    """Return a client file; raise NotFoundError if the firm has none of that id."""
    row = books.store.one(f"SELECT {COLUMNS} FROM company WHERE id = ?", [company_id])
    if row is None:
        raise NotFoundError
    return _company(row)


def all_of(books: Books, *, archived: bool = False) -> list[Company]:
    """Return every client file, oldest first; those that are archived apart."""
    query = f"SELECT {COLUMNS} FROM company WHERE archived = ? ORDER BY id"
    return [_company(row) for row in books.store.all(query, [archived])]


def link(
    books: Books,
    company_id: int,
    application_id: int,
    reference: str,
    sync_start_at: date | None,
    *,
    keeps_earlier: bool = False,
) -> None:
    """Link a file to an application, as the accountant does with "replace all data".

    Lines that were synchronised or uploaded before go and the sync point is forgotten; accounts and financial years
    belong to the file and stay. If it `keeps_earlier` figures, only lines from the start on go, as when an accountant
    switches to another source from a date on (both assumed, after support article 101000378758).
    """
    first_day = _text(sync_start_at) or "" if keeps_earlier else ""
    with books.store.transaction():
        change = audit.begin(books, company_id, "link", application=application_id, reference=reference)
        lines.remove_from(books, company_id, first_day, change)
        books.store.execute("DELETE FROM upload WHERE company_id = ? AND last_day >= ?", [company_id, first_day])
        _set(books, company_id, application_id=application_id, reference=reference, sync_point=None)
        _set(books, company_id, sync_start_at=_text(sync_start_at))


def unlink(books: Books, company_id: int) -> None:
    """End the link; the figures stay in the file (assumed)."""
    audit.begin(books, company_id, "unlink")
    _set(books, company_id, application_id=None, reference=None, sync_start_at=None, sync_point=None)


def remember_lock(books: Books, company_id: int, until: date | None) -> None:
    """Store up to and including which day figures cannot change; None: that all can."""
    with books.store.transaction():
        audit.begin(books, company_id, "lock", until=_text(until))
        _set(books, company_id, locked_until=_text(until))


def remember_sync_point(books: Books, company_id: int, sync_point: str | None) -> None:
    """Store the sync point that clients are given from now on."""
    _set(books, company_id, sync_point=sync_point)


def remember_labels(books: Books, company_id: int, labels: Sequence[str]) -> None:
    """Store the labels of the lines' extra fields."""
    _set(books, company_id, extra_field_labels=json.dumps(labels))


def remember_retained_earnings(books: Books, company_id: int, number: str | None) -> None:
    """Store the number of the account that collects the results of closed years."""
    _set(books, company_id, retained_earnings=number)


def describe(books: Books, company_id: int, name: str | None, details: Mapping[str, Any]) -> None:
    """Give a file another name, unless that is None, and other details; those that are not named stay."""
    with books.store.transaction():
        company = get(books, company_id)
        audit.begin(books, company_id, "describe", name=name, details=dict(details))
        _set(books, company_id, name=name or company.name, details=json.dumps({**company.details, **details}))


def archive(books: Books, company_id: int, *, archived: bool) -> None:
    """Take a file out of the lists, or put it back."""
    audit.begin(books, company_id, "archive" if archived else "unarchive")
    _set(books, company_id, archived=archived)


def _set(books: Books, company_id: int, **values: object) -> None:
    assignments = ", ".join(f"{column} = ?" for column in values)
    books.store.execute(f"UPDATE company SET {assignments} WHERE id = ?", [*values.values(), company_id])


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _company(row: Row) -> Company:
    (id_, name, currency, decimals, created, application, reference, start, point, locked, retained, labels, *more) = (
        row
    )
    return Company(
        id=id_,
        name=name,
        currency=currency,
        decimals=decimals,
        created_at=datetime.fromisoformat(created),
        application_id=application,
        reference=reference,
        sync_start_at=_day(start),
        sync_point=point,
        locked_until=_day(locked),
        retained_earnings=retained,
        extra_field_labels=tuple(json.loads(labels)),
        details=json.loads(more[0]),
        is_archived=bool(more[1]),
    )
