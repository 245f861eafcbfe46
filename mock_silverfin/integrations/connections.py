"""Connections of a firm to Odoo: what an admin typed, apart from the secrets, and the application that stands for it.

Provenance: the four inputs are documented (Odoo's manual, Silverfin integration); that a connection belongs to a firm
and is made by an admin, too (Silverfin's help centre, 101000378769, 101000399096). How it is stored is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mock_kit.store import Row
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger.books import Books

COLUMNS = "id, application_id, client_id, user_id, name, email, url, database, entered_at, refused_at"


@dataclass(frozen=True)
class Connection:
    """A connection to one Odoo database; the admin `user_id` entered its inputs at `entered_at` (UTC).

    Since `refused_at` (UTC) it has to be made anew, because one of its two ends refuses it; None while it is good.
    """

    id: int
    application_id: int
    client_id: str
    user_id: int
    name: str
    email: str
    url: str
    database: str
    entered_at: datetime
    refused_at: datetime | None = None

    def reference(self, company: int) -> str:
        """Return what stands for a company of that database where client files are linked."""
        return f"{self.database}:{company}"

    def odoo_company(self, reference: str) -> int:
        """Return the Odoo company behind a reference that was made by any connection."""
        return int(reference.rpartition(":")[2])


def all_of(books: Books) -> list[Connection]:
    """Return every connection of a firm, oldest first."""
    return [_connection(row) for row in books.store.all(f"SELECT {COLUMNS} FROM connection ORDER BY id")]


def get(books: Books, connection_id: int) -> Connection:
    """Return a connection; raise NotFoundError if the firm has none of that id."""
    row = books.store.one(f"SELECT {COLUMNS} FROM connection WHERE id = ?", [connection_id])
    if row is None:
        raise NotFoundError
    return _connection(row)


def keep(books: Books, connection: Connection) -> None:
    """Store a connection, in place of the one that has its id."""
    row = [getattr(connection, column) for column in COLUMNS.split(", ")]
    kept = [value.isoformat() if isinstance(value, datetime) else value for value in row]
    books.store.execute("REPLACE INTO connection VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)


def remember_refusal(books: Books, connection_id: int, refused_at: datetime | None) -> None:
    """Note since when a connection is refused (UTC), or that it is good again."""
    moment = None if refused_at is None else refused_at.isoformat()
    books.store.execute("UPDATE connection SET refused_at = ? WHERE id = ?", [moment, connection_id])


def remove(books: Books, connection_id: int) -> None:
    """Forget a connection."""
    books.store.execute("DELETE FROM connection WHERE id = ?", [connection_id])


def _connection(row: Row) -> Connection:
    known = dict(zip(COLUMNS.split(", "), row, strict=True))
    for name in ("entered_at", "refused_at"):
        known[name] = None if known[name] is None else datetime.fromisoformat(known[name])
    return Connection(**known)
