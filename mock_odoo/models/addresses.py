"""Addresses: a contact shares its parent's, whichever of them changes, and takes over what is the firm's (observed)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mock_odoo.errors import no_attribute
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
OF_THE_FIRM = (
    "vat",
    "company_registry",
    "industry_id",
    "credit_limit",
    "property_account_receivable_id",
    "property_account_payable_id",
    "property_account_position_id",
    "property_payment_term_id",
    "property_supplier_payment_term_id",
)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE | re.ASCII)
JOINING = frozenset({"parent_id", "type"})


def of_website(website: Any) -> Any:
    """Return the address of a website, which begins with `http://` if it has no scheme of its own (observed)."""
    if not isinstance(website, str):
        raise no_attribute(website, "find")
    scheme, colon, rest = website.partition(":")
    if colon and SCHEME.fullmatch(scheme) and not rest.isdecimal():
        return website
    return f"http:{website}" if website.startswith("//") else f"http://{website}"


def share(env: Environment, ids: Sequence[int], names: frozenset[str]) -> None:
    """Pass on what changed in the fields `names` of partners, between contacts, their parents and their firms."""
    for id_ in ids:
        if names & (JOINING | {*ADDRESS}):
            _share_address(env, id_, joined=bool(names & JOINING))
        if names & {"parent_id", *OF_THE_FIRM}:
            _take_over(env, id_)


def _share_address(env: Environment, id_: int, *, joined: bool) -> None:
    """A contact that joins takes its parent's address, or gives its own to a parent that has none."""
    row = env.database.store.one("SELECT parent_id FROM res_partner WHERE id = ? AND type = 'contact'", (id_,))
    parent = row[0] if row else None
    if parent is None:
        _copy(env, ADDRESS, id_, _contacts(env, id_))
    elif joined and any(_values(env, ADDRESS, parent)):
        _copy(env, ADDRESS, parent, [id_])
    else:
        _copy(env, ADDRESS, id_, [parent, *_contacts(env, parent)])


def _take_over(env: Environment, id_: int) -> None:
    """What is the firm's is the same for all that belong to it."""
    rows = env.database.store.all(
        "SELECT p.commercial_partner_id, p.id FROM res_partner p WHERE p.id != p.commercial_partner_id"
        " AND (p.id = ? OR p.commercial_partner_id = ?)",
        (id_, id_),
    )
    if rows:
        _copy(env, OF_THE_FIRM, rows[0][0], [member for _, member in rows])


def _contacts(env: Environment, parent: int) -> list[int]:
    rows = env.database.store.all("SELECT id FROM res_partner WHERE parent_id = ? AND type = 'contact'", (parent,))
    return [id_ for (id_,) in rows]


def _values(env: Environment, names: Sequence[str], id_: int) -> Sequence[Any]:
    return env.database.store.one(f"SELECT {', '.join(names)} FROM res_partner WHERE id = ?", (id_,)) or ()


def _copy(env: Environment, names: Sequence[str], source: int, goals: Sequence[int]) -> None:
    """Copy fields to those partners in which they differ."""
    kept = tuple(_values(env, names, source))
    differing = [goal for goal in goals if tuple(_values(env, names, goal)) != kept]
    if differing:
        writing.update(env, env.schema("res.partner"), differing, dict(zip(names, kept, strict=True)))
