"""Roots: what codes of accounts begin with, as records whose ids are texts (observed: conversation account_groups)."""

from __future__ import annotations

from typing import Any

from mock_kit.provenance import observed
from mock_odoo.errors import UserError, type_error
from mock_odoo.orm import access
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.reading import CLASSIC

SEEN = observed("parity conversation account_groups", date="2026-11-28")
NOT_SEARCHED = "Filter on the Account or its Display Name instead"


class AccountRoot(BaseModel):
    """The first one or two characters of codes; nobody can look for them."""

    model_name = "account.root"
    is_virtual = True
    not_grouped = NOT_SEARCHED

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
