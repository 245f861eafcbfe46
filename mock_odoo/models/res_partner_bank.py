"""Bank accounts of partners, and banks (observed: parity conversation bank_accounts)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting import iban
from mock_odoo.errors import BrokenConstraint, UserError, no_text, type_error
from mock_odoo.orm import access, writing
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.postgres import INT32
from mock_odoo.orm.sql import Sql, column, sql

ONCE_PER_PARTNER = "The combination Account Number/Partner must be unique."
TRUSTED = "You cannot modify the account number or partner of an account that has been trusted."
ARCHIVED = (
    "A bank account with Account Number {} already exists for Partner {}, but is archived. Please unarchive it instead."
)
MAY_NOT_TRUST = "You do not have the rights to trust or un-trust accounts."
TRUSTING = "account.group_validate_bank_account"
FIXED_WHEN_TRUSTED = ("acc_number", "sanitized_acc_number", "partner_id")


def _label(env: Environment, alias: str) -> Sql:
    """The number, and the bank behind it."""
    del env
    bank = sql("(SELECT ' - ' || b.name FROM res_bank AS b WHERE b.id = {})", column(alias, "bank_id"))
    return sql("{} || COALESCE({}, '')", column(alias, "acc_number"), bank)


def _kind(env: Environment, ids: Sequence[int]) -> dict[int, str]:
    rows = env.database.store.all(
        "SELECT id, acc_number FROM res_partner_bank WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    return {id_: "iban" if iban.is_iban(number or "") else "bank" for id_, number in rows}


def _is_trusted(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "allow_out_payment")


def _color(env: Environment, alias: str) -> Sql:
    """Green where it is trusted, else red."""
    del env
    return sql("CASE WHEN {} THEN 10 ELSE 1 END", column(alias, "allow_out_payment"))


def _plainly(condition: Condition) -> Condition:
    """However somebody writes a number, it is looked for without blanks and signs."""
    value = condition.value
    if isinstance(value, str):
        plain: Any = iban.sanitized(value)
    elif isinstance(value, list | tuple):
        plain = [_plain(item) for item in value]
    else:
        plain = value
    return replace(condition, field="sanitized_acc_number", value=plain)


def _plain(item: Any) -> Any:
    if item and not isinstance(item, str):
        raise type_error(f"expected string or bytes-like object, got {type(item).__name__!r}")
    return item and iban.sanitized(item)


class ResPartnerBank(BaseModel):
    """A bank account; who deletes one archives it."""

    model_name = "res.partner.bank"
    rec_name = "acc_number"
    searched_names = ("acc_number",)
    restated: ClassVar = {"acc_number": _plainly}
    sql_fields: ClassVar = {"display_name": _label, "lock_trust_fields": _is_trusted, "color": _color}
    computed_fields: ClassVar = {
        "acc_type": _kind,
        "user_has_group_validate_bank_account": lambda env, ids: dict.fromkeys(ids, env.in_group(TRUSTING)),
    }
    missed_when_written = frozenset({"bank_id", "currency_id", "partner_id"})

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "acc_number": None, "allow_out_payment": False, "sequence": 10}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._refuse_trust(vals)
            self._refuse_archived(vals)
        return super()._create(vals_list)

    def _refuse_trust(self, vals: Mapping[str, Any]) -> None:
        if "allow_out_payment" in vals and not (self.env.su or self.env.in_group(TRUSTING)):
            raise UserError(MAY_NOT_TRUST)

    def _refuse_archived(self, vals: Mapping[str, Any]) -> None:
        number, partner = vals.get("acc_number"), vals.get("partner_id")
        if number and not isinstance(number, str):
            raise no_text(number)
        if not (isinstance(number, str) and isinstance(partner, int) and partner in INT32):
            return
        row = self.env.database.store.one(
            "SELECT b.acc_number, p.complete_name FROM res_partner_bank b JOIN res_partner p ON p.id = b.partner_id"
            " WHERE b.sanitized_acc_number = ? AND b.partner_id = ? AND NOT b.active",
            (iban.sanitized(number), partner),
        )
        if row:
            raise UserError(ARCHIVED.format(*row))

    @public(observed("parity conversation bank_accounts", date="2026-11-28"))
    def write(self, vals: Any) -> bool:
        """Change the accounts; who trusts one must be allowed to."""
        if isinstance(vals, dict):
            self._refuse_trust(vals)
        return super().write(vals)

    def _write(self, vals: dict[str, Any]) -> None:
        if vals.get("acc_number") and not isinstance(vals["acc_number"], str):
            raise no_text(vals["acc_number"])
        if any(name in vals for name in FIXED_WHEN_TRUSTED) and self._are_trusted():
            raise UserError(TRUSTED)
        super()._write(vals)

    def _are_trusted(self) -> bool:
        return any(account["allow_out_payment"] for account in self.read(["allow_out_payment"]))

    @public(observed("parity conversation bank_accounts", date="2026-11-28"))
    def unlink(self) -> bool:
        """Archive the accounts: documents go on referring to them."""
        access.look(self.env, self.model_name, self.ids)
        access.check_change(self.env, self.model_name, self.ids, "unlink")
        writing.update(self.env, self.schema, self.ids, {"active": 0})
        return True

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> writing.Row:
        row = super()._row(vals, new=new)
        number = row.get("acc_number")
        if isinstance(number, str):
            row |= {"acc_number": iban.written(number), "sanitized_acc_number": iban.sanitized(number) or None}
        return row

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if "partner_id" in names:
            hold(self.env, "b.id", ids)

    def _check(self, ids: Sequence[int]) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM res_partner_bank WHERE sanitized_acc_number IS NOT NULL"
            " GROUP BY sanitized_acc_number, partner_id HAVING COUNT(*) > 1"
        ):
            raise BrokenConstraint(ONCE_PER_PARTNER)


def hold(env: Environment, which: str, ids: Sequence[int]) -> None:
    """Let accounts be in the names of their partners, as they are called now."""
    env.database.store.execute(
        "UPDATE res_partner_bank AS b"
        " SET acc_holder_name = (SELECT p.name FROM res_partner p WHERE p.id = b.partner_id)"
        f" WHERE {which} IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )


def count(env: Environment, alias: str) -> Sql:
    """How many accounts a partner has."""
    del env
    return sql("(SELECT COUNT(*) FROM res_partner_bank AS b WHERE b.active AND b.partner_id = {})", column(alias, "id"))


def _bank(env: Environment, alias: str) -> Sql:
    """The name of a bank, and its code behind it."""
    del env
    return sql("{} || COALESCE(' - ' || NULLIF({}, ''), '')", column(alias, "name"), column(alias, "bic"))


class ResBank(BaseModel):
    """A bank."""

    model_name = "res.bank"
    searched_names = ("name", "bic")
    sql_fields: ClassVar = {"display_name": _bank}
