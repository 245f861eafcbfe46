"""Record rules: which records of a model a user sees at all (observed: the ir.rule rows of 19.0, as data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_odoo.orm.domain import And, Node, Or, parse
from mock_odoo.orm.environment import Environment

COMPANIES, USER, PARTNER = "$companies", "$user", "$partner"  # what stands for values of the calling user
ACCOUNT_COMPANIES = "$account_companies"  # what stands for a field that is called otherwise in some versions
INVOICES = ["out_invoice", "out_refund", "in_invoice", "in_refund"]

EVERYBODY: Mapping[str, list[Any]] = {
    "res.users": ["|", ("share", "=", False), ("company_ids", "in", COMPANIES)],
    "res.partner": [
        "|",
        "|",
        ("partner_share", "=", False),
        ("company_id", "parent_of", COMPANIES),
        ("company_id", "=", False),
    ],
    "res.users.apikeys.description": [("create_uid", "=", USER)],
    "res.users.identitycheck": [("create_uid", "=", USER)],
    "account.account": [(ACCOUNT_COMPANIES, "parent_of", COMPANIES)],
    "account.journal": [("company_id", "parent_of", COMPANIES)],
    "account.move": [("company_id", "in", COMPANIES)],
    "account.move.line": [("company_id", "in", COMPANIES)],
}

BY_GROUP: Mapping[str, Mapping[str, list[Any]]] = {
    "res.company": {
        "base.group_user": [("id", "in", COMPANIES)],
        "base.group_portal": [("id", "in", COMPANIES)],
        "base.group_public": [("id", "in", COMPANIES)],
        "base.group_erp_manager": [],
    },
    "res.users.apikeys": {
        "base.group_user": [("user_id", "=", USER)],
        "base.group_portal": [("user_id", "=", USER)],
        "base.group_system": [],
    },
    "res.users": {"base.group_portal": [("commercial_partner_id", "=", PARTNER)]},
    "res.partner": {
        "base.group_portal": [("id", "child_of", PARTNER)],
        "base.group_public": [("id", "child_of", PARTNER)],
    },
    "account.move": {
        "account.group_account_invoice": [],
        "account.group_account_readonly": [],
        "base.group_portal": [
            ("state", "not in", ["cancel", "draft"]),
            ("move_type", "in", INVOICES),
            ("partner_id", "child_of", PARTNER),
        ],
    },
    "account.move.line": {
        "account.group_account_invoice": [],
        "account.group_account_readonly": [],
        "base.group_portal": [
            ("parent_state", "not in", ["cancel", "draft"]),
            ("move_id.move_type", "in", INVOICES),
            ("move_id.partner_id", "child_of", PARTNER),
        ],
    },
}


def rule(env: Environment, model: str) -> Node:
    """Return the tree that every record the user may see fulfils: what holds for all, and one rule of their groups."""
    everybody = [parse(_filled(env, EVERYBODY[model]))] if model in EVERYBODY else []
    mine = [parse(_filled(env, domain)) for xmlid, domain in BY_GROUP.get(model, {}).items() if env.in_group(xmlid)]
    return And((*everybody, *((Or(tuple(mine)),) if mine else ())))


def _filled(env: Environment, domain: list[Any]) -> list[Any]:
    return [term if isinstance(term, str) else (_field(env, term[0]), term[1], _value(env, term[2])) for term in domain]


def _field(env: Environment, name: str) -> str:
    if name != ACCOUNT_COMPANIES:
        return name
    return "company_ids" if env.version.accounts_are_shared else "company_id"


def _value(env: Environment, value: Any) -> Any:
    if value == COMPANIES:
        return list(env.company_ids)
    if value == USER:
        return env.uid
    if value == PARTNER:
        return env.user.commercial_partner_id
    return value
