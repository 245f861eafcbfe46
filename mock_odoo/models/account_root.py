"""Roots: what codes of accounts begin with, as records whose ids are texts (observed: conversation account_groups)."""

from __future__ import annotations

from typing import Any

from mock_kit.provenance import observed
from mock_odoo.errors import UserError, type_error
from mock_odoo.orm import access
from mock_odoo.orm.domain import Condition, Node, Not, Or
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import CLASSIC

LENGTH = 2
SEEN = observed("parity conversation account_groups", date="2026-11-28")
NOT_SEARCHED = "Filter on the Account or its Display Name instead"
UNSUPPORTED = "Unsupported operator on Root 'Account' (account.account) in [({!r}, {!r}, {!r})]"


class AccountRoot(BaseModel):
    """The first one or two characters of codes; nobody can look for them."""

    model_name = "account.root"
    is_virtual = True

    @public(SEEN)
    def read(self, fields: Any = None, load: Any = CLASSIC) -> list[dict[str, Any]]:
        """Return name and parent of roots, whether or not there is an account of theirs."""
        access.check_access(self.env, self.model_name, "read")
        asked = self._asked(fields)
        return [{"id": id_, **{field.name: self._value(field.name, id_, load) for field in asked}} for id_ in self.ids]

    def _value(self, name: str, id_: Any, load: Any) -> Any:
        if not isinstance(id_, str):
            raise type_error(f"object of type '{type(id_).__name__}' has no len()")
        if name != "parent_id":
            return id_
        above = id_[:-1]
        return ([above, above] if load == CLASSIC else above) if above else False

    def _found(self, wanted: Any, offset: Any, limit: Any, order: Any) -> Any:
        raise UserError(NOT_SEARCHED)

    @public(SEEN, model=True)
    def search_count(self, domain: Any, limit: Any = None) -> int:
        """Refuse to count what cannot be looked for."""
        raise UserError(NOT_SEARCHED)

    @public(SEEN, model=True)
    def name_search(
        self, name: str = "", domain: Any = None, operator: str = "ilike", limit: Any = 100
    ) -> list[list[Any]]:
        """Refuse to look for names."""
        raise UserError(NOT_SEARCHED)


def of_codes(condition: Condition) -> Node:
    """Return what a condition about a root asks of a code; raise what the real server raises for other operators."""
    operator, value = condition.operator, condition.value
    if operator not in ("=", "in", "!=", "not in", "child_of"):
        raise UserError(UNSUPPORTED.format(condition.field, operator, value))
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    for root in values:
        if not isinstance(root, str):
            raise type_error(f"object of type '{type(root).__name__}' has no len()")
    asked = Or(tuple(_begins(root, below=operator == "child_of") for root in values))
    return Not(asked) if operator in ("!=", "not in") else asked


def _begins(root: str, *, below: bool) -> Condition:
    """A code has a root that is as long as it can be; one character is the root of such a code alone."""
    if below:
        return Condition("placeholder_code", "=ilike", f"{root}%")
    return Condition("placeholder_code", "=like", f"{root}%" if len(root) >= LENGTH else root)
