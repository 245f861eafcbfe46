"""Presets for lines of bank statements (observed: conversation account_groups); nothing applies them by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import UserError
from mock_odoo.models.analytic_distribution import precision, spread_over
from mock_odoo.models.labels import by_id, by_name
from mock_odoo.orm.model import BaseModel

NO_PERCENTAGE = "Statement line percentage can't be 0"
NO_NUMBER = "The amount is not a number"
NO_REGEX = "The regex is not valid"


class AccountReconcileModel(BaseModel):
    """A preset."""

    model_name = "account.reconcile.model"
    renames_copies = True
    sql_fields: ClassVar = {"display_name": by_name("account.reconcile.model")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "sequence": 10, "company_id": self.env.company_id, "trigger": "manual"}


class AccountReconcileModelLine(BaseModel):
    """A line that a preset makes; its amount is what its text says, if that is a number."""

    model_name = "account.reconcile.model.line"
    sql_fields: ClassVar = {
        "display_name": by_id("account.reconcile.model.line"),
        "analytic_precision": lambda env, alias: precision(env),
    }
    computed_fields: ClassVar = {"distribution_analytic_account_ids": spread_over("account.reconcile.model.line")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "sequence": 10, "amount_type": "percentage", "amount_string": "100"}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        rows = self.env.database.store.all(
            "SELECT id, amount_string FROM account_reconcile_model_line WHERE id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )
        self.env.database.store.execute_many(
            "UPDATE account_reconcile_model_line SET amount = ? WHERE id = ?",
            [(_number(text), id_) for id_, text in rows],
        )

    def _check(self, ids: Sequence[int]) -> None:
        for line in self.env.model(self.model_name, tuple(ids)).read(["amount_type", "amount", "amount_string"]):
            if line["amount_type"] == "percentage" and not line["amount"]:
                raise UserError(NO_PERCENTAGE)
            if line["amount_type"] == "fixed" and not line["amount"]:
                raise UserError(NO_NUMBER)
            if line["amount_type"] == "regex" and not _is_regex(line["amount_string"]):
                raise UserError(NO_REGEX)


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return 0.0


def _is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
