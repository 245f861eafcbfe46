"""Payments: confirmed with an entry of their own, set off against invoices, and told how far the bank has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from mock_kit.provenance import observed
from mock_odoo.accounting import (
    matching,
    move_journals,
    move_refusals,
    payment_defaults,
    payment_entries,
    payment_state,
    posting,
)
from mock_odoo.errors import BrokenConstraint, NotInFake, UserError, ValidationError
from mock_odoo.models import account_payment_fields as fields
from mock_odoo.models.account_move import AccountMove
from mock_odoo.orm import access, writing
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.values import to_column

DRAFT, IN_PROCESS, PAID, CANCELED = "draft", "in_process", "paid", "canceled"
CONFIRMED = (IN_PROCESS, PAID)
CHOOSING = frozenset(  # what makes a payment wait where its method says, be it nowhere (observed)
    {"partner_id", "payment_type", "journal_id", "currency_id", "company_id", "payment_method_line_id"}
)
FOLLOWED = frozenset(  # what the entry of a draft is brought in line with, and not by anything else (observed)
    (
        *("date", "amount", "payment_type", "partner_type", "payment_reference", "currency_id", "partner_id"),
        *("destination_account_id", "partner_bank_id", "journal_id"),
    )
)
SEEN = observed("parity conversation payments", date="2026-11-23")
DEPENDING = (
    "payment_type", "journal_id", "company_id", "currency_id", "partner_id", "payment_method_line_id",
    "outstanding_account_id", "destination_account_id",
)  # fmt: skip
NEGATIVE = "The payment amount cannot be negative."
NO_METHOD = "Please define a payment method line on your payment."
OTHER_METHOD = "The selected payment method is not available for this payment, please select the payment method again."
HAS_NO_ENTRY = "A payment with an outstanding account cannot be confirmed without having a journal entry."
NO_OUTSTANDING = (
    "You can't create a new payment without an outstanding payments/receipts account set either on the company or the "
    "{method} payment method in the {journal} journal."
)


class AccountPayment(BaseModel):
    """A payment of a customer, or to a supplier."""

    model_name = "account.payment"
    searched_names = ("name",)
    tracked_dates = ("date",)
    missed_when_created = frozenset({"journal_id"})
    sql_fields: ClassVar = fields.SQL_FIELDS
    computed_fields: ClassVar = fields.COMPUTED_FIELDS

    # What people do with payments -------------------------------------------------------------------------------------

    @public(SEEN)
    def action_post(self) -> None:
        """Confirm drafts: they get their entries and names; all others stay as they are."""
        access.check_change(self.env, self.model_name, self.ids, "write")
        self._confirm([payment["id"] for payment in self._payments() if payment["state"] == DRAFT])

    @public(SEEN)
    def action_validate(self) -> None:
        """Call payments paid, whatever they were."""
        access.check_change(self.env, self.model_name, self.ids, "write")
        self._confirm([payment["id"] for payment in self._payments() if payment["state"] == DRAFT])
        self._set({"state": PAID})

    @public(SEEN)
    def action_draft(self) -> None:
        """Take payments back to draft, with their entries."""
        access.check_change(self.env, self.model_name, self.ids, "write")
        entries = self._entries()
        entries.button_draft()
        self._set({"state": DRAFT})
        payment_state.refresh_payments(self.env, entries.ids)

    @public(SEEN)
    def action_cancel(self) -> None:
        """Cancel payments; an entry that is a draft is deleted, one that was posted is cancelled (observed)."""
        access.check_change(self.env, self.model_name, self.ids, "write")
        self._set({"state": CANCELED})
        entries = self._entries()
        states = {entry["id"]: entry["state"] for entry in entries.read(["state"])}
        self._moves([id_ for id_, state in states.items() if state == DRAFT]).unlink()
        self._moves([id_ for id_, state in states.items() if state != DRAFT]).button_cancel()

    @public(SEEN)
    def mark_as_sent(self) -> None:
        """Note that payments were sent."""
        self.write({"is_sent": True})

    @public(SEEN)
    def unmark_as_sent(self) -> None:
        """Note that payments were not sent."""
        self.write({"is_sent": False})

    @public(SEEN)
    def button_open_journal_entry(self) -> dict[str, Any]:
        """Return what the web client opens to show the entry."""
        self._ensure_one()
        access.look(self.env, self.model_name, self.ids)
        return {
            "name": "Journal Entry",
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "context": {"create": False},
            "view_mode": "form",
            "res_id": self._payments()[0]["move_id"],
        }

    # How they are kept ------------------------------------------------------------------------------------------------

    def _defaults(self) -> dict[str, Any]:
        return {
            "date": self.env.today,
            "state": DRAFT,
            "payment_type": "inbound",
            "partner_type": "customer",
            "amount": 0,
        }

    not_defaults = frozenset({"amount"})

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        known = {name: to_column(self.schema.fields[name], complete[name]) for name in DEPENDING if name in complete}
        return payment_defaults.completed(self.env, {**complete, **known})

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        if not self.env.version.payments_have_own_states:
            raise NotInFake(f"payments in Odoo {self.env.version.name}")
        ids = super()._create(vals_list)
        payment_entries.refresh_amounts(self.env, ids)
        for payment in payment_entries.payments(self.env, ids):
            self._refuse_made_confirmed(payment)
        return ids

    def _refuse_made_confirmed(self, payment: Mapping[str, Any]) -> None:
        if payment["state"] in CONFIRMED and fields.own_account(self.env, payment):
            raise ValidationError(HAS_NO_ENTRY)
        if payment["state"] in CONFIRMED:
            raise NotInFake("making a payment that is confirmed from the start")

    def _write(self, vals: dict[str, Any]) -> None:
        state = vals.get("state")
        if state not in (None, *CONFIRMED):
            raise NotInFake(f"writing the state {state} of a payment; its actions set it")
        self._refuse_methodless(vals)
        super()._write({name: value for name, value in vals.items() if name != "state"})
        if {"partner_id", "journal_id"} & vals.keys() and "currency_id" not in vals:
            self._take_currency()
        self._follow(vals)
        if state is not None:
            self._confirm(self.ids)
            self._set({"state": state})

    def _take_currency(self) -> None:
        """Payments that are told a partner or a journal, be it their own, are in the journal's currency (observed)."""
        for payment in self._payments():
            journal = move_journals.chosen(self.env, payment)
            row: writing.Row = {"currency_id": move_journals.currency(self.env, journal)}
            writing.update(self.env, self.schema, [payment["id"]], row)

    def _refuse_methodless(self, vals: Mapping[str, Any]) -> None:
        """Another journal brings its own method along; one that has none is refused at once (observed)."""
        if "journal_id" not in vals or "payment_method_line_id" in vals:
            return
        journal = to_column(self.schema.fields["journal_id"], vals["journal_id"])
        for payment in self._payments():
            if not payment_defaults.lines(self.env, journal, vals.get("payment_type", payment["payment_type"])):
                raise ValidationError(NO_METHOD)

    def _follow(self, vals: Mapping[str, Any]) -> None:
        """Bring what follows from values in line with them: method, accounts, and the entries, unless all count."""
        found = self.read([*payment_entries.FIELDS, "partner_type"], load=None)
        follows = any(payment["state"] not in CONFIRMED for payment in found)
        for payment in found:
            changed = fields.without_dependents(payment, vals)
            more = payment_defaults.accounts(self.env.sudo(), changed)
            waits_nowhere = "outstanding_account_id" in changed and not payment["outstanding_account_id"]
            if waits_nowhere or (CHOOSING & vals.keys() and "outstanding_account_id" not in vals):
                more["outstanding_account_id"] = fields.own_account(self.env, {**payment, **more})
            writing.update(self.env, self.schema, [payment["id"]], {name: id_ or None for name, id_ in more.items()})
            if payment["move_id"] and follows and FOLLOWED & vals.keys():
                self._refuse_chart_account({**payment, **more}, vals)
                if payment["state"] not in CONFIRMED:  # beside a draft, what counts is asked for, and stays (observed)
                    payment_entries.follow(self.env, {**payment, **more})
                    payment_state.refresh_payments(self.env, [payment["move_id"]])
            elif payment["move_id"] and "memo" in vals:  # which the labels of its lines do not follow (observed)
                self._moves([payment["move_id"]]).write({"ref": payment["memo"]})
        payment_entries.refresh_amounts(self.env, self.ids)

    def _refuse_chart_account(self, payment: Mapping[str, Any], vals: Mapping[str, Any]) -> None:
        """An entry only follows if its payment waits somewhere, and what chooses that anew, if its method says where.

        That is so whatever account is written along (observed).
        """
        own = fields.own_account(self.env, payment)
        if not own and (CHOOSING & vals.keys() or not payment["outstanding_account_id"]):
            method, journal = fields.method_and_journal(self.env, payment)
            raise UserError(NO_OUTSTANDING.format(method=method, journal=journal))

    def _check(self, ids: Sequence[int]) -> None:
        listed = (self.env.database.json_list(ids),)
        among = "p.id IN (SELECT value FROM json_each(?))"
        store = self.env.database.store
        if store.one(f"SELECT 1 FROM account_payment p WHERE {among} AND p.amount < 0", listed):
            raise BrokenConstraint(NEGATIVE)
        if store.one(f"SELECT 1 FROM account_payment p WHERE {among} AND p.payment_method_line_id IS NULL", listed):
            raise ValidationError(NO_METHOD)
        if store.one(
            "SELECT 1 FROM account_payment p JOIN account_payment_method_line l ON l.id = p.payment_method_line_id"
            f" WHERE {among} AND l.journal_id != p.journal_id",
            listed,
        ):
            raise ValidationError(OTHER_METHOD)

    def _unlink(self) -> None:
        """Delete payments with their entries, posted or not, but those that are paid and set off (observed)."""
        payments = self._payments()
        if any(
            payment["state"] in CONFIRMED and payment["move_id"] and payment["outstanding_account_id"]
            for payment in payments
        ):
            raise ValidationError(HAS_NO_ENTRY)
        entries = self._entries()
        paid = {payment["move_id"] for payment in payments if payment["state"] == PAID}
        super()._unlink()
        for entry in entries.read(["line_ids"]):
            kept = entry["id"] in paid and matching.partials_of(self.env, entry["line_ids"])
            found = self._moves([entry["id"]])
            AccountMove(found.env.with_context(force_delete=not kept), found.ids).unlink()

    # Helpers ----------------------------------------------------------------------------------------------------------

    def _confirm(self, ids: Sequence[int]) -> None:
        """Give payments their entries, post those that are drafts, and take over their names."""
        for payment in payment_entries.payments(self.env, ids):
            if not payment["move_id"] and payment["outstanding_account_id"]:
                payment_entries.create(self.env, payment)
            elif not payment["move_id"]:
                self._confirm_alone(payment)
        confirmed = AccountPayment(self.env, tuple(ids))
        entries = confirmed._entries()
        drafts = [entry["id"] for entry in entries.read(["state"]) if entry["state"] == DRAFT]
        move_refusals.used_accounts(self.env, drafts)
        posting.leave_locked_periods(self.env, drafts)  # what payments say of their days stays (observed)
        posting.post(self.env.sudo(), drafts, {"posted_before": 1})
        for entry in entries.read(["name", "origin_payment_id"], load=None):
            row: writing.Row = {"name": entry["name"], "state": IN_PROCESS}
            writing.update(self.env, self.schema, [entry["origin_payment_id"]], row)
        payment_state.refresh_confirmed(self.env, ids)
        payment_entries.refresh_amounts(self.env, ids)

    def _confirm_alone(self, payment: Mapping[str, Any]) -> None:
        """Confirm a payment that waits nowhere: it has no entry, and a number of its own (observed)."""
        [number] = self.env.database.next_ids("payments without entries", 1)
        row: writing.Row = {"name": payment["name"] or f"PAY{number:05d}", "state": IN_PROCESS}
        writing.update(self.env, self.schema, [payment["id"]], row)

    def _set(self, row: writing.Row) -> None:
        writing.update(self.env, self.schema, self.ids, row)

    def _payments(self) -> list[dict[str, Any]]:
        return payment_entries.payments(self.env, self.ids)

    def _entries(self) -> AccountMove:
        """Return the entries of the payments that have one."""
        return self._moves([payment["move_id"] for payment in self._payments() if payment["move_id"]])

    def _moves(self, ids: Sequence[int]) -> AccountMove:
        return cast("AccountMove", self.env.sudo().model("account.move", tuple(ids)))
