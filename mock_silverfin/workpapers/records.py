"""Records: workpapers of any kind, each with an id, the file and the period that it belongs to, and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mock_kit.store import Row
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger.books import Books

COLUMNS = "id, kind, company_id, period_id, said"


class Kind(StrEnum):
    """What a record is."""

    MAPPING_LIST = "mapping list"
    PERSON = "person"
    RECONCILIATION = "reconciliation"
    ADJUSTMENT = "adjustment"
    EXPORT = "export"
    CUSTOM = "custom"
    RESULTS = "results"
    WORKFLOW = "workflow"
    BUDGET = "budget"


@dataclass(frozen=True)
class Record:
    """A workpaper; `company_id` is None for the firm's own, `period_id` for what belongs to no period."""

    id: int
    kind: Kind
    company_id: int | None
    period_id: int | None
    said: Mapping[str, Any]


def add(
    books: Books, kind: Kind, said: Mapping[str, Any], company_id: int | None = None, period_id: int | None = None
) -> Record:
    """Add a record."""
    [id_] = books.ids.take()
    row = [id_, kind.value, company_id, period_id, json.dumps(said)]
    books.store.execute(f"INSERT INTO workpaper ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", row)
    return Record(id_, kind, company_id, period_id, said)


def all_of(books: Books, kind: Kind, company_id: int | None = None, period_id: int | None = None) -> list[Record]:
    """Return the records of a kind that belong to exactly this file and period, oldest first."""
    query = f"SELECT {COLUMNS} FROM workpaper WHERE kind = ? AND company_id IS ? AND period_id IS ? ORDER BY id"
    return [_record(row) for row in books.store.all(query, [kind.value, company_id, period_id])]


def get(books: Books, kind: Kind, id_: int, company_id: int | None = None, period_id: int | None = None) -> Record:
    """Return a record; raise NotFoundError if there is none of that id and kind in this file and period."""
    query = f"SELECT {COLUMNS} FROM workpaper WHERE id = ? AND kind = ? AND company_id IS ? AND period_id IS ?"
    row = books.store.one(query, [id_, kind.value, company_id, period_id])
    if row is None:
        raise NotFoundError
    return _record(row)


def change(books: Books, record: Record, said: Mapping[str, Any]) -> Record:
    """Let a record say something else about these members, and return it."""
    whole = {**record.said, **said}
    books.store.execute("UPDATE workpaper SET said = ? WHERE id = ?", [json.dumps(whole), record.id])
    return Record(record.id, record.kind, record.company_id, record.period_id, whole)


def remove(books: Books, record: Record) -> None:
    """Remove a record."""
    books.store.execute("DELETE FROM workpaper WHERE id = ?", [record.id])


def _record(row: Row) -> Record:
    id_, kind, company_id, period_id, said = row
    return Record(id_, Kind(kind), company_id, period_id, json.loads(said))
