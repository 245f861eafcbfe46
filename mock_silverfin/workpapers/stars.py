"""Stars: what an accountant marks for a period, accounts and reconciliations alike (client: silverfin-cli)."""

from __future__ import annotations

from dataclasses import dataclass

from mock_silverfin.ledger.books import Books


@dataclass(frozen=True)
class Star:
    """Whether something is starred in a period, and the reconciliation template that an account has there."""

    starred: bool = False
    template_id: int | None = None


NONE = Star()


def of_period(books: Books, period_id: int) -> dict[int, Star]:
    """Return what is marked in a period, by the id of what it is."""
    query = "SELECT marked_id, starred, template_id FROM star WHERE period_id = ?"
    return {id_: Star(bool(starred), template) for id_, starred, template in books.store.all(query, [period_id])}


def put(books: Books, period_id: int, marked_id: int, star: Star) -> None:
    """Mark something in a period."""
    row = [period_id, marked_id, star.starred, star.template_id]
    books.store.execute("REPLACE INTO star VALUES (?, ?, ?, ?)", row)
