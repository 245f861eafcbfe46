"""Journals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import ValidationError
from mock_odoo.messages import CANNOT_COMPLETE
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column

CODE_UNIQUE = CANNOT_COMPLETE + "Journal codes must be unique per company."


def _name(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "name")


class AccountJournal(BaseModel):
    """A journal of one company."""

    model_name = "account.journal"
    sql_fields: ClassVar = {"display_name": _name}

    def _defaults(self) -> dict[str, Any]:
        return {
            **super()._defaults(),
            "company_id": self.env.company_id,
            "sequence": 10,
            "invoice_reference_type": "invoice",
            "invoice_reference_model": "odoo",
            "bank_statements_source": "undefined",
            "show_on_dashboard": True,
        }

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one("SELECT 1 FROM account_journal GROUP BY company_id, code HAVING COUNT(*) > 1"):
            raise ValidationError(CODE_UNIQUE)
