"""Nested records: trees whose `parent_path` names all above a record, from the top down to itself (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from mock_odoo.errors import UserError
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import quoted

RECURSION = "Recursion Detected."


class Nested(BaseModel):
    """A model whose records stand below each other; `parent_name` is the field that says below which."""

    parent_name: ClassVar[str] = "parent_id"

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if self.parent_name in names:
            for id_ in ids:
                self._place(id_)

    def _place(self, id_: int) -> None:
        """Write the path of a record and of all below it; raise UserError if it stands below itself."""
        table, parent = quoted(self.schema.table), quoted(self.parent_name)
        store = self.env.database.store
        line = [id_]
        while above := self._parent(line[0]):
            if above in line:
                raise UserError(RECURSION)
            line.insert(0, above)
        path = "".join(f"{one}/" for one in line)
        store.execute(
            f"WITH RECURSIVE tree(id, path) AS (SELECT ?, ? UNION ALL SELECT t.id, tree.path || t.id || '/'"
            f" FROM {table} AS t JOIN tree ON t.{parent} = tree.id)"
            f" UPDATE {table} SET parent_path = (SELECT path FROM tree WHERE tree.id = {table}.id)"
            " WHERE id IN (SELECT id FROM tree)",
            (id_, path),
        )

    def _parent(self, id_: int) -> int | None:
        row = self.env.database.store.one(
            f"SELECT {quoted(self.parent_name)} FROM {quoted(self.schema.table)} WHERE id = ?", (id_,)
        )
        return row[0] if row else None

    def _below(self, ids: Sequence[int]) -> list[int]:
        """Return the records with all below them, the upper ones first."""
        table, parent = quoted(self.schema.table), quoted(self.parent_name)
        rows = self.env.database.store.all(
            "WITH RECURSIVE tree(id, depth) AS (SELECT value, 0 FROM json_each(?)"
            f" UNION SELECT t.id, depth + 1 FROM {table} AS t JOIN tree ON t.{parent} = tree.id)"
            " SELECT id FROM tree GROUP BY id ORDER BY MAX(depth)",
            (self.env.database.json_list(ids),),
        )
        return [id_ for (id_,) in rows]
