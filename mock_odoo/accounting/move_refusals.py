"""Refusals: what is said of a change of entries before it is made (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.accounting import heads, line_refusals, locks, move_journals, move_names
from mock_odoo.accounting.kinds import INVOICES, POSTED, SALES
from mock_odoo.accounting.sequence_patterns import UNNAMED
from mock_odoo.errors import NotInFake, UserError, ValidationError, no_singleton
from mock_odoo.orm import crossovers, references
from mock_odoo.orm.access import existing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import to_column

MODEL = "account.move"
READONLY_WHEN_POSTED = (
    "line_ids", "invoice_line_ids", "date", "invoice_date", "currency_id", "partner_id", "invoice_payment_term_id",
    "fiscal_position_id", "invoice_cash_rounding_id",
)  # fmt: skip
NO_COMPANY = "We can't leave this document without any company. Please select a company for this document."
WRONG_JOURNAL = "Cannot create a {0} document in a non {0} journal"


def company(vals: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    """Raise ValidationError if an entry shall be in no company; `kept` is what columns keep of the values."""
    if kept.get("company_id", True) is None:
        crossovers.refuse_nameless(vals)
        raise ValidationError(NO_COMPANY)


def partner(env: Environment, vals: Mapping[str, Any]) -> None:
    """Raise NotInFake for a new entry of a partner whose id is a text: it is kept, and nothing follows from it."""
    said = vals.get("partner_id")
    if isinstance(said, str) and said:
        field = env.schema(MODEL).fields["partner_id"]
        id_ = references.new(field, said)
        if id_ and existing(env, env.schema(field.relation), [id_]):
            raise references.kept_as_said(field, said)


def journals(
    env: Environment, ids: Sequence[int], wanted: tuple[int, ...] | None = None, kind: str | None = None
) -> None:
    """A document stands in a journal of its kind, or in the one `wanted`; that its lines have accounts comes first.

    `wanted` is empty where it shall stand in none; `kind` is another kind that it is told.
    """
    for entry in _entries(env, ids, "move_type", "journal_id"):
        needed = heads.JOURNAL_TYPES.get(kind or entry["move_type"])
        journal = (entry["journal_id"],) if wanted is None else wanted
        types = [found["type"] for found in env.sudo().model("account.journal", journal).read(["type"])]
        if needed and types != [needed]:
            raise ValidationError(WRONG_JOURNAL.format(needed))


def journal(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Raise what another journal, or none, ends in; PostgreSQL misses 0, but of mere sales (observed)."""
    asked = vals.get("journal_id")
    if asked:
        journals(env, ids, (move_journals.chosen(env, vals)["id"],), vals.get("move_type"))
    elif asked is False or (
        asked is not None and all(entry["move_type"] in SALES for entry in _entries(env, ids, "move_type"))
    ):
        journals(env, ids, ())


def archived_accounts(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Entries that are told a currency or a journal, be it their own, have lines on accounts in use (observed)."""
    if {"currency_id", "journal_id"} & vals.keys():
        used_accounts(env, ids)


def used_accounts(env: Environment, ids: Sequence[int]) -> None:
    """Raise UserError for the first line of entries that stands on an account that is out of use."""
    line_refusals.archived(env, [line for entry in _entries(env, ids, "line_ids") for line in entry["line_ids"]])


def currency(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """Nothing is reckoned of the lines of a document in no currency (observed)."""
    if "currency_id" not in vals or to_column(env.schema(MODEL).fields["currency_id"], vals["currency_id"]):
        return
    if any(
        entry["move_type"] in INVOICES and entry["line_ids"] for entry in _entries(env, ids, "move_type", "line_ids")
    ):
        raise no_singleton("res.currency")


def readonly(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """What is posted keeps most of its fields, what has a name its journal: entries are looked at in turn (observed).

    Where a period is locked, that is said first of entries that are told a day, another name or another state. A
    caller's context may say otherwise of what is posted.
    """
    moved = [] if vals.get("name", True) in UNNAMED else changed(env, ids, "journal_id", vals)
    refused = [name for name in vals if name in READONLY_WHEN_POSTED and not env.context.get("skip_readonly_check")]
    told = [name for name in ("name", "state") if name in vals]
    read = ("state", "name", "posted_before", "sequence_number")
    for entry in _entries(env, ids, *read) if moved or refused or told else ():
        if entry["id"] in moved:
            move_names.refuse_journal(entry)
        if entry["state"] == POSTED and ("date" in refused or any(vals[name] != entry[name] for name in told)):
            locks.check(env, [entry["id"]])
        if refused and entry["state"] == POSTED:
            if not env.version.posted_fields_are_readonly:
                raise NotInFake(f"writing {', '.join(refused)} of a posted entry in Odoo {env.version.name}")
            raise UserError(messages.readonly_on_posted(refused))


def changed(env: Environment, ids: Sequence[int], name: str, vals: Mapping[str, Any]) -> list[int]:
    """Return the entries of which values change a reference."""
    if name not in vals:
        return []
    wanted = to_column(env.schema(MODEL).fields[name], vals[name]) or False
    return [entry["id"] for entry in _entries(env, ids, name) if entry[name] != wanted]


def _entries(env: Environment, ids: Sequence[int], *fields: str) -> list[dict[str, Any]]:
    return env.sudo().model(MODEL, tuple(ids)).read(list(fields), load=None)
