"""Fields of entries that follow from others: how they are called, what they are, how far they are paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from mock_odoo.accounting import heads
from mock_odoo.accounting.kinds import OUTBOUND
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql


def _kind(alias: str, names: Mapping[str, str]) -> Sql:
    """What a kind of entry is called."""
    return sql("json_extract({}, '$.' || {})", orjson.dumps(names).decode(), column(alias, "move_type"))


def label(env: Environment, alias: str) -> Sql:
    """A draft is called so, before the name it may have; the reference follows in brackets, shortened (observed)."""
    del env
    draft = sql(
        "CASE WHEN {} = 'draft' THEN 'Draft ' || {} END", column(alias, "state"), _kind(alias, heads.DRAFT_NAMES)
    )
    named = sql("COALESCE(NULLIF({}, '/'), '')", column(alias, "name"))
    name = sql("trim(COALESCE({} || ' ', '') || {})", draft, named)
    return sql("{} || COALESCE(' (' || shortened(NULLIF({}, ''), 50) || ')', '')", name, column(alias, "ref"))


def type_name(env: Environment, alias: str) -> Sql:
    """What kind of document it is."""
    del env
    return _kind(alias, heads.TYPE_NAMES)


def direction(env: Environment, alias: str) -> Sql:
    """What turns an amount that the document shows into one that is booked."""
    del env
    outbound = ", ".join(f"'{kind}'" for kind in OUTBOUND)
    return sql(f"CASE WHEN {{}} IN ({outbound}) THEN 1 ELSE -1 END", column(alias, "move_type"))


def status(env: Environment, alias: str) -> Sql:
    """How far what counts is paid, and the state of all else: what is searched, ordered and grouped by (observed)."""
    del env
    state = column(alias, "state")
    return sql("CASE WHEN {} = 'posted' THEN {} ELSE {} END", state, column(alias, "payment_state"), state)


def shown_status(env: Environment, ids: Sequence[int]) -> dict[int, str]:
    """How far an entry is paid, where anything is, that it was sent, or else its state: what is read (observed)."""
    rows = env.sudo().model("account.move", tuple(ids)).read(["state", "payment_state", "is_move_sent"])
    return {row["id"]: _shown_status(row) for row in rows}


def _shown_status(entry: Mapping[str, Any]) -> str:
    if entry["state"] != "cancel" and entry["payment_state"] != "not_paid":
        return str(entry["payment_state"])
    return "sent" if entry["state"] == "posted" and entry["is_move_sent"] else str(entry["state"])


def secured(env: Environment, alias: str) -> Sql:
    """Whether a hash protects the entry."""
    del env
    return sql("COALESCE({}, '') != ''", column(alias, "inalterable_hash"))


def commercial_partner(env: Environment, alias: str) -> Sql:
    """The company that the partner belongs to, or the partner."""
    del env
    partner = column(alias, "partner_id")
    return sql("(SELECT p.commercial_partner_id FROM res_partner AS p WHERE p.id = {})", partner)


def expected_rate(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    """The rate of the document's currency on its day, whatever rate somebody gave it."""
    rows = env.sudo().model("account.move", tuple(ids)).read(["currency_id", "company_id", "invoice_date"], load=None)
    return {row["id"]: heads.rate_of(env, row) for row in rows}


def access_url(env: Environment, alias: str) -> Sql:
    """Where a portal shows an invoice; an entry is shown nowhere."""
    del env
    kind, id_ = column(alias, "move_type"), column(alias, "id")
    return sql("CASE WHEN {} = 'entry' THEN '#' ELSE '/my/invoices/' || {} END", kind, id_)


def hides_post_button(env: Environment, alias: str) -> Sql:
    """Whether there is nothing to post."""
    del env
    return sql("({} != 'draft')", column(alias, "state"))


def shows_draft_button(env: Environment, alias: str) -> Sql:
    """Whether it can be taken back to draft."""
    del env
    return sql("({} IN ('posted', 'cancel'))", column(alias, "state"))


def side(env: Environment, alias: str) -> Sql:
    """Whether it is a sale or a purchase; nothing for an entry."""
    del env
    return _kind(alias, heads.JOURNAL_TYPES)


def is_not_followed_up(env: Environment, alias: str) -> Sql:
    """Whether nobody is reminded of it: entries."""
    del env
    return sql("({} = 'entry')", column(alias, "move_type"))


def salesperson(env: Environment, alias: str) -> Sql:
    """Who sold it."""
    del env
    return column(alias, "invoice_user_id")


def bank_partner(env: Environment, alias: str) -> Sql:
    """Whose bank account is paid to: the company's for what is owed to it, else the partner's (observed)."""
    own = sql("(SELECT c.partner_id FROM res_company AS c WHERE c.id = {})", column(alias, "company_id"))
    inbound = sql("{} IN ('out_invoice', 'in_refund', 'out_receipt')", column(alias, "move_type"))
    return sql("CASE WHEN {} THEN {} ELSE {} END", inbound, own, commercial_partner(env, alias))
