"""Ids: every table's records are numbered from 1 on, in the order in which they are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from mock_kit.store import Store

Taken = dict[str, list[int]]


class Ids:
    """Hands out ids, first those that were reserved for the transaction that is under way."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: Taken | None = None
        self._reserved: dict[str, deque[int]] = {}

    def take(self, table: str, count: int) -> Sequence[int]:
        """Return `count` ids of a table that nobody had."""
        kept = self._reserved.get(table, deque())
        reserved = [kept.popleft() for _ in range(min(count, len(kept)))]
        fresh = self._fresh(table, count - len(reserved)) if count > len(reserved) else ()
        found = [*reserved, *fresh] if reserved else fresh
        if self._noted is not None:
            self._noted.setdefault(table, []).extend(found)
        return found

    @property
    def rehearses(self) -> bool:
        """Whether what is done is taken back again."""
        return self._noted is not None

    @contextmanager
    def noting(self) -> Iterator[Taken]:
        """Note which ids are taken meanwhile."""
        self._noted = {}
        try:
            yield self._noted
        finally:
            self._noted = None

    def pass_over(self, taken: Mapping[str, Sequence[int]]) -> None:
        """Leave out ids that were taken in a transaction that was rolled back."""
        for table, ids in taken.items():
            self._store.execute(
                "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = MAX(last, excluded.last)",
                (table, max(ids)),
            )

    @contextmanager
    def reserving(self, taken: Mapping[str, Sequence[int]]) -> Iterator[None]:
        """Hand out these ids meanwhile before any other."""
        self._reserved = {table: deque(ids) for table, ids in taken.items()}
        try:
            yield
        finally:
            self._reserved = {}

    def _fresh(self, table: str, count: int) -> range:
        row = self._store.one(
            "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = last + ? RETURNING last",
            (table, count, count),
        )
        last = int(row[0]) if row else count
        return range(last - count + 1, last + 1)
