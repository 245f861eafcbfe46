"""Keys that a program makes with a key that it has: later builds of 19.0 alone (documented, never observed)."""

from __future__ import annotations

from typing import Any

from mock_kit.provenance import documented
from mock_odoo import messages
from mock_odoo.errors import AccessDenied, AccessError, UserError
from mock_odoo.keys import apikeys, expiry
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.values import kept_moment, moment

PAGE = "External API: programmatic key management"
SWITCH, LIMIT = "base.enable_programmatic_api_keys", "base.programmatic_api_keys_limit"
USUAL_LIMIT = 10


class ProgrammaticKeys(BaseModel):
    """What the model of keys can do there beside what the dialogs do."""

    model_name = "res.users.apikeys"

    @public(documented(PAGE), model=True)
    def generate(self, key: Any, scope: Any, name: Any, expiration_date: Any) -> str:
        """Make a key with one of the caller's, which must be good for the new one's scope; return it, this once."""
        self._refuse_unless_enabled()
        known = apikeys.good(self.env.database, key, scope or None)
        if known is None or known.uid != self.env.uid:
            raise AccessDenied(messages.ACCESS_DENIED)
        limit = self._limit()
        if self._count() >= limit:
            raise UserError(messages.limit_of_keys(limit))
        expiration = moment(expiration_date or None)
        expiry.check(self.env, expiration)
        return apikeys.generate(self.env, name, expiration, scope or None)

    @public(documented(PAGE), model=True)
    def revoke(self, key: Any) -> bool:
        """Remove a key, of one's own or anybody's as a system user."""
        self._refuse_unless_enabled()
        known = apikeys.find(self.env.database, key)
        if known is None:
            raise AccessDenied(messages.INVALID_API_KEY)
        if known.uid != self.env.uid and not self.env.in_group(expiry.SYSTEM):
            raise AccessError(messages.NOT_YOUR_KEYS)
        apikeys.remove(self.env.database, [known.id], by=self.env.user.login)
        return True

    def _refuse_unless_enabled(self) -> None:
        """System users may always; others where a parameter says so."""
        is_on = self.env.database.parameter(SWITCH).lower() in ("true", "1")
        if not (is_on or self.env.in_group(expiry.SYSTEM)):
            raise UserError(messages.NO_PROGRAMMATIC_KEYS)

    def _limit(self) -> int:
        given = self.env.database.parameter(LIMIT)
        return int(given) if given.isdecimal() else USUAL_LIMIT

    def _count(self) -> int:
        row = self.env.database.store.one(
            "SELECT COUNT(*) FROM res_users_apikeys WHERE user_id = ?"
            " AND (expiration_date IS NULL OR expiration_date >= ?)",
            (self.env.uid, kept_moment(self.env.now)),
        )
        return int(row[0]) if row else 0
