"""Payment methods, and the lines by which journals of money offer them."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_odoo.models.labels import by_name
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql


class AccountPaymentMethod(BaseModel):
    """A way to pay, in one direction; every database has the manual ones."""

    model_name = "account.payment.method"
    sql_fields: ClassVar = {"display_name": by_name("account.payment.method")}


def _label(env: Environment, alias: str) -> Sql:
    """The name, and in brackets the journal, or that there is none (observed)."""
    del env
    journal = sql("(SELECT j.name FROM account_journal AS j WHERE j.id = {})", column(alias, "journal_id"))
    return sql("COALESCE({}, '') || ' (' || COALESCE({}, 'False') || ')'", column(alias, "name"), journal)


class AccountPaymentMethodLine(BaseModel):
    """A method as a journal offers it, with the account on which such payments wait for the bank."""

    model_name = "account.payment.method.line"
    sql_fields: ClassVar = {"display_name": _label}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "sequence": 10}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """A line is called as its method unless somebody says otherwise."""
        complete = super()._completed(vals)
        row = self.env.database.store.one(
            "SELECT name FROM account_payment_method WHERE id = ?", (complete.get("payment_method_id") or 0,)
        )
        return {**complete, "name": complete.get("name") or (row[0] if row else False)}
