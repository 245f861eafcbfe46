"""Categories of products, each with the accounts that its products are booked on (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.models.nested import Nested
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column


def _path(env: Environment, alias: str) -> Sql:
    """The names from the topmost category down to this one."""
    del env
    return column(alias, "complete_name")


class ProductCategory(Nested):
    """A category of products, which may stand below another."""

    model_name = "product.category"
    searched_names = ("complete_name",)
    sql_fields: ClassVar = {"display_name": _path}

    def _shown_defaults(self) -> dict[str, Any]:
        """A category begins with the accounts of the company."""
        row = self.env.database.store.one(
            "SELECT income_account_id, expense_account_id FROM res_company WHERE id = ?", (self.env.company_id,)
        )
        income, expense = row or (None, None)
        return {
            **super()._shown_defaults(),
            "property_account_income_categ_id": income or False,
            "property_account_expense_categ_id": expense or False,
        }

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        if names & {"name", "parent_id"}:
            for id_ in self._below(ids):
                self.env.database.store.execute(
                    "UPDATE product_category SET complete_name = COALESCE((SELECT above.complete_name || ' / '"
                    " FROM product_category AS above WHERE above.id = product_category.parent_id), '') || name"
                    " WHERE id = ?",
                    (id_,),
                )
