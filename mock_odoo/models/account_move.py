"""Journal entries: created balanced, posted with a name, taken back to draft, cancelled, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.accounting import balance, sequences
from mock_odoo.errors import MissingError, NotInFake, UserError
from mock_odoo.orm import access, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql

READONLY_WHEN_POSTED = (
    "line_ids", "invoice_line_ids", "date", "invoice_date", "journal_id", "company_id", "currency_id", "partner_id",
    "invoice_payment_term_id", "fiscal_position_id",
)  # fmt: skip
LINE_LISTS = ("line_ids", "journal_line_ids", "invoice_line_ids")
CANCEL_FIRST = "Only posted/cancelled journal entries can be reset to draft."
POSTED, DRAFT, CANCELLED = "posted", "draft", "cancel"


def _label(env: Environment, alias: str) -> Sql:
    """A draft is called so until it has a name; the reference follows in brackets (observed)."""
    del env
    name = sql("COALESCE({}, 'Draft Entry')", column(alias, "name"))
    return sql("{} || COALESCE(' (' || NULLIF({}, '') || ')', '')", name, column(alias, "ref"))


def _type_name(env: Environment, alias: str) -> Sql:
    del env, alias
    return Sql("'Journal Entry'")


def _state(env: Environment, alias: str) -> Sql:
    del env
    return column(alias, "state")


class AccountMove(BaseModel):
    """A journal entry. Invoices, which compute lines of their own, are not in the fake yet."""

    model_name = "account.move"
    sql_fields: ClassVar = {"display_name": _label, "type_name": _type_name, "status_in_payment": _state}

    # What people do with entries --------------------------------------------------------------------------------------

    @public(observed("section 7, action_post"))
    def action_post(self) -> bool:
        """Post drafts: they get their names, and count from now on."""
        access.check_access(self.env, self.model_name, "write")
        access.check_records(self.env, self.model_name, self.ids, "write")
        for entry in self._entries("name", "state", "line_ids"):
            if entry["state"] != DRAFT:
                raise UserError(messages.must_be_draft(entry["name"] or "/", entry["id"]))
            if not entry["line_ids"]:
                raise UserError(messages.NOTHING_TO_POST)
        self._post()
        return False

    @public(observed("section 7, None return: button_draft"))
    def button_draft(self) -> None:
        """Take entries back to draft; they keep their names. The real server returns None, which XML-RPC cannot carry."""
        access.check_access(self.env, self.model_name, "write")
        access.check_records(self.env, self.model_name, self.ids, "write")
        self._update({"state": DRAFT})

    @public(observed("section 7, button_cancel posted"))
    def button_cancel(self) -> None:
        """Cancel entries; their lines stay, with their amounts."""
        access.check_access(self.env, self.model_name, "write")
        access.check_records(self.env, self.model_name, self.ids, "write")
        self._update({"state": CANCELLED})

    # How they are kept ------------------------------------------------------------------------------------------------

    def _defaults(self) -> dict[str, Any]:
        today = self.env.now.date()
        return {
            "move_type": "entry",
            "state": DRAFT,
            "auto_post": "no",
            "date": today,
            "invoice_date_due": today,
            "payment_state": "not_paid",
            "always_tax_exigible": True,
        }

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        if complete["move_type"] != "entry":
            raise NotInFake(f"creating an account.move of type {complete['move_type']}")
        journal = self._journal(complete)
        complete["journal_id"], complete["company_id"] = journal["id"], journal["company_id"]
        complete.setdefault("currency_id", self._currency(journal))
        return complete

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        posted = [vals.get("state") == POSTED for vals in vals_list]
        drafts = [{**_one_list_of_lines(vals), "state": _draft_first(vals)} for vals in vals_list]
        ids = self._in_peace()._create_drafts(drafts)
        balance.check(self.env, ids)
        to_post = tuple(id_ for id_, post in zip(ids, posted, strict=True) if post)
        self.env.model(self.model_name, to_post)._post_if_any()  # noqa: SLF001 - the same class
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        vals = _one_list_of_lines(vals)
        self._refuse_readonly(vals)
        state = vals.pop("state", None)
        if vals:
            self._in_peace()._write_quietly(vals)
            balance.check(self.env, self.ids)
        if state == POSTED:
            self._post()
        elif state is not None:
            self._update({"state": state})

    def _unlink(self) -> None:
        if any(entry["state"] == POSTED for entry in self._entries("state")):
            raise UserError(messages.DELETE_POSTED)
        super()._unlink()

    def _post(self) -> None:
        for entry in self._entries("name", "journal_id", "date"):
            name = entry["name"] or sequences.next_name(self.env, entry["journal_id"], entry["date"])
            prefix, number = sequences.parts(name)
            row: writing.Row = {"name": name, "sequence_prefix": prefix, "sequence_number": number}
            row.update(state=POSTED, posted_before=1, checked=1)
            writing.update(self.env, self.schema, [entry["id"]], row)

    def _post_if_any(self) -> None:
        if self.ids:
            self._post()

    def _update(self, row: writing.Row) -> None:
        writing.update(self.env, self.schema, self.ids, row)

    def _in_peace(self) -> AccountMove:
        """Return the entries in an environment in which lines may be out of balance for the moment."""
        return AccountMove(self.env.with_context(**{balance.UNCHECKED: False}), self.ids)

    def _create_drafts(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        balance.refresh_totals(self.env, ids)
        return ids

    def _write_quietly(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        balance.refresh_totals(self.env, self.ids)

    def _refuse_readonly(self, vals: Mapping[str, Any]) -> None:
        refused = [name for name in vals if name in READONLY_WHEN_POSTED]
        if refused and any(entry["state"] == POSTED for entry in self._entries("state")):
            raise UserError(messages.readonly_on_posted(refused))

    def _entries(self, *fields: str) -> list[dict[str, Any]]:
        return self.env.sudo().model(self.model_name, self.ids).read(list(fields), load=None)

    def _journal(self, vals: Mapping[str, Any]) -> dict[str, Any]:
        """Return the journal asked for, else the company's first for miscellaneous operations."""
        journals = self.env.sudo()["account.journal"]
        if vals.get("journal_id"):
            id_ = vals["journal_id"]
            found = journals.search_read([("id", "=", id_)], ["company_id", "currency_id"], load=None)
            if not found:
                raise MissingError(messages.missing_record("account.journal", [id_], self.env.uid))
            return found[0]
        company = vals.get("company_id") or self.env.company_id
        wanted = [("type", "=", "general"), ("company_id", "=", company)]
        found = journals.search_read(wanted, ["company_id", "currency_id"], limit=1, load=None)
        if not found:
            raise UserError(_no_journal(self.env, company))
        return found[0]

    def _currency(self, journal: Mapping[str, Any]) -> int:
        if journal["currency_id"]:
            return int(journal["currency_id"])
        return self.env.database.company_currency(journal["company_id"])


def _draft_first(vals: Mapping[str, Any]) -> Any:
    return DRAFT if vals.get("state", POSTED) == POSTED else vals["state"]


def _one_list_of_lines(vals: Mapping[str, Any]) -> dict[str, Any]:
    """The three lists of lines of a plain entry are one; what is said to any of them is said to `line_ids`."""
    said = [command for name in LINE_LISTS for command in vals.get(name) or []]
    rest = {name: value for name, value in vals.items() if name not in LINE_LISTS}
    return {**rest, "line_ids": said} if any(name in vals for name in LINE_LISTS) else rest


def _no_journal(env: Environment, company: int) -> str:
    [record] = env.sudo().model("res.company", (company,)).read(["name"])
    return f"No journal could be found in company {record['name']} for any of those types: general"
