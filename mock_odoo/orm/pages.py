"""Pages: whoever reads a long list page by page asks for the same list each time; it is kept while nothing changes."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from mock_odoo.orm.sql import Sql

if TYPE_CHECKING:
    from mock_kit.store import Store

FAR = 1_000  # rows: from there on finding all once costs less than passing by those before at every page
KEPT = 4  # lists


class Pages:
    """The ids that the last searches found, in their order, for as long as the store is as it was."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._state = store.state
        self._lists: dict[Sql, array[int]] = {}

    def part(self, search: Sql, first: int, count: int) -> array[int]:
        """Return `count` ids (all if it is negative) from the `first`, counted from 0, of those that `search` selects.

        Raise what the search is refused for.
        """
        with self._store.transaction() as connection:
            if self._state != self._store.state:
                self._lists, self._state = {}, self._store.state
            if search not in self._lists:
                found = connection.execute(*search.asked())
                self._lists[search] = array("q", (id_ for (id_,) in found))
                for oldest in list(self._lists)[:-KEPT]:
                    del self._lists[oldest]
            return self._lists[search][first : first + count if count >= 0 else None]
