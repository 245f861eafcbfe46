"""Users: what the server knows of one without asking the tables again."""

from __future__ import annotations

from dataclasses import dataclass

from mock_kit.store import Store
from mock_odoo import messages
from mock_odoo.errors import MissingError
from mock_odoo.orm import postgres


@dataclass(frozen=True)
class User:
    """What the server knows of a user without asking the tables again; `group_ids` holds all that they imply."""

    id: int
    login: str
    name: str
    active: bool
    company_id: int
    company_ids: tuple[int, ...]
    group_ids: frozenset[int]
    lang: str
    tz: str
    commercial_partner_id: int


def load(store: Store, uid: int) -> User:
    """Return a user; raise MissingError if there is none with that id."""
    row = uid in postgres.INT32 and store.one(
        "SELECT u.login, p.name, u.active, u.company_id, p.lang, p.tz, p.commercial_partner_id"
        " FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = ?",
        (uid,),
    )
    if not row:
        raise MissingError(messages.missing_record("res.users", [uid], uid))
    companies = store.all("SELECT member FROM res_users__company_ids WHERE owner = ? ORDER BY member", (uid,))
    groups = store.all(
        "WITH RECURSIVE mine(id) AS (SELECT member FROM res_users__group_ids WHERE owner = ?"
        " UNION SELECT i.member FROM res_groups__implied_ids i JOIN mine ON i.owner = mine.id) SELECT id FROM mine",
        (uid,),
    )
    login, name, active, company, lang, tz, partner = row
    return User(
        uid, login, name, bool(active), company, tuple(id_ for (id_,) in companies),
        frozenset(id_ for (id_,) in groups), lang or "", tz or "", partner,
    )  # fmt: skip
