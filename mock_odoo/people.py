"""People from Python: users and accounts, who do by methods what they would do in their browsers.

Everything goes the way that the doors take: the same rights, the same refusals (an `OdooError` in the real words), the
same events. Only the password is not asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_odoo.base_data import ADMIN
from mock_odoo.keys import apikeys, two_factor
from mock_odoo.keys.sessions import WebRequest
from mock_odoo.orm.environment import SUPERUSER

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.odoo import Odoo
    from mock_odoo.portal import Account

CUSTOM = "-1"


@dataclass(frozen=True)
class ApiKey:
    """A key that has just been made: `value` is the key itself, which nobody can read again anywhere else."""

    database: Database = field(repr=False)
    id: int
    name: str
    value: str = field(repr=False)

    @property
    def expires(self) -> str | None:
        """When it expires, `YYYY-MM-DD HH:MM:SS` in UTC; None if it does not, or is gone."""
        row = self.database.store.one("SELECT expiration_date FROM res_users_apikeys WHERE id = ?", (self.id,))
        return row[0][:19] if row and row[0] else None

    def revoke(self, by: str | None = None) -> None:
        """Remove the key, as its owner does or as the user with the login `by`; raise LookupError if it is gone."""
        revoke(self.database, self.id, by)


@dataclass(frozen=True)
class User:
    """A user of a database."""

    database: Database = field(repr=False)
    id: int
    login: str

    def create_api_key(
        self, name: str, duration: int | str | None = None, expiration_date: str | None = None
    ) -> ApiKey:
        """Make a key as in the preferences. Without a duration (days; 0: it does not expire) the dialog's proposal.

        An `expiration_date`, `YYYY-MM-DD HH:MM:SS` in UTC, is a date of one's own. Raises ValidationError or
        AccessError where the dialog does, and ValueError for either in a version whose keys do not expire.
        """
        return make_key(self.database, self.id, name, duration, expiration_date)

    def archive(self) -> None:
        """Let an administrator archive the user."""
        self._change(active=False)

    def unarchive(self) -> None:
        """Let an administrator bring the user back."""
        self._change(active=True)

    def set_password(self, password: str) -> None:
        """Let an administrator give the user another password."""
        self._change(password=password)

    def delete(self) -> None:
        """Let an administrator delete the user, and the keys with them."""
        self._by_an_administrator("unlink")

    def enable_two_factor(self) -> str:
        """Switch two-factor authentication on, as in the preferences; return the secret that an app would keep."""
        action = _call(self.database, self.id, "res.users", "action_totp_enable_wizard", (self.id,))
        dialog = (action["res_id"],)
        [shown] = _call(self.database, self.id, action["res_model"], "read", dialog, ["secret"])
        code = two_factor.code(shown["secret"], self.database.clock.now())
        _call(self.database, self.id, action["res_model"], "enable", dialog, context={"code": code})
        return str(shown["secret"])

    def disable_two_factor(self) -> None:
        """Switch two-factor authentication off."""
        _call(self.database, self.id, "res.users", "action_totp_disable", (self.id,))

    def _change(self, **vals: Any) -> None:
        self._by_an_administrator("write", vals)

    def _by_an_administrator(self, method: str, *args: Any) -> None:
        """Another one: what the first administrator does not do to themselves, the server does."""
        by = SUPERUSER if self.id == ADMIN else ADMIN
        with self.database.store.transaction():
            env = self.database.environment(by)
            getattr(env.model("res.users", (self.id,)), method)(*args)


@dataclass(frozen=True)
class OnlineAccount:
    """An account of Odoo Online."""

    odoo: Odoo = field(repr=False)
    account: Account

    def create_api_key(
        self, name: str, duration: int | str | None = None, expiration_date: str | None = None
    ) -> ApiKey:
        """Make a key for all databases that the account manages, as `User.create_api_key` does for one."""
        return make_key(self.odoo.portal.database, self.account.id, name, duration, expiration_date)

    def manage(self, database: str) -> None:
        """Let the account manage a database; its user there is the one whose login is the account's address."""
        self.odoo.portal.manage(self.account, database)

    def leave(self, database: str) -> None:
        """Let the account manage a database no longer."""
        self.odoo.portal.leave(self.account, database)


def make_key(
    database: Database, uid: int, name: str, duration: int | str | None, expiration_date: str | None
) -> ApiKey:
    """Make a key through the dialogs."""
    values = {"name": name, **_life(database, duration, expiration_date)}
    [description] = _call(database, uid, "res.users.apikeys.description", "create", (), [values])
    shown = _call(database, uid, "res.users.apikeys.description", "make_key", (description,))
    value = str(shown["context"]["default_key"])
    known = apikeys.find(database, value)
    assert known is not None, "the dialog shows a key that is there"
    return ApiKey(database, known.id, name, value)


def revoke(database: Database, id_: int, by: str | None = None) -> None:
    """Remove a key, as its owner does or as the user with the login `by`; raise LookupError if it is gone."""
    row = database.store.one("SELECT user_id FROM res_users_apikeys WHERE id = ?", (id_,))
    if row is None:
        raise LookupError("there is no such key; was it removed before?")
    _call(database, user_id(database, by) if by else row[0], "res.users.apikeys", "remove", (id_,))


def user_id(database: Database, login: str) -> int:
    """Return the id of the user with that login; raise LookupError."""
    row = database.store.one("SELECT id FROM res_users WHERE login = ?", (login,))
    if row is None:
        raise LookupError(f"no user {login!r} in the database {database.name!r}")
    return int(row[0])


def _life(database: Database, duration: int | str | None, expiration_date: str | None) -> dict[str, str]:
    if duration is None and expiration_date is None:
        return {}
    if not database.version.keys_expire:
        raise ValueError(f"keys of Odoo {database.version.name} do not expire; make one without a duration or a date")
    if expiration_date is not None:
        return {"duration": CUSTOM, "expiration_date": expiration_date}
    return {"duration": str(duration)}


def _call(database: Database, uid: int, model: str, method: str, ids: tuple[int, ...], *args: Any, **kw: Any) -> Any:
    """Call a method as a user in a browser, whose password was given just now."""
    request = WebRequest(host="localhost", identity_confirmed=True)
    with database.store.transaction():
        env = database.environment(uid, kw.get("context"), request)
        return getattr(env.model(model, ids), method)(*args)
