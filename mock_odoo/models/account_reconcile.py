"""Reconciliations: partial ones between two lines, and full ones where nothing is left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.accounting import reconciliation
from mock_odoo.errors import NotInFake
from mock_odoo.models.labels import by_id
from mock_odoo.orm.model import BaseModel


class AccountPartialReconcile(BaseModel):
    """What of a debit is set off against what of a credit."""

    model_name = "account.partial.reconcile"
    sql_fields: ClassVar = {"display_name": by_id(model_name)}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        raise NotInFake("creating a partial reconciliation by hand; lines are reconciled with `reconcile`")

    def _unlink(self) -> None:
        reconciliation.unreconcile(self.env.sudo(), self.ids)


class AccountFullReconcile(BaseModel):
    """A number that lines share of which nothing is left open."""

    model_name = "account.full.reconcile"
    sql_fields: ClassVar = {"display_name": by_id(model_name)}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        raise NotInFake("creating a full reconciliation by hand; lines are reconciled with `reconcile`")
