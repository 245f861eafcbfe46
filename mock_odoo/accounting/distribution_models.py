"""Distribution models: what a line is spread over by its partner, its account and its product (observed)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mock_odoo.accounting import plans
from mock_odoo.orm.environment import Environment

MODEL = "account.analytic.distribution.model"
SEPARATORS = re.compile(r"[;,]\s*")
ASKED = ("partner_id", "partner_category_id", "account_prefix", "product_id", "product_categ_id")
DECIDING = ("partner_id", "account_id", "product_id")


def of_a_line(env: Environment, line: Mapping[str, Any], company: int) -> dict[str, float]:
    """Return the distributions of all models that fit a line, as far as no earlier one is about the same plans."""
    if not env.database.store.one("SELECT 1 FROM account_analytic_distribution_model LIMIT 1"):
        return {}
    there = env.sudo().with_context(allowed_company_ids=[company])
    known = _about(there, line)
    found: dict[str, float] = {}
    taken: set[int] = set()
    names = ["analytic_distribution", *ASKED]
    for model in there[MODEL].search_read([("company_id", "in", [False, company])], names, load=None):
        distribution = model["analytic_distribution"] or {}
        accounts = [int(part) for key in distribution for part in key.split(",") if part.isdigit()]
        about = set(plans.of_accounts(env, accounts).values())
        if distribution and _fits(model, known) and not about & taken:
            found |= distribution
            taken |= about
    return found


def _about(env: Environment, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what models may ask for of a line."""
    known: dict[str, Any] = {name: line.get(name) or None for name in DECIDING}
    known |= {"tags": [], "code": "", "category": None}
    for partner in _read(env, "res.partner", known["partner_id"], "category_id"):
        known["tags"] = partner["category_id"]
    for account in _read(env, "account.account", known["account_id"], "code"):
        known["code"] = account["code"] or ""
    for product in _read(env, "product.product", known["product_id"], "categ_id"):
        known["category"] = product["categ_id"]
    return known


def _read(env: Environment, model: str, id_: Any, name: str) -> list[dict[str, Any]]:
    """Return a value of the record that a line refers to; that it is not there is said elsewhere."""
    return env.model(model, (id_,)).read([name], load=None) if id_ else []


def _fits(model: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """A model asks for something, and a line has all that it asks for."""
    asked = [name for name in ASKED if model[name]]
    prefixes = tuple(SEPARATORS.split(model["account_prefix"] or ""))
    has = {
        "partner_id": model["partner_id"] == known["partner_id"],
        "partner_category_id": model["partner_category_id"] in known["tags"],
        "account_prefix": known["code"].startswith(prefixes),
        "product_id": model["product_id"] == known["product_id"],
        "product_categ_id": model["product_categ_id"] == known["category"],
    }
    return bool(asked) and all(has[name] for name in asked)
