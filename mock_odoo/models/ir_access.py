"""Access rights and record rules as records, as every database has them; changing what they say is not in the fake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import NotInFake
from mock_odoo.models.labels import by_name
from mock_odoo.orm import writing
from mock_odoo.orm.model import BaseModel


class _Fixed(BaseModel):
    """Records that decide what others may do, which the fake knows from elsewhere."""

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            writing.check_required(self.env, self.schema, [self._row(self._completed(vals), new=True)], new=True)
        raise self._refusal()

    def _write(self, vals: dict[str, Any]) -> None:
        raise self._refusal()

    def _unlink(self) -> None:
        raise self._refusal()

    def _refusal(self) -> NotInFake:
        return NotInFake(f"changing records of {self.model_name}")


class IrModelAccess(_Fixed):
    """What a group may do with a model."""

    model_name = "ir.model.access"
    sql_fields: ClassVar = {"display_name": by_name("ir.model.access")}


class IrRule(_Fixed):
    """With which records of a model a group may do something."""

    model_name = "ir.rule"
    sql_fields: ClassVar = {"display_name": by_name("ir.rule")}

    def _defaults(self) -> dict[str, Any]:
        rights = dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True)
        return {**super()._defaults(), **rights}
