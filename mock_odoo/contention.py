"""Contention: calls that fail because somebody else changes the same rows at the same moment.

The real server tries such a call five times; what it answers in the end is PostgreSQL's own error (observed: six
clients that wrote 150 partners again and again, 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_odoo.errors import ConcurrentUpdate

if TYPE_CHECKING:
    from mock_odoo.database import Database


@dataclass
class Contention:
    """The next `times` calls (None: all) that change something fail; `model` and `method` narrow them down.

    `fired` counts those that failed. A call that only reads never fails like this.
    """

    model: str | None = None
    method: str | None = None
    times: int | None = 1
    fired: int = 0

    def strikes(self, model: str, method: str) -> bool:
        """Tell whether a call that changed something fails, and count it."""
        meant = self.model in (None, model) and self.method in (None, method)
        struck = meant and (self.times is None or self.fired < self.times)
        self.fired += struck
        return struck


@contextmanager
def contended(database: Database, model: str, method: str) -> Iterator[None]:
    """Raise ConcurrentUpdate behind what a call does meanwhile, if it changes something and contention was staged."""
    before = database.store.changes
    yield
    if database.store.changes == before or database.ids.rehearses:
        return
    if any(contention.strikes(model, method) for contention in database.contentions):
        raise ConcurrentUpdate
