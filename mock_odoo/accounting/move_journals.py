"""The journals of entries: which one an entry goes to, and in which currency it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.accounting import branches, heads
from mock_odoo.accounting.kinds import PURCHASES
from mock_odoo.accounting.line_lists import LINE_LISTS
from mock_odoo.errors import AccessError, MissingError, UserError, no_singleton
from mock_odoo.orm import access, commands, crossovers, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import sql
from mock_odoo.orm.values import to_column

FIELDS = ["company_id", "currency_id", "type"]


def chosen(env: Environment, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the journal asked for, else the company's first that fits; raise BrokenConstraint for none."""
    fields, journals = env.schema("account.move").fields, env.sudo()["account.journal"]
    id_ = to_column(fields["journal_id"], vals.get("journal_id"))
    if id_:
        row = env.database.store.one(f"SELECT id, {', '.join(FIELDS)} FROM account_journal WHERE id = ?", (id_,))
        if row is None:
            raise MissingError(messages.missing_record("account.journal", [int(id_)], env.uid))
        return dict(zip(("id", *FIELDS), row, strict=True))
    if "journal_id" in vals:
        raise writing.missing(env.schema("account.move"), fields["journal_id"])
    company = int(to_column(fields["company_id"], vals.get("company_id")) or env.company_id)
    kind = heads.JOURNAL_TYPES.get(str(vals.get("move_type")), "general")
    found = journals.search_read([("type", "=", kind), ("company_id", "=", company)], FIELDS, limit=1, load=None)
    if not found:
        raise UserError(_none(env, company, kind))
    return found[0]


def company(env: Environment, entries: Sequence[int], vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the company of another journal that entries are told, which they follow unless told theirs (observed).

    Where it is none of the user's, they have none, in which nothing bought is dated, and that is refused.
    """
    if "company_id" in vals or not vals.get("journal_id"):
        return {}
    journal = chosen(env, vals)
    query = sql(
        "SELECT id, move_type FROM account_move WHERE id IN {} AND company_id NOT IN {}",
        env.database.id_list(entries), branches.below(journal["company_id"]),
    )  # fmt: skip
    moved: dict[int, str] = dict(env.database.store.all(query.code, query.values))
    if moved and not env.su and journal["company_id"] not in env.company_ids:
        if any(kind in PURCHASES for kind in moved.values()):
            raise no_singleton("res.company")
        schema = env.schema("account.move")
        field = schema.fields["journal_id"]
        raise crossovers.crossed(env, schema, [(id_, "", field, journal["id"]) for id_ in entries if id_ in moved])
    return {"company_id": journal["company_id"]} if moved else {}


def of_another_kind(env: Environment, entry: Mapping[str, Any], vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the journal of a document that becomes one of a kind that does not stand in its own (observed)."""
    needed = heads.JOURNAL_TYPES.get(vals.get("move_type", ""))
    if needed is None or "journal_id" in vals or chosen(env, entry)["type"] == needed:
        return {}
    return {"journal_id": chosen(env, {"move_type": vals["move_type"], "company_id": entry["company_id"]})["id"]}


def currency(env: Environment, journal: Mapping[str, Any]) -> int:
    """Return the currency of a journal: its own, else its company's."""
    return int(journal["currency_id"] or env.database.company_currency(journal["company_id"]))


def refuse_elsewhere(env: Environment, vals: Mapping[str, Any], *, dated: bool) -> None:
    """Raise what lines end in whose entry has no company, as its journal's is none of those that are chosen (observed).

    Those of plain entries have no currency, and the parts of payment terms have none to be reckoned in; nobody may make
    any other. That nobody may read their taxes is said first, and before that what dates a purchase ends in, unless
    somebody gave its date (`dated`).
    """
    if env.su or vals["company_id"] in env.company_ids:
        return
    if vals["move_type"] in PURCHASES and vals.get("invoice_date") and not dated:
        raise no_singleton("res.company")
    new = [line[2] for name in LINE_LISTS for line in vals.get(name) or [] if list(line[:1]) == [commands.CREATE]]
    schema = env.schema("account.move.line" if new else "account.move")
    if vals["move_type"] == "entry" and any(not line.get("currency_id") for line in new):
        raise writing.missing(schema, schema.fields["currency_id"])
    if any(_links(line.get("tax_ids")) for line in new):
        return
    if vals.get("invoice_payment_term_id") and new:
        raise no_singleton("res.currency")
    raise AccessError(messages.rule_refuses("create", env.user.name, env.user.id, schema.label, schema.model))


def _links(value: Any) -> bool:
    """Tell whether commands link anything."""
    return any(list(command[:1]) == [commands.LINK] or commands.ids(command) for command in value or [])


def _none(env: Environment, company: int, kind: str) -> str:
    access.check_records(env.sudo(), "res.company", [company], "read")
    [record] = env.sudo().model("res.company", (company,)).read(["name"])
    return f"No journal could be found in company {record['name']} for any of those types: {kind}"
