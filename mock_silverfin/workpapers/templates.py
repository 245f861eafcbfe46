"""What templates hold: custom values that people and applications keep in them, and the results that they work out.

Provenance: both are read by a client (silverfin-cli). The fake has no templates: it answers what a test has put there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_silverfin.ledger.books import Books
from mock_silverfin.workpapers import records
from mock_silverfin.workpapers.records import Kind


@dataclass(frozen=True)
class Holder:
    """Whose values they are: a client file's, or in a period those of an account or a reconciliation, by its id."""

    company_id: int
    period_id: int | None = None
    about: int | None = None


@dataclass(frozen=True)
class Custom:
    """A custom value, known by namespace and key."""

    namespace: str
    key: str
    value: Any


def put_custom(books: Books, holder: Holder, custom: Custom) -> None:
    """Keep a custom value, in place of one of the same namespace and key."""
    with books.store.transaction():
        for record in records.all_of(books, Kind.CUSTOM, holder.company_id, holder.period_id):
            said = record.said
            if (said["about"], said["namespace"], said["key"]) == (holder.about, custom.namespace, custom.key):
                records.remove(books, record)
        said = {"about": holder.about, **vars(custom)}
        records.add(books, Kind.CUSTOM, said, holder.company_id, holder.period_id)


def custom_of(books: Books, holder: Holder) -> list[Custom]:
    """Return the custom values, those that were kept last at the end."""
    said = _said(books, Kind.CUSTOM, holder)
    return [Custom(one["namespace"], one["key"], one["value"]) for one in said]


def put_results(books: Books, holder: Holder, results: Mapping[str, str]) -> None:
    """Keep results by name; those of other names stay."""
    records.add(
        books, Kind.RESULTS, {"about": holder.about, "results": dict(results)}, holder.company_id, holder.period_id
    )


def results_of(books: Books, holder: Holder) -> dict[str, str]:
    """Return the results by name."""
    found: dict[str, str] = {}
    for one in _said(books, Kind.RESULTS, holder):
        found.update(one["results"])
    return found


def _said(books: Books, kind: Kind, holder: Holder) -> list[Mapping[str, Any]]:
    found = records.all_of(books, kind, holder.company_id, holder.period_id)
    return [record.said for record in found if record.said["about"] == holder.about]
