"""The companies of users: whoever is in use works in one that they may work in (observed)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.errors import ValidationError
from mock_odoo.orm.environment import Environment

OTHER_COMPANY = "Company {} is not in the allowed companies for user {} ({})."


def check(env: Environment, users: Sequence[int]) -> None:
    """Raise ValidationError for a user who is in use and whose company is none of theirs."""
    wrong = env.database.store.one(
        "SELECT u.id, c.name, p.name FROM res_users u JOIN res_company c ON c.id = u.company_id"
        " JOIN res_partner p ON p.id = u.partner_id WHERE u.active AND u.id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM res_users__company_ids l WHERE l.owner = u.id AND l.member = c.id)",
        (env.database.json_list(users),),
    )
    if wrong:
        id_, company, name = wrong
        [user] = env.sudo().model("res.users", (id_,)).read(["company_ids"])
        theirs = env.sudo().model("res.company", tuple(user["company_ids"])).read(["name"])
        raise ValidationError(OTHER_COMPANY.format(company, name, ", ".join(record["name"] for record in theirs)))
