"""Access rights and record rules as records, as every database has them; changing what they say is not in the fake."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_odoo.models.labels import by_name
from mock_odoo.models.recorded import Recorded


class IrModelAccess(Recorded):
    """What a group may do with a model."""

    model_name = "ir.model.access"
    sql_fields: ClassVar = {"display_name": by_name("ir.model.access")}


class IrRule(Recorded):
    """With which records of a model a group may do something."""

    model_name = "ir.rule"
    sql_fields: ClassVar = {"display_name": by_name("ir.rule")}

    def _defaults(self) -> dict[str, Any]:
        rights = dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True)
        return {**super()._defaults(), **rights}
