"""The dialog that registers payments of invoices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, cast

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import open_claims, payment_defaults, proposals, registering
from mock_odoo.accounting.open_claims import Batch
from mock_odoo.accounting.proposals import Proposal
from mock_odoo.errors import BrokenConstraint, NotInFake, UserError
from mock_odoo.models.account_payment import AccountPayment
from mock_odoo.models.labels import by_id
from mock_odoo.orm import access, dates, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.values import decimal, to_column

NAME = "account.payment.register"
ASKED = ("line_ids", "currency_id", "payment_date", "installments_mode", "amount", "can_edit_wizard", "group_payment")
NO_CLAIM = "You can't open the register payment wizard without at least one receivable/payable line."
FOLLOWED = {"payment_date", "journal_id", "currency_id", "amount"}
NOT_OF_ITS_LINES = ("line_ids", "partner_id", "payment_type", "partner_type", "company_id")


def _offered(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    rows = env.sudo().model(NAME, tuple(ids)).read(["journal_id", "payment_type"], load=None)
    return {row["id"]: payment_defaults.lines(env, row["journal_id"], row["payment_type"]) for row in rows}


def _journals(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    rows = env.sudo().model(NAME, tuple(ids)).read(["company_id"], load=None)
    return {row["id"]: payment_defaults.journals(env, row["company_id"]) for row in rows}


@dataclass(frozen=True)
class Asked:
    """What somebody asks to pay, and what is proposed to them."""

    batches: Sequence[Batch]
    proposal: Proposal
    mode: str
    amount: Decimal
    editable: bool
    grouped: bool

    @property
    def early(self) -> bool:
        """Whether a discount is taken."""
        return self.proposal.takes_discount(self.amount)

    @property
    def difference(self) -> Decimal:
        """What is left to pay after it, the discount taken included."""
        return self.proposal.expected(self.mode) - self.amount

    @property
    def payments(self) -> int:
        """How many payments the dialog says that this makes: one for each line, unless they are grouped (observed)."""
        return sum(1 if self.grouped else len(batch.lines) for batch in self.batches)


def _asked(env: Environment, id_: int) -> Asked:
    [row] = env.sudo().model(NAME, (id_,)).read([*ASKED], load=None)
    batches = open_claims.batches(env, row["line_ids"])
    proposal = proposals.of(env, batches, row["currency_id"], dates.day(row["payment_date"]))
    amount = decimal(row["amount"])
    return Asked(batches, proposal, row["installments_mode"], amount, row["can_edit_wizard"], row["group_payment"])


def _figure(figure: Callable[[Asked], Any]) -> Callable[[Environment, Sequence[int]], dict[int, Any]]:
    return lambda env, ids: {id_: figure(_asked(env, id_)) for id_ in ids}


class AccountPaymentRegister(BaseModel):
    """What is to be paid, how and when: filled in from the open lines of documents."""

    model_name = NAME
    sql_fields: ClassVar = {"display_name": by_id(model_name)}
    computed_fields: ClassVar = {
        "available_payment_method_line_ids": _offered,
        "available_journal_ids": _journals,
        "payment_difference": _figure(lambda asked: float(asked.difference)),
        "early_payment_discount_mode": _figure(lambda asked: asked.early),
        "hide_writeoff_section": _figure(lambda asked: asked.early),
        "installments_switch_amount": _figure(lambda asked: float(asked.proposal.other(asked.mode, asked.amount))),
        "installments_switch_html": _figure(lambda asked: asked.proposal.advice(asked.mode, asked.amount)),
        "total_payments_amount": _figure(lambda asked: asked.payments),
    }

    @public(observed("parity conversation registering", date="2026-11-23"))
    def action_create_payments(self) -> dict[str, Any]:
        """Create, confirm and set off the payments, and return what the web client opens to show them."""
        self._ensure_one()
        access.check_access(self.env, self.model_name, "read")
        found = self.env.sudo().model(self.model_name, self.ids).read([], load=None)
        if not found:
            raise UserError(NO_CLAIM)
        [said] = found
        work = open_claims.batches(self.env, said["line_ids"])
        if not said["group_payment"]:
            work = [document for batch in work for document in batch.by_document()]
        if len(work) == 1 and (said["group_payment"] or len(work[0].lines) == 1):
            made = [self._paid_as_said(work[0], said)]
        else:  # whatever amount is said (observed)
            work = [self._asked_now(batch, said) for batch in work]
            made = [self._paid(batch, said) for batch in work]
        payments = cast("AccountPayment", self.env.model("account.payment", tuple(made)))
        payments._confirm(made)
        for payment, batch in zip(made, work, strict=True):
            registering.set_off(self.env, payment, batch)
        return _shown(made)

    def _paid_as_said(self, batch: Batch, said: Mapping[str, Any]) -> int:
        """Pay a batch as the dialog says; its draft is returned."""
        vals = {
            **_way(said),
            "amount": said["amount"],
            "memo": said["communication"],
            "currency_id": said["currency_id"],
            "partner_bank_id": said["partner_bank_id"],
        }
        proposal = self._proposal([batch], said)
        early = proposal.takes_discount(decimal(said["amount"]))
        settled = _settled(said, said["installments_mode"], early=early) if batch.counts else None
        return registering.pay(self.env, batch, vals, proposal, settled)

    def _asked_now(self, batch: Batch, said: Mapping[str, Any]) -> Batch:
        """Return what is asked for of a batch, all of it if somebody wants to pay in full."""
        return batch if said["installments_mode"] == "full" else proposals.asked(batch, dates.day(said["payment_date"]))

    def _paid(self, batch: Batch, said: Mapping[str, Any]) -> int:
        """Pay one of several batches what is proposed for it, in its own currency."""
        proposal = self._proposal([batch], {**said, "currency_id": batch.currency})
        if said["installments_mode"] == "full":
            proposal = replace(proposal, now=proposal.full, now_undiscounted=proposal.full_undiscounted)
        vals = {**_way(said), "memo": registering.communication(self.env, [batch])}
        settled = registering.Settled(proposal.mode, None, "") if proposal.discounted else None
        return registering.pay(self.env, batch, vals, proposal, settled)

    def _proposal(self, batches: Sequence[Batch], vals: Mapping[str, Any]) -> Proposal:
        day = dates.day(str(self._column(vals, "payment_date")))
        return proposals.of(self.env, batches, vals["currency_id"], day)

    def _column(self, vals: Mapping[str, Any], name: str) -> Any:
        """Return a value as a column keeps it."""
        return to_column(self.schema.fields[name], vals.get(name))

    # How it is filled in ----------------------------------------------------------------------------------------------

    def _defaults(self) -> dict[str, Any]:
        return {"payment_date": self.env.today, "writeoff_label": "Write-Off"}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        lines = open_claims.asked_lines(self.env, self.env.context)
        batches = open_claims.batches(self.env, lines)
        if any(name in vals for name in NOT_OF_ITS_LINES):
            raise NotInFake("telling the register payment dialog what it pays otherwise than by its context")
        if not self._column(complete, "payment_date"):
            raise writing.missing(self.schema, self.schema.fields["payment_date"])
        complete |= {**_source(batches), "payment_type": open_claims.first(batches, lines).payment_type}
        complete.setdefault("group_payment", len(batches) == 1 and len(batches[0].entries) == 1)
        complete.setdefault("communication", registering.communication(self.env, batches))
        complete |= self._way(batches, vals)
        return {**complete, **self._amount(batches, complete, vals)}

    def _way(self, batches: Sequence[Batch], vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return by which journal and method, and in which currency, something is paid."""
        first = batches[0]
        usual = first.currency if len(batches) == 1 else self.env.database.company_currency(first.company)
        journal = self._column(vals, "journal_id") or next(iter(payment_defaults.journals(self.env, first.company)), 0)
        offered = payment_defaults.lines(self.env, journal, first.payment_type)
        return {
            "journal_id": journal,
            "payment_method_line_id": self._column(vals, "payment_method_line_id") or next(iter(offered), False),
            "currency_id": self._column(vals, "currency_id") or _currency(self.env, journal) or usual,
        }

    def _write(self, vals: dict[str, Any]) -> None:
        """What follows from a value is filled in again: currency from journal, amount from day and currency."""
        super()._write(vals)
        for id_ in self.ids if FOLLOWED & vals.keys() else ():
            [row] = self.env.sudo().model(NAME, (id_,)).read([*ASKED, "journal_id"], load=None)
            batches = open_claims.batches(self.env, row["line_ids"])
            way = self._way(batches, {"journal_id": row["journal_id"], **vals}) if "journal_id" in vals else {}
            more = {**way, **self._amount(batches, {**row, **way}, vals)}
            AccountPaymentRegister(self.env, (id_,))._write_plainly(more)

    def _write_plainly(self, vals: dict[str, Any]) -> None:
        super()._write(vals)

    def _amount(self, batches: Sequence[Batch], vals: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Return how much is paid of what is owed, as far as that is not given."""
        proposal = self._proposal(batches, vals)
        amount = decimal(given["amount"] or 0) if "amount" in given else proposal.now
        mode = given.get("installments_mode") or proposal.mode_of(amount)
        handling = "reconcile" if proposal.takes_discount(amount) else "open"
        return {
            "amount": float(amount),
            "installments_mode": mode,
            "payment_difference_handling": given.get("payment_difference_handling") or (len(batches) == 1 and handling),
        }


def _source(batches: Sequence[Batch]) -> dict[str, Any]:
    """Return what the dialog says of what it pays; of several batches that is little (observed)."""
    first, single = batches[0], len(batches) == 1
    several = first.can_be_grouped if single else any(len(batch.lines) > 1 for batch in batches)
    return {
        "line_ids": [[6, 0, [line for batch in batches for line in batch.lines]]],
        "company_id": first.company,
        "partner_id": single and first.partner,
        "payment_type": first.payment_type,
        "partner_type": single and first.partner_type,
        "source_currency_id": single and first.currency,
        "source_amount_currency": float(first.amount) if single else 0.0,
        "source_amount": float(first.balance) if single else 0.0,
        "can_edit_wizard": single,
        "can_group_payments": several,
    }


def _currency(env: Environment, journal: int) -> int | None:
    row = env.database.store.one("SELECT currency_id FROM account_journal WHERE id = ?", (journal,))
    return row[0] if row else None


def _way(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date": said["payment_date"],
        "journal_id": said["journal_id"],
        "payment_method_line_id": said["payment_method_line_id"],
    }


def _settled(said: Mapping[str, Any], mode: str, *, early: bool) -> registering.Settled | None:
    if not early and said["payment_difference_handling"] != "reconcile":
        return None
    if not early and not said["writeoff_account_id"]:
        raise BrokenConstraint(messages.ACCOUNT_MISSING)
    return registering.Settled(mode, said["writeoff_account_id"] or None, said["writeoff_label"])


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
