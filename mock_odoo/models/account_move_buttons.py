"""The buttons of journal entries: posted, registered as paid, taken back to draft, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import (
    analytics,
    balance,
    exchange,
    invoices,
    locks,
    manual_changes,
    move_refusals,
    postable,
    posting,
    reconciliation,
    reversals,
    sequence_gaps,
    statement_entries,
)
from mock_odoo.accounting.kinds import CANCELLED, DRAFT, INVOICES, POSTED
from mock_odoo.errors import AccessError, UserError
from mock_odoo.models import account_move_payments
from mock_odoo.orm import access, writing
from mock_odoo.orm.model import BaseModel, public

ONLY_DRAFTS = "Only draft journal entries can be cancelled."
NOT_TO_DRAFT = "Only posted/cancelled journal entries can be reset to draft."
BILLERS = "account.group_account_invoice"


class MoveButtons(BaseModel):
    """What people do with entries, and the states that these are in then."""

    @public(observed("section 7, action_post"))
    def action_post(self) -> bool:
        """Post drafts: they get their names, and count from now on."""
        if self.ids and not self.env.su and not self.env.in_group(BILLERS):
            raise AccessError(messages.MAY_NOT_POST)
        access.check_records(self.env, self.model_name, self.ids, "read")
        move_refusals.used_accounts(self.env, self.ids)
        refused = [reason for id_ in self.ids for reason in postable.reasons_against(self.env, id_)]
        if refused:
            raise UserError("\n".join(dict.fromkeys(refused)))
        if self.env.context.get("validate_analytic"):
            analytics.check(self.env, self.ids)
        posting.date_sales(self.env, self.ids)
        posting.leave_locked_periods(self.env, self.ids)
        posting.post(self.env, self.ids, {"posted_before": 1})
        entries = self._entries("move_type")
        reversals.settle(self.env, [entry["id"] for entry in entries if entry["move_type"] in INVOICES])
        return False

    def _posted(self) -> list[int]:
        return [entry["id"] for entry in self._entries("state") if entry["state"] == POSTED]

    @public(observed("parity conversation registering", date="2026-11-23"))
    def action_register_payment(self) -> dict[str, Any]:
        """Return the dialog that registers payments of the documents, all of which must be posted."""
        access.look(self.env, self.model_name, self.ids)
        documents = self._entries("state", "move_type", "line_ids")
        account_move_payments.refuse_unpayable(documents)
        return account_move_payments.register_dialog([line for found in documents for line in found["line_ids"]])

    @public(observed("section 7, None return: button_draft"))
    def button_draft(self) -> None:
        """Take entries back to draft, with their names. Like the real server's it returns None: XML-RPC has none."""
        access.look(self.env, self.model_name, self.ids)
        if any(entry["state"] == DRAFT for entry in self._entries("state")):
            raise UserError(NOT_TO_DRAFT)
        locks.check(self.env, self._posted())
        self._check_may_write()
        exchange.refuse_draft(self.env, self.ids)
        if not self.env.version.draft_keeps_reconciliation:
            reconciliation.take_entries_apart(self.env, self.ids)
        self._become(DRAFT, self.ids)

    @public(observed("section 7, button_cancel posted"))
    def button_cancel(self) -> None:
        """Cancel entries; their lines stay, with their amounts."""
        access.look(self.env, self.model_name, self.ids)
        posted = self._posted()
        locks.check(self.env, posted)
        if posted:
            self._check_may_write()
        if any(entry["state"] == CANCELLED for entry in self._entries("state")):  # the posted become drafts before
            raise UserError(ONLY_DRAFTS)
        self._check_may_write()
        exchange.refuse_draft(self.env, self.ids)
        reconciliation.take_entries_apart(self.env, self.ids)
        self._become(DRAFT, posted)
        self._become(CANCELLED, self.ids)

    def _check_may_write(self) -> None:
        """Raise AccessError unless the user may write entries; none may be written by anybody (observed)."""
        if self.ids:
            access.check_access(self.env, self.model_name, "write")

    def _become(self, state: str, ids: Sequence[int], *, due_told: bool = False) -> None:
        """Set a state; documents that become drafts are reckoned anew from their prices, whatever stood there."""
        with invoices.following(self.env, ids, due_told=due_told):
            type(self)(self.env, tuple(ids))._update({"state": state, "checked": 0})
        balance.check(self.env, ids)
        manual_changes.note(self.env, ids)

    def _update(self, row: writing.Row) -> None:
        analytics.remove(self.env, self.ids)
        with sequence_gaps.following(self.env, self.ids):
            writing.update(self.env, self.schema, self.ids, row)
        statement_entries.refresh(self.env, self.ids)

    def _entries(self, *fields: str) -> list[dict[str, Any]]:
        return self.env.sudo().model(self.model_name, self.ids).read(list(fields), load=None)
