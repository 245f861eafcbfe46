"""Journal entries: created balanced, posted with a name, taken back to draft, cancelled, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import (
    balance,
    dating,
    derived_values,
    draft_names,
    due_dates,
    heads,
    invoices,
    line_changes,
    line_lists,
    locks,
    manual_changes,
    move_journals,
    move_names,
    move_refusals,
    posting,
    reconciliation,
    sequence_gaps,
    sequences,
    statement_entries,
)
from mock_odoo.accounting.invoice_lines import lines_of_entries
from mock_odoo.accounting.kinds import DRAFT, INVOICES, POSTED, SALES
from mock_odoo.errors import UserError
from mock_odoo.models import account_move_fields, account_move_payments
from mock_odoo.models.account_move_buttons import MoveButtons
from mock_odoo.orm import access, references, writing
from mock_odoo.orm.model import public
from mock_odoo.orm.values import to_column

AMOUNTS = (
    "amount_untaxed", "amount_untaxed_signed", "amount_tax", "amount_tax_signed", "amount_residual",
    "amount_residual_signed",
)  # fmt: skip
CREATED_POSTED = "You cannot create a move already in the posted state. Please create a draft move and post it after."


class AccountMove(MoveButtons):
    """A journal entry, an invoice among them: its tax lines and due lines follow from the lines that people write."""

    model_name = "account.move"
    searched_names = ("name", "ref", "partner_id.name")
    looks_up_written_fields = True
    tracked_dates = ("date",)
    missed_when_created = frozenset({"partner_id"})
    missed_when_written = frozenset(
        {"company_id", "partner_id", "partner_shipping_id", "invoice_payment_term_id", "currency_id"}
    )
    not_defaults = frozenset(
        (
            *("date", "invoice_date_due", "payment_state", "sequence_prefix", "sequence_number"),
            *("always_tax_exigible", "checked", "posted_before"),
            *AMOUNTS,
        )
    )
    sql_fields: ClassVar = {
        "display_name": account_move_fields.label,
        "type_name": account_move_fields.type_name,
        "status_in_payment": account_move_fields.status,
        "secured": account_move_fields.secured,
        "direction_sign": account_move_fields.direction,
        "commercial_partner_id": account_move_fields.commercial_partner,
        "next_payment_date": account_move_payments.next_date,
        "access_url": account_move_fields.access_url,
        "hide_post_button": account_move_fields.hides_post_button,
        "show_reset_to_draft_button": account_move_fields.shows_draft_button,
        "invoice_filter_type_domain": account_move_fields.side,
        "no_followup": account_move_fields.is_not_followed_up,
        "user_id": account_move_fields.salesperson,
        "bank_partner_id": account_move_fields.bank_partner,
    }
    computed_fields: ClassVar = {
        "status_in_payment": account_move_fields.shown_status,
        "expected_currency_rate": account_move_fields.expected_rate,
        "reconciled_payment_ids": account_move_payments.payments,
        "payment_count": account_move_payments.count,
    }

    def _defaults(self) -> dict[str, Any]:
        return {
            "move_type": "entry",
            "state": DRAFT,
            "auto_post": "no",
            "date": self.env.today,
            "invoice_date_due": self.env.now.date(),
            "payment_state": "not_paid",
            "sequence_prefix": "",
            "sequence_number": 0,
            "posted_before": False,
            **({"checked": False} if "checked" in self.schema.fields else {}),  # not before 18.0
            **dict.fromkeys(AMOUNTS, 0),
            "always_tax_exigible": True,
        }

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        journal = move_journals.chosen(self.env, complete)
        complete["journal_id"] = journal["id"]
        complete["company_id"] = complete.get("company_id") or journal["company_id"]
        move_journals.refuse_elsewhere(self.env, complete, dated="date" in vals)
        complete.setdefault("currency_id", move_journals.currency(self.env, journal))
        if complete["move_type"] not in INVOICES:
            return {"invoice_partner_display_name": heads.shown_partner(self.env, complete), **complete}
        derived_values.refuse_rate(complete, self.env.database.company_currency(complete["company_id"]))
        if "invoice_date_due" not in vals:
            complete["invoice_date_due"] = self.env.today
        whole = heads.completed(self.env, {**complete, **self._converted(complete)}, dated="date" in vals)
        return {**whole, **({"partner_id": vals["partner_id"]} if "partner_id" in vals else {})}

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of a document has its due lines without their names, and one of a plain entry is nobody's (observed).

        That is so whatever partner it is told. It is of today unless it is told another day, and of the first open day
        if that one, or else the day of what is copied, is locked (observed).
        """
        day = locks.day_of_copy(self.env, id_, str(default.get("date") or "")[:10] or None)
        copied = {**super()._copied(id_, default), **({"date": day} if day else {})}
        lines = copied.get("line_ids") or []
        if copied.get("move_type") != "entry":
            return {**copied, "line_ids": [[0, 0, _unnamed(line[2])] for line in lines]}
        return {**copied, "partner_id": False}

    def _check_references(self, vals: Mapping[str, Any]) -> None:
        super()._check_references(vals)
        move_refusals.partner(self.env, vals)

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        if any(vals.get("state") == POSTED for vals in vals_list):
            raise UserError(CREATED_POSTED)
        ids = self._in_peace()._create_quietly([line_lists.as_one(vals) for vals in vals_list])
        move_refusals.journals(self.env, ids)
        self._leave_locked_periods([id_ for id_, vals in zip(ids, vals_list, strict=True) if "date" not in vals])
        due_dates.fill(self.env, [id_ for id_, vals in zip(ids, vals_list, strict=True) if due_dates.FIELD not in vals])
        invoices.begin(self.env, ids)
        balance.refresh_totals(self.env, ids)
        balance.check(self.env, ids)
        sequence_gaps.refresh(self.env, ids)
        return ids

    def _leave_locked_periods(self, undated: Sequence[int]) -> None:
        """What is bought is booked in an open period from the start; what is sold when it is posted (observed)."""
        entries = self.env.sudo().model(self.model_name, tuple(undated)).read(["move_type", "invoice_date"])
        for entry in entries:
            bought = entry["move_type"] in INVOICES and entry["move_type"] not in SALES and entry["invoice_date"]
            day = locks.open_day(self.env, entry["id"]) if bought else None
            if day:
                AccountMove(self.env, (entry["id"],))._in_peace()._write_quietly({"date": day})

    @public(observed("parity conversation explored_later", date="2026-11-28"))
    def write(self, vals: Any) -> bool:
        """Change the entries; what is posted is looked at before the right to change anything."""
        if vals == {}:
            return True  # nothing is changed, whoever asks for it, and of whatever (observed)
        if isinstance(vals, dict) and self.ids:
            there = access.existing(self.env, self.schema, self.ids)
            first = AccountMove(self.env, tuple(takewhile(there.__contains__, self.ids)))
            if first.ids:  # entries are looked at in turn: what counts is refused before one behind it is missed
                access.look(self.env, self.model_name, first.ids)
                move_refusals.readonly(self.env, first.ids, vals)
                self._look_up_written(vals)
                derived_values.refuse(self.env, first.ids, vals)
            if first.ids != self.ids:
                access.look(self.env, self.model_name, self.ids)
        super().write(vals)
        if manual_changes.FIELD not in vals:
            manual_changes.note(self.env, self.ids)
        return True

    def _write(self, vals: dict[str, Any]) -> None:
        due_told = due_dates.FIELD in vals
        tells_lines = "line_ids" in vals and not due_told
        vals = line_lists.as_one({**vals, **line_lists.of_members(vals, self._entries)})
        if "company_id" in vals:
            references.refuse_objects(self.env, self.schema, vals, new=False)
            move_refusals.company(vals, self._row(vals, new=False))
        move_refusals.journal(self.env, self.ids, vals)
        vals = {**move_journals.company(self.env, self.ids, vals), **vals}
        move_refusals.currency(self.env, self.ids, vals)
        is_set = "state" in vals
        state = to_column(self.schema.fields["state"], vals.pop("state", None))
        if vals:
            self._write_values(vals, tells_lines=tells_lines)
        if ({"name", "date"} | dating.DECIDING) & vals.keys():
            move_names.check_periods(self.env, self.ids)
        if "name" in vals:
            move_names.check_unique(self.env, self._posted())
        if "date" in vals:
            locks.check(self.env, self._posted())
        if state == POSTED:
            locks.check(self.env, self.ids)
            posting.post(self.env, self.ids, {}, due_told=due_told)
        elif state is not None:
            self._become(str(state), self.ids, due_told=due_told)
        elif is_set:
            raise writing.missing(self.schema, self.schema.fields["state"])

    def _write_values(self, vals: dict[str, Any], *, tells_lines: bool) -> None:
        """Change what is no state, and all that follows from it."""
        other_journal = bool(move_refusals.changed(self.env, self.ids, "journal_id", vals))
        lines, others = line_changes.elsewhere(self.env, self.ids, vals.get("line_ids"))
        dated = due_dates.deciding(self.env, others)
        with sequence_gaps.following(self.env, self.ids):
            if "line_ids" not in vals:
                move_refusals.archived_accounts(self.env, self.ids, vals)
            self._in_peace()._write_quietly(vals)
            move_refusals.archived_accounts(self.env, self.ids, vals)
            if "name" not in vals:
                move_names.clear(self.env, self.ids, other_journal=other_journal)
        if tells_lines:  # be it nothing of them; what counts does without a due date (observed)
            due_dates.fill(self.env, set(self.ids).difference(self._posted()))
        invoices.refresh_elsewhere(self.env, lines, others, dated)
        balance.check(self.env, self.ids)
        statement_entries.follow(self.env, self.ids)

    @public(observed("parity, a reader deletes an entry"))
    def unlink(self) -> bool:
        """Delete the entries; their lines go first, and so does the right to delete those.

        Before either, who may not change entries is told so where a period is locked.
        """
        if self.ids:
            access.look(self.env, self.model_name, self.ids)
            if locks.holds(self.env, self._posted()):
                self._check_may_write()
            access.check_access(self.env, "account.move.line", "unlink")
        return super().unlink()

    def _unlink(self) -> None:
        posted = self._posted()
        locks.check(self.env, posted)
        if posted and not self.env.context.get("force_delete"):
            raise UserError(messages.DELETE_POSTED)
        if not self.env.context.get("force_delete"):
            move_names.refuse_deletion(self.env, self.ids)
        reconciliation.take_entries_apart(self.env, self.ids)
        with sequence_gaps.following(self.env, self.ids):
            super()._unlink()

    def _in_peace(self) -> AccountMove:
        """Return the entries in an environment in which lines may be out of balance for the moment."""
        return AccountMove(self.env.with_context(**{balance.UNCHECKED: False}), self.ids)

    def _create_quietly(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create([manual_changes.unwritten(vals) for vals in vals_list])
        balance.refresh_totals(self.env, ids)
        draft_names.refresh(self.env, ids, dated=False)
        return ids

    def _write_quietly(self, vals: dict[str, Any]) -> None:
        at_another_rate, due_told = "invoice_currency_rate" in vals, due_dates.FIELD in vals
        with invoices.following(self.env, self.ids, at_another_rate=at_another_rate, due_told=due_told):
            for place, invoice in enumerate(self._entries("move_type", "invoice_user_id", *heads.DEPENDING)):
                vals = line_lists.without_deletions(vals) if place else vals
                told = {**move_journals.of_another_kind(self.env, invoice, vals), **vals, **self._converted(vals)}
                more = heads.changed(self.env, invoice, told)
                AccountMove(self.env, (invoice["id"],))._write_one(more)
            due_dates.decided(self.env, self.ids, vals)
        if dating.DECIDING & vals.keys() and "date" not in vals:
            self._leave_locked_periods(self.ids)
        balance.refresh_totals(self.env, self.ids)
        if vals.keys() & {"date", "currency_id", "journal_id"}:
            balance.refresh_residuals(self.env, lines_of_entries(self.env, self.ids))
        if vals.keys() & {"name", "date", "journal_id"}:
            draft_names.refresh(self.env, self.ids, dated="name" not in vals)

    def _write_one(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        heads.carry_to_lines(self.env.sudo(), self.ids, vals)

    def _converted(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return those values that others follow from as columns keep them."""
        return {name: to_column(self.schema.fields[name], vals[name]) for name in heads.DEPENDING if name in vals}

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        """The parts of a name are kept beside it."""
        return {**super()._row(vals, new=new), **(sequences.parts(vals["name"]) if "name" in vals else {})}


def _unnamed(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a copied line; what is due is called by the reference of its own document."""
    due = line.get("display_type") == "payment_term"
    return {name: value for name, value in line.items() if name != "name" or not due}
