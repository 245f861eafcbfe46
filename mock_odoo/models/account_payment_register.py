"""The dialog that registers payments of invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from mock_kit.provenance import observed
from mock_odoo.accounting import payment_defaults, registering
from mock_odoo.errors import NotInFake, UserError
from mock_odoo.models.account_payment import AccountPayment
from mock_odoo.models.labels import by_id
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import to_column

FROM_VALUES = ("journal_id", "payment_method_line_id", "group_payment", "currency_id")
NOT_OF_ITS_LINES = ("line_ids", "partner_id", "payment_type", "partner_type", "company_id")


def _difference(env: Environment, alias: str) -> Sql:
    """What is left to pay after the payment (observed: of what is owed, in its currency)."""
    del env
    return sql("{} - {}", column(alias, "source_amount_currency"), column(alias, "amount"))


def _offered(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    rows = env.sudo().model("account.payment.register", tuple(ids)).read(["journal_id", "payment_type"], load=None)
    return {row["id"]: payment_defaults.lines(env, row["journal_id"], row["payment_type"]) for row in rows}


def _journals(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    rows = env.sudo().model("account.payment.register", tuple(ids)).read(["company_id"], load=None)
    return {row["id"]: payment_defaults.journals(env, row["company_id"]) for row in rows}


class AccountPaymentRegister(BaseModel):
    """What is to be paid, how and when: filled in from the open lines of documents."""

    model_name = "account.payment.register"
    sql_fields: ClassVar = {"display_name": by_id(model_name), "payment_difference": _difference}
    computed_fields: ClassVar = {"available_payment_method_line_ids": _offered, "available_journal_ids": _journals}

    @public(observed("parity conversation registering", date="2026-11-23"))
    def action_create_payments(self) -> dict[str, Any]:
        """Create, confirm and set off the payments, and return what the web client opens to show them."""
        self._ensure_one()
        [asked] = self.env.sudo().model(self.model_name, self.ids).read([], load=None)
        work = self._batches(asked)
        vals = {
            "date": asked["payment_date"],
            "journal_id": asked["journal_id"],
            "payment_method_line_id": asked["payment_method_line_id"],
        }
        if len(work) == 1:
            vals |= {"amount": asked["amount"], "memo": asked["communication"], "currency_id": asked["currency_id"]}
            vals["partner_bank_id"] = asked["partner_bank_id"]
        write_off = _write_off(asked) if len(work) == 1 else None
        made = [registering.pay(self.env, batch, self._said(batch, vals), write_off) for batch in work]
        payments = cast("AccountPayment", self.env.model("account.payment", tuple(made)))
        payments._confirm(made)
        for payment, batch in zip(made, work, strict=True):
            registering.set_off(self.env, payment, batch)
        return _shown(made)

    def _said(self, batch: registering.Batch, vals: Mapping[str, Any]) -> dict[str, Any]:
        return dict(vals) if "memo" in vals else {**vals, "memo": registering.communication(self.env, batch)}

    def _batches(self, asked: Mapping[str, Any]) -> list[registering.Batch]:
        batches = registering.batches(self.env, asked["line_ids"])
        if asked["group_payment"]:
            return batches
        return [one for batch in batches for one in registering.single(self.env, batch)]

    def _defaults(self) -> dict[str, Any]:
        return {
            "payment_date": self.env.now.date(),
            "payment_difference_handling": "open",
            "writeoff_label": "Write-Off",
            "installments_mode": "full",
        }

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        lines = registering.asked_lines(self.env, self.env.context)
        batches = registering.batches(self.env, lines)
        if any(name in vals for name in NOT_OF_ITS_LINES):
            raise NotInFake("telling the register payment dialog what it pays otherwise than by its context")
        first = batches[0]
        several = len(first.lines) > 1
        complete["line_ids"] = [[6, 0, [line for batch in batches for line in batch.lines]]]
        complete |= {
            "company_id": first.company,
            "partner_id": first.partner if len(batches) == 1 else False,
            "payment_type": first.payment_type,
            "partner_type": first.partner_type,
            "source_currency_id": first.currency,
            "source_amount_currency": float(first.amount),
            "can_edit_wizard": len(batches) == 1,
            "can_group_payments": several,
        }
        complete.setdefault("group_payment", not several)
        return self._of_the_batch(complete, batches)

    def _of_the_batch(self, vals: dict[str, Any], batches: Sequence[registering.Batch]) -> dict[str, Any]:
        """Return the values with how, how much and with which words the first batch is paid."""
        first = batches[0]
        known = {name: to_column(self.schema.fields[name], vals[name]) for name in FROM_VALUES if name in vals}
        journal = known.get("journal_id") or next(iter(payment_defaults.journals(self.env, first.company)), False)
        offered = payment_defaults.lines(self.env, journal, first.payment_type)
        if (known.get("currency_id") or first.currency) != first.currency:
            raise NotInFake("registering a payment in another currency than the document's")
        row = self.env.database.store.one("SELECT currency_id FROM account_journal WHERE id = ?", (journal,))
        if row and row[0] and row[0] != first.currency:
            raise NotInFake("registering a payment in another currency than the document's")
        return {
            "amount": float(first.amount),
            "communication": registering.communication(self.env, first),
            **vals,
            "journal_id": journal,
            "currency_id": first.currency,
            "source_amount": self._in_company_currency(first),
            "payment_method_line_id": known.get("payment_method_line_id") or next(iter(offered), False),
        }

    def _in_company_currency(self, batch: registering.Batch) -> float:
        row = self.env.database.store.one(
            "SELECT SUM(amount_residual) / 10000.0 FROM account_move_line WHERE id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(batch.lines),),
        )
        return abs(float(row[0])) if row else 0.0


def _write_off(asked: Mapping[str, Any]) -> registering.WriteOff | None:
    if asked["payment_difference_handling"] != "reconcile":
        return None
    if not asked["writeoff_account_id"]:
        raise UserError("")
    return registering.WriteOff(asked["writeoff_account_id"], asked["writeoff_label"])


def _shown(payments: Sequence[int]) -> dict[str, Any]:
    """Return the action that shows payments: one in a form, several in a list."""
    action = {
        "name": "Payments",
        "type": "ir.actions.act_window",
        "res_model": "account.payment",
        "context": {"create": False},
    }
    if len(payments) == 1:
        return {**action, "view_mode": "form", "res_id": payments[0]}
    return {**action, "view_mode": "list,form", "domain": [["id", "in", list(payments)]]}
