"""Fiscal positions: which one a document has, and what it makes of the taxes and accounts of products (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.tax_data import flattened, in_order
from mock_odoo.accounting.taxes import shares
from mock_odoo.orm import access
from mock_odoo.orm.environment import Environment

MODEL = "account.fiscal.position"
RULES = ("vat_required", "country_id", "country_group_id", "state_ids", "zip_from", "zip_to")


def of_document(env: Environment, company: int, partner: Any, delivery: Any) -> int | bool:
    """Return the position of a document: what its partner is told to have, else the first that fits their address.

    A partner who is not there has none; that this is a mistake is said elsewhere. Raises MissingError for a delivery
    to somebody who is not there.
    """
    there = env.sudo().with_context(allowed_company_ids=[company])
    if delivery:
        access.check_records(env.sudo(), "res.partner", [delivery], "read")
    if partner and not access.existing(env, env.schema("res.partner"), [partner]):
        return False
    for who in (delivery, partner):
        told = _told(there, who) if who else False
        if told:
            return told
    return _fitting(there, company, partner, delivery or partner) if partner else False


def _told(env: Environment, partner: int) -> int | bool:
    [row] = env.model("res.partner", (partner,)).read(["commercial_partner_id"], load=None)
    [firm] = env.model("res.partner", (row["commercial_partner_id"],)).read(["property_account_position_id"], load=None)
    return int(firm["property_account_position_id"]) or False


def _fitting(env: Environment, company: int, partner: int, delivery: int) -> int | bool:
    """Return the first position that applies by itself and fits; none where nobody knows the countries."""
    [address] = env.model("res.partner", (delivery,)).read(["country_id", "state_id", "zip"], load=None)
    [payer] = env.model("res.partner", (partner,)).read(["vat", "country_id"])
    if not address["country_id"] or not payer["country_id"]:
        return False
    wanted = [("auto_apply", "=", True), ("company_id", "=", env.database.root_company(company))]
    for position in env[MODEL].search_read(wanted, list(RULES), load=None):
        if _fits(env, position, address, bool(payer["vat"])):
            return int(position["id"])
    return False


def _fits(env: Environment, position: Mapping[str, Any], address: Mapping[str, Any], has_vat: bool) -> bool:
    if position["vat_required"] and not has_vat:
        return False
    if position["country_id"] and position["country_id"] != address["country_id"]:
        return False
    if position["state_ids"] and address["state_id"] not in position["state_ids"]:
        return False
    if position["zip_from"] and not position["zip_from"] <= (address["zip"] or "") <= position["zip_to"]:
        return False
    return not position["country_group_id"] or _is_in(env, address["country_id"], position["country_group_id"])


def _is_in(env: Environment, country: int, group: int) -> bool:
    [found] = env.model("res.country.group", (group,)).read(["country_ids"])
    return country in found["country_ids"]


def tax_map(env: Environment, position: int) -> dict[int, list[int]]:
    """Return by tax those that take its place."""
    rows = env.database.store.all(
        "SELECT o.member, x.owner FROM account_tax__fiscal_position_ids x JOIN account_tax t ON t.id = x.owner"
        " JOIN account_tax__original_tax_ids o ON o.owner = x.owner WHERE x.member = ? AND t.active"
        " ORDER BY t.sequence, t.id",
        (position,),
    )
    found: dict[int, list[int]] = {}
    for original, tax in rows:
        found.setdefault(original, []).append(tax)
    return found


def account_map(env: Environment, position: int) -> dict[int, int]:
    """Return by account the one that takes its place."""
    rows = env.database.store.all(
        "SELECT account_src_id, account_dest_id FROM account_fiscal_position_account WHERE position_id = ?", (position,)
    )
    return dict(rows)


def mapped_taxes(env: Environment, position: Any, taxes: Sequence[int]) -> list[int]:
    """Return what a position makes of taxes: what replaces them, or those that are not only for other positions.

    A position without taxes is one without any tax.
    """
    if not position:
        return list(taxes)
    mapped, known = tax_map(env, position), _positions(env)
    if not any(position in positions for positions in known.values()):
        return []
    found = [
        new for tax in taxes for new in mapped.get(tax, [tax] if not known.get(tax) or position in known[tax] else [])
    ]
    return list(dict.fromkeys(found))


def _positions(env: Environment) -> dict[int, set[int]]:
    """Return by tax the positions that it is for."""
    found: dict[int, set[int]] = {}
    for tax, position in env.database.store.all("SELECT owner, member FROM account_tax__fiscal_position_ids"):
        found.setdefault(tax, set()).add(position)
    return found


def mapped_account(env: Environment, position: Any, account: int) -> int:
    """Return the account that a position puts in the place of another."""
    return account_map(env, position).get(account, account) if position else account


def adapted_price(env: Environment, price: float, before: Sequence[int], after: Sequence[int]) -> float:
    """Return a price with the taxes of `after` in it, as far as they stand in prices, that had those of `before`."""
    known = flattened(env, [*before, *after])
    old, new = in_order(known, before), in_order(known, after)
    if list(before) == list(after) or not old or not all(tax.included for tax in old):
        return price
    rest, _ = shares(old, Decimal(repr(price)), Decimal(1), _exactly)
    included = [tax for tax in new if tax.included]
    _, added = shares(included, rest, Decimal(1), _exactly, on_top=True)
    return float(rest + sum((share.amount for share in added), Decimal(0)))


def _exactly(amount: Decimal) -> Decimal:
    return amount
