"""Exports: a PDF of a period, asked for, made after a while, and to be fetched for a while.

Provenance: pending, then created or error, a download URL that expires and may be a relative path, `processing_error`
(client: scripts poll every two seconds). How long each takes is assumed: an export is created when it is asked about
for the second time, for a clock may stand still; its URL is good for ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mock_kit.dice import Dice
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger.books import Books
from mock_silverfin.workpapers import records
from mock_silverfin.workpapers.records import Kind, Record

LIFE = timedelta(minutes=10)
PENDING, CREATED, ERROR = "pending", "created", "error"
FAILED = "The export could not be made"


def ask(books: Books, dice: Dice, company_id: int, period_id: int, *, fails: bool) -> Record:
    """Ask for an export of a period; with `fails` it ends in an error."""
    said = {"state": PENDING, "asked": 0, "fails": fails, "key": dice.token_urlsafe("silverfin export", 32)}
    return records.add(books, Kind.EXPORT, said, company_id, period_id)


def look(books: Books, record: Record) -> Record:
    """Return an export as it stands when somebody asks about it once more."""
    if record.said["state"] != PENDING:
        return record
    asked = record.said["asked"] + 1
    if asked < 2:
        return records.change(books, record, {"asked": asked})
    if record.said["fails"]:
        return records.change(books, record, {"state": ERROR})
    return records.change(books, record, {"state": CREATED, "created_at": books.clock.now().isoformat()})


def place_of(books: Books, export_id: int, key: str) -> tuple[int, int]:
    """Return file and period of an export for whoever has its URL; raise NotFoundError if that is no good."""
    row = books.store.one("SELECT company_id, period_id FROM workpaper WHERE id = ?", [export_id])
    if row is None:
        raise NotFoundError
    company_id, period_id = row
    record = records.get(books, Kind.EXPORT, export_id, company_id, period_id)
    if record.said["state"] != CREATED or record.said["key"] != key:
        raise NotFoundError
    if books.clock.now() > datetime.fromisoformat(record.said["created_at"]) + LIFE:
        raise NotFoundError
    return company_id, period_id
