"""Lock exceptions: who may work in a locked period, from which day on and until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting.locks import SOFT
from mock_odoo.errors import UserError, ValidationError, key_error
from mock_odoo.orm import access, references, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql

ONE_FIELD = "A single exception must change exactly one lock date field."
ONLY_ADVISERS = "You cannot revoke Lock Date Exceptions. Ask someone with the 'Adviser' role."
UNTOUCHED = "9999-12-31"


def _label(env: Environment, alias: str) -> Sql:
    del env
    return sql("'Lock Date Exception ' || {}", column(alias, "id"))


def _state(env: Environment, alias: str) -> Sql:
    ended = sql("({} IS NOT NULL AND {} < {})", *[column(alias, "end_datetime")] * 2, env.stamp)
    return sql(
        "CASE WHEN NOT {} THEN 'revoked' WHEN {} THEN 'expired' ELSE 'active' END", column(alias, "active"), ended
    )


def _lock(field: str) -> Any:
    """The day that an exception gives to one lock; far away for a lock that it leaves alone."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        mine, day = column(alias, "lock_date_field"), column(alias, "lock_date")
        return sql("CASE WHEN {} = {} THEN {} ELSE {} END", mine, field, day, UNTOUCHED)

    return expression


class AccountLockException(BaseModel):
    """An exception to one of the company's lock dates, for one user or for all."""

    model_name = "account.lock_exception"
    sql_fields: ClassVar = {"display_name": _label, "state": _state, **{field: _lock(field) for field in SOFT}}

    @public(observed("parity, an exception is revoked"))
    def action_revoke(self) -> None:
        """End exceptions at once: nobody may write to them, and who may make them may end them."""
        if not access.has_access(self.env, self.model_name, "create"):
            raise UserError(ONLY_ADVISERS)
        access.check_records(self.env, self.model_name, self.ids, "read")
        writing.update(self.env, self.schema, self.ids, {"active": 0, "end_datetime": self.env.stamp})

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id, "user_id": self.env.uid}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        return super()._create([self._of_one_field(vals) for vals in vals_list])

    def _of_one_field(self, vals: dict[str, Any]) -> dict[str, Any]:
        """Return the values with the lock that is named by its own field, or by `lock_date_field`."""
        named = [field for field in SOFT if field in vals]
        named += [str(vals["lock_date_field"])] if vals.get("lock_date_field") else []
        if len(named) != 1:
            raise ValidationError(ONE_FIELD)
        if named[0] not in self.env.schema("res.company").fields:
            raise key_error(named[0])
        references.refuse_new("company_id", vals.get("company_id"))
        company = vals.get("company_id") or self.env.company_id
        access.check_records(self.env.sudo(), "res.company", [company], "read")
        [kept] = self.env.sudo().model("res.company", (company,)).read([named[0]])
        day = vals.get(named[0], vals.get("lock_date", False))
        rest = {name: value for name, value in vals.items() if name not in SOFT}
        return {**rest, "lock_date_field": named[0], "lock_date": day, "company_lock_date": kept[named[0]]}
