"""Cash roundings: to which coins invoices are rounded, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import ValidationError
from mock_odoo.models.labels import by_name
from mock_odoo.orm.model import BaseModel

NOT_POSITIVE = "Please set a strictly positive rounding value."


class AccountCashRounding(BaseModel):
    """A way to round invoices."""

    model_name = "account.cash.rounding"
    sql_fields: ClassVar = {"display_name": by_name(model_name)}

    def _defaults(self) -> dict[str, Any]:
        return {
            **super()._defaults(),
            "rounding": 0.01,
            "rounding_method": "HALF-UP",
            "strategy": "add_invoice_line",
        }

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM account_cash_rounding WHERE COALESCE(rounding, 0) <= 0"
            " AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        ):
            raise ValidationError(NOT_POSITIVE)
