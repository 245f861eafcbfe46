"""Journal entries: created balanced, posted with a name, taken back to draft, cancelled, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import (
    analytics,
    balance,
    draft_names,
    exchange,
    heads,
    invoices,
    line_changes,
    line_refusals,
    locks,
    matching,
    move_journals,
    move_names,
    postable,
    posting,
    reconciliation,
    reversals,
    sequence_gaps,
    sequences,
    statement_entries,
)
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.errors import AccessError, NotInFake, UserError, ValidationError, value_error
from mock_odoo.models import account_move_fields, account_move_payments
from mock_odoo.orm import access, commands, writing
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.values import to_column

READONLY_WHEN_POSTED = (
    "line_ids", "invoice_line_ids", "date", "invoice_date", "journal_id", "company_id", "currency_id", "partner_id",
    "invoice_payment_term_id", "fiscal_position_id",
)  # fmt: skip
ONLY_DRAFTS = "Only draft journal entries can be cancelled."
AMOUNTS = (
    "amount_untaxed", "amount_untaxed_signed", "amount_tax", "amount_tax_signed", "amount_residual",
    "amount_residual_signed",
)  # fmt: skip
NOT_TO_DRAFT = "Only posted/cancelled journal entries can be reset to draft."
CREATED_POSTED = "You cannot create a move already in the posted state. Please create a draft move and post it after."
BILLERS = "account.group_account_invoice"
WRONG_JOURNAL = "Cannot create a {0} document in a non {0} journal"
WHOLE = (commands.CLEAR, commands.SET)  # what is said of a list as a whole
POSTED, DRAFT, CANCELLED = "posted", "draft", "cancel"


class AccountMove(BaseModel):
    """A journal entry, an invoice among them: its tax lines and due lines follow from the lines that people write."""

    model_name = "account.move"
    searched_names = ("name", "ref", "partner_id.name")
    looks_up_written_fields = True
    missed_when_created = frozenset({"partner_id"})
    missed_when_written = frozenset({"partner_id", "partner_shipping_id", "invoice_payment_term_id", "currency_id"})
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
        "expected_currency_rate": account_move_fields.expected_rate,
        "reconciled_payment_ids": account_move_payments.payments,
        "payment_count": account_move_payments.count,
    }

    # What people do with entries --------------------------------------------------------------------------------------

    @public(observed("section 7, action_post"))
    def action_post(self) -> bool:
        """Post drafts: they get their names, and count from now on."""
        if self.ids and not self.env.su and not self.env.in_group(BILLERS):
            raise AccessError(messages.MAY_NOT_POST)
        access.check_records(self.env, self.model_name, self.ids, "read")
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
        self._check_may_write()
        exchange.refuse_draft(self.env, self.ids)
        locks.check(self.env, self._posted())
        if not self.env.version.draft_keeps_reconciliation:
            self._take_apart()
        self._become(DRAFT, self.ids)

    @public(observed("section 7, button_cancel posted"))
    def button_cancel(self) -> None:
        """Cancel entries; their lines stay, with their amounts."""
        access.look(self.env, self.model_name, self.ids)
        if self._posted():
            self._check_may_write()
        if any(entry["state"] == CANCELLED for entry in self._entries("state")):  # the posted become drafts before
            raise UserError(ONLY_DRAFTS)
        self._check_may_write()
        exchange.refuse_draft(self.env, self.ids)
        locks.check(self.env, self._posted())
        self._take_apart()
        self._become(DRAFT, self._posted())
        self._become(CANCELLED, self.ids)

    def _check_may_write(self) -> None:
        """Raise AccessError unless the user may write entries; none may be written by anybody (observed)."""
        if self.ids:
            access.check_access(self.env, self.model_name, "write")

    def _become(self, state: str, ids: Sequence[int]) -> None:
        """Set a state; documents that become drafts are reckoned anew from their prices, whatever stood there."""
        with invoices.following(self.env, ids):
            AccountMove(self.env, tuple(ids))._update({"state": state, "checked": 0})

    def _take_apart(self) -> None:
        env = self.env.sudo()
        lines = env["account.move.line"].search([("move_id", "in", list(self.ids))])
        reconciliation.unreconcile(env, [id_ for id_, _, _ in matching.partials_of(env, lines)])

    # How they are kept ------------------------------------------------------------------------------------------------

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
        complete["journal_id"], complete["company_id"] = journal["id"], journal["company_id"]
        move_journals.refuse_elsewhere(self.env, complete)
        complete.setdefault("currency_id", move_journals.currency(self.env, journal))
        if complete["move_type"] not in INVOICES:
            return {"invoice_partner_display_name": heads.shown_partner(self.env, complete), **complete}
        if "invoice_date_due" not in vals:
            complete["invoice_date_due"] = self.env.today
        return heads.completed(self.env, {**complete, **self._converted(complete)}, dated="date" in vals)

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

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        if any(vals.get("state") == POSTED for vals in vals_list):
            raise UserError(CREATED_POSTED)
        ids = self._in_peace()._create_quietly([_one_list_of_lines(vals) for vals in vals_list])
        self._refuse_other_journals(ids)
        self._leave_locked_periods([id_ for id_, vals in zip(ids, vals_list, strict=True) if "date" not in vals])
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

    def _refuse_other_journals(self, ids: Sequence[int], wanted: tuple[int, ...] | None = None) -> None:
        """A document stands in a journal of its kind, or in the one `wanted`; that its lines have accounts comes first.

        `wanted` is empty where it shall stand in none.
        """
        for entry in self.env.sudo().model(self.model_name, tuple(ids)).read(["move_type", "journal_id"], load=None):
            needed = heads.JOURNAL_TYPES.get(entry["move_type"])
            journal = (entry["journal_id"],) if wanted is None else wanted
            types = [found["type"] for found in self.env.sudo().model("account.journal", journal).read(["type"])]
            if needed and types != [needed]:
                raise ValidationError(WRONG_JOURNAL.format(needed))

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
                first._refuse_readonly(vals)
            if first.ids != self.ids:
                access.look(self.env, self.model_name, self.ids)
        return super().write(vals)

    def _write(self, vals: dict[str, Any]) -> None:
        vals = _one_list_of_lines({**vals, **self._said_of_members(vals)})
        if "name" in vals:
            locks.check(self.env, self._posted())
        self._refuse_journal(vals)
        self._refuse_currency(vals)
        is_set = "state" in vals
        state = to_column(self.schema.fields["state"], vals.pop("state", None))
        if vals:
            self._write_values(vals)
        if {"name", "date"} & vals.keys():
            move_names.check_periods(self.env, self.ids)
        if "name" in vals:
            move_names.check_unique(self.env, self._posted())
        if "date" in vals:
            locks.check(self.env, self._posted())
        if state == POSTED:
            locks.check(self.env, self.ids)
            posting.post(self.env, self.ids, {})
        elif state is not None:
            locks.check(self.env, self._posted())
            self._become(str(state), self.ids)
        elif is_set:
            raise writing.missing(self.schema, self.schema.fields["state"])

    def _write_values(self, vals: dict[str, Any]) -> None:
        """Change what is no state, and all that follows from it."""
        other_journal = self._changes("journal_id", vals)
        lines, others = line_changes.elsewhere(self.env, self.ids, vals.get("line_ids"))
        with sequence_gaps.following(self.env, self.ids):
            if "line_ids" not in vals:
                self._refuse_archived(vals)
            self._in_peace()._write_quietly(vals)
            self._refuse_archived(vals)
            if "name" not in vals:
                move_names.clear(self.env, self.ids, other_journal=other_journal)
        invoices.refresh_elsewhere(self.env, lines, others)
        balance.check(self.env, self.ids)
        statement_entries.follow(self.env, self.ids)

    @public(observed("parity, a reader deletes an entry"))
    def unlink(self) -> bool:
        """Delete the entries; their lines go first, and so does the right to delete those."""
        if self.ids:
            access.look(self.env, self.model_name, self.ids)
            access.check_access(self.env, "account.move.line", "unlink")
        return super().unlink()

    def _unlink(self) -> None:
        posted = self._posted()
        locks.check(self.env, posted)
        if posted and not self.env.context.get("force_delete"):
            raise UserError(messages.DELETE_POSTED)
        if not self.env.context.get("force_delete"):
            move_names.refuse_deletion(self.env, self.ids)
        self._take_apart()
        with sequence_gaps.following(self.env, self.ids):
            super()._unlink()

    def _refuse_journal(self, vals: Mapping[str, Any]) -> None:
        """Raise what another journal, or none, ends in; PostgreSQL misses 0, but of mere sales (observed)."""
        journal = vals.get("journal_id")
        if journal:
            self._refuse_other_journals(self.ids, (move_journals.chosen(self.env, vals)["id"],))
        elif journal is False or (
            journal is not None and all(entry["move_type"] in SALES for entry in self._entries("move_type"))
        ):
            self._refuse_other_journals(self.ids, ())

    def _refuse_archived(self, vals: Mapping[str, Any]) -> None:
        """Entries that are told a currency or a journal, be it their own, have lines on accounts in use (observed)."""
        if {"currency_id", "journal_id"} & vals.keys():
            line_refusals.archived(
                self.env, [line for entry in self._entries("line_ids") for line in entry["line_ids"]]
            )

    def _refuse_currency(self, vals: Mapping[str, Any]) -> None:
        """Nothing is reckoned of the lines of a document in no currency (observed)."""
        if "currency_id" not in vals or to_column(self.schema.fields["currency_id"], vals["currency_id"]):
            return
        if any(
            entry["move_type"] in INVOICES and entry["line_ids"] for entry in self._entries("move_type", "line_ids")
        ):
            raise value_error("Expected singleton: res.currency()")

    def _said_of_members(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is said of all priced lines as deletions: it spares what follows from them (observed)."""
        said = vals.get("invoice_line_ids")
        if not isinstance(said, list) or not any(_is_whole(command) for command in said):
            return {}
        members = [line for entry in self._entries("invoice_line_ids") for line in entry["invoice_line_ids"]]
        return {"invoice_line_ids": [one for command in said for one in _of_members(command, members)]}

    def _update(self, row: writing.Row) -> None:
        if row.get("state") in (DRAFT, CANCELLED):
            analytics.remove(self.env, self.ids)
        with sequence_gaps.following(self.env, self.ids):
            writing.update(self.env, self.schema, self.ids, row)
        statement_entries.refresh(self.env, self.ids)

    def _in_peace(self) -> AccountMove:
        """Return the entries in an environment in which lines may be out of balance for the moment."""
        return AccountMove(self.env.with_context(**{balance.UNCHECKED: False}), self.ids)

    def _create_quietly(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        balance.refresh_totals(self.env, ids)
        draft_names.refresh(self.env, ids, dated=False)
        return ids

    def _write_quietly(self, vals: dict[str, Any]) -> None:
        with invoices.following(self.env, self.ids, at_another_rate="invoice_currency_rate" in vals):
            for place, invoice in enumerate(self._entries("move_type", "invoice_date_due", *heads.DEPENDING)):
                vals = _without_deletions(vals) if place else vals
                more = heads.changed(self.env, invoice, {**vals, **self._converted(vals)})
                AccountMove(self.env, (invoice["id"],))._write_one(more)
        if vals.get("invoice_date") and "date" not in vals:
            self._leave_locked_periods(self.ids)
        balance.refresh_totals(self.env, self.ids)
        if vals.keys() & {"name", "date", "journal_id"}:
            draft_names.refresh(self.env, self.ids, dated="name" not in vals)

    def _write_one(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        heads.carry_to_lines(self.env.sudo(), self.ids, vals)

    def _converted(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return those values that others follow from as columns keep them."""
        return {name: to_column(self.schema.fields[name], vals[name]) for name in heads.DEPENDING if name in vals}

    def _refuse_readonly(self, vals: Mapping[str, Any]) -> None:
        """What is posted keeps most of its fields, unless a caller's context says otherwise (observed)."""
        if "name" not in vals and self._changes("journal_id", vals):
            move_names.refuse_journal(self.env, self.ids)
        asked = [name for name in vals if name != "journal_id" or self._changes(name, vals)]
        refused = [name for name in asked if name in READONLY_WHEN_POSTED]
        if self.env.context.get("skip_readonly_check"):
            return
        if refused and any(entry["state"] == POSTED for entry in self._entries("state")):
            if not self.env.version.posted_fields_are_readonly:
                raise NotInFake(f"writing {', '.join(refused)} of a posted entry in Odoo {self.env.version.name}")
            raise UserError(messages.readonly_on_posted(refused))

    def _changes(self, name: str, vals: Mapping[str, Any]) -> bool:
        """Tell whether values change a reference of one of the entries."""
        if name not in vals:
            return False
        wanted = to_column(self.schema.fields[name], vals[name]) or False
        return any(entry[name] != wanted for entry in self._entries(name))

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        """The parts of a name are kept beside it."""
        return {**super()._row(vals, new=new), **(sequences.parts(vals["name"]) if "name" in vals else {})}

    def _entries(self, *fields: str) -> list[dict[str, Any]]:
        return self.env.sudo().model(self.model_name, self.ids).read(list(fields), load=None)


def _one_list_of_lines(vals: Mapping[str, Any]) -> dict[str, Any]:
    """The three lists of lines of a plain entry are one; what is said to any of them is said to `line_ids`."""
    lists = [vals[name] or [] for name in move_journals.LINE_LISTS if name in vals]
    rest = {name: value for name, value in vals.items() if name not in move_journals.LINE_LISTS}
    if not lists:
        return rest
    wrong = [said for said in lists if not isinstance(said, list | tuple)]
    return {**rest, "line_ids": wrong[0] if wrong else [command for said in lists for command in said]}


def _unnamed(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a copied line; what is due is called by the reference of its own document."""
    due = line.get("display_type") == "payment_term"
    return {name: value for name, value in line.items() if name != "name" or not due}


def _is_whole(command: Any) -> bool:
    return isinstance(command, list | tuple) and commands.part(command, 0) in WHOLE


def _of_members(command: commands.Command, members: Sequence[int]) -> list[commands.Command]:
    kept = commands.ids(command) if _is_whole(command) and command[0] == commands.SET else []
    if not _is_whole(command):
        return [command]
    gone = [[commands.DELETE, line] for line in members if line not in kept]
    return [*gone, *([commands.LINK, line] for line in kept if line not in members)]


def _without_deletions(vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without the lines that are deleted: several entries are told so, and it happens once (observed)."""
    return {
        name: [command for command in value if list(command[:1]) != [commands.DELETE]]
        if name in move_journals.LINE_LISTS and isinstance(value, list)
        else value
        for name, value in vals.items()
    }
