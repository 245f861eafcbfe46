"""Codes by company: what an account is called in each of the user's companies (observed: conversation account_groups).

No table has these records: the id of one is that of its account, and of its company behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import UserError
from mock_odoo.models.account_codes import ACCOUNT, PLACES, told
from mock_odoo.orm import access
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import CLASSIC

SEEN = observed("parity conversation account_groups", date="2026-11-28")
NOT_DIRECTLY = (
    "Account Code Mapping cannot be accessed directly. It is designed to be used only through the Chart of Accounts."
)


def of_accounts(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return by account the codes that it has, or has not, in each of the user's companies."""
    roots = dict.fromkeys(env.database.root_company(company) for company in env.user.company_ids)
    return {id_: [id_ * PLACES + company for company in sorted(roots)] for id_ in ids}


class AccountCodeMapping(BaseModel):
    """The code of an account in a company."""

    model_name = "account.code.mapping"
    is_virtual = True
    not_grouped = NOT_DIRECTLY
    rec_name: ClassVar[str] = "code"

    @public(SEEN, model=True)
    def search(self, domain: Any, offset: Any = 0, limit: Any = None, order: Any = None) -> list[int]:
        """Return the codes of accounts that are listed; raise UserError for any other question."""
        del offset, limit, order
        access.check_access(self.env, self.model_name, "read")
        conditions = [tuple(term) for term in items(domain) if not isinstance(term, str)]
        accounts = [value for field, operator, value in conditions if (field, operator) == ("account_id", "in")]
        if not accounts:
            raise UserError(NOT_DIRECTLY)
        found = [id_ for ids in of_accounts(self.env, accounts[0]).values() for id_ in ids]
        companies = {value for field, operator, value in conditions if (field, operator) == ("company_id", "=")}
        return [id_ for id_ in found if not companies or id_ % PLACES in companies]

    @public(SEEN, model=True)
    def search_count(self, domain: Any, limit: Any = None) -> int:
        """Return how many codes there are of accounts that are listed."""
        return len(self.search(domain, limit=limit))

    @public(SEEN, model=True)
    def search_read(
        self,
        domain: Any = None,
        fields: Any = None,
        offset: Any = 0,
        limit: Any = None,
        order: Any = None,
        **read_kwargs: Any,
    ) -> list[dict[str, Any]]:
        """Return the codes of accounts that are listed."""
        found = self.search(domain, offset, limit, order)
        return self.env.model(self.model_name, tuple(found)).read(fields, **read_kwargs)

    @public(SEEN)
    def read(self, fields: Any = None, load: Any = CLASSIC) -> list[dict[str, Any]]:
        """Return account, company and code; of an account that is not there nothing (observed)."""
        access.check_access(self.env, self.model_name, "read")
        asked = [field.name for field in self._asked(fields)]
        there = access.existing(self.env, self.env.schema(ACCOUNT), [id_ // PLACES for id_ in self.ids])
        ids = [id_ for id_ in self.ids if id_ // PLACES in there]
        return [{"id": id_, **{name: self._value(name, id_, load) for name in asked}} for id_ in ids]

    def _value(self, name: str, id_: int, load: Any) -> Any:
        account, company = divmod(id_, PLACES)
        if name == "display_name":
            return f"{self.model_name},{id_}"
        if name == "code":
            there = self.env.sudo().with_context(allowed_company_ids=[company])
            return there.model(ACCOUNT, (account,)).read(["code"])[0]["code"]
        model, record = (ACCOUNT, account) if name == "account_id" else ("res.company", company)
        [found] = self.env.model(model, (record,)).read(["display_name"]) or [{"display_name": ""}]
        return [record, found["display_name"]] if load == CLASSIC else record


def carry_out(env: Environment, account: int, asked: Any) -> None:
    """Give an account the codes that were asked for, each in a company, whether it belongs to that one or not."""
    for company, given in told(env.schema(ACCOUNT), asked, new=False):
        if "code" in given:
            there = env.sudo().with_context(allowed_company_ids=[company])
            there.model(ACCOUNT, (account,)).write({"code": given["code"]})
