"""What the control API does with the people, keys and databases of a fake Odoo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from mock_kit.control import About, Number, get, post
from mock_odoo import late_commits
from mock_odoo.contention import Contention
from mock_odoo.keys import apikeys
from mock_odoo.people import ApiKey, revoke, user_id

if TYPE_CHECKING:
    from mock_odoo.server import MockOdoo

DatabaseName = Annotated[str | None, About("the only one if left out")]
Login = Annotated[str, About("who")]
Email = Annotated[str, About("whose account")]
Duration = Annotated[int | str | None, About("in days; 0: it does not expire")]
ExpirationDate = Annotated[str | None, About("a date of one's own instead: `YYYY-MM-DD HH:MM:SS` in UTC")]
Transaction = Annotated[Number, About("its number")]


@dataclass(frozen=True)
class KeyTold:
    """A key that has just been made."""

    id: int
    name: str
    key: Annotated[str, About("the key itself, this once")]
    expires: Annotated[str | None, About("`YYYY-MM-DD HH:MM:SS` in UTC; null if it does not")]


@dataclass(frozen=True)
class Secret:
    """What an authenticator app keeps."""

    secret: str


@dataclass(frozen=True)
class Collected:
    """How many keys are gone."""

    collected: int


@dataclass(frozen=True)
class Begun:
    """A transaction that is under way."""

    transaction: int
    began: Annotated[datetime, About("when, in UTC")]


@dataclass(frozen=True)
class Committed:
    """What a transaction came to."""

    result: Any
    tried_again: Annotated[bool, About("whether somebody else had been faster, so that it began anew")]


@dataclass(frozen=True)
class Staged:
    """What happens at the same time."""

    under_way: list[Begun]
    contention: list[Contention]


@dataclass(frozen=True)
class ContentionNumbered:
    """What was staged, by its number."""

    number: int


class People:
    """Users of a database, who do what they would do in their browsers, and are refused in the same words."""

    def __init__(self, odoo: MockOdoo) -> None:
        self._odoo = odoo

    @post("odoo/keys/create")
    def create_key(
        self,
        login: Login,
        name: Annotated[str, About("what the key is called")],
        duration: Duration = None,
        expiration_date: ExpirationDate = None,
        database: DatabaseName = None,
    ) -> KeyTold:
        """Make an API key; its life is what the dialog proposes unless one is given."""
        return _told(self._odoo.user(login, database=database).create_api_key(name, duration, expiration_date))

    @post("odoo/keys/revoke")
    def revoke_key(
        self,
        id: Annotated[Number, About("which key")],  # noqa: A002 - as the answer calls it that made the key
        by: Annotated[str | None, About("whose login, if it is not the owner")] = None,
        database: DatabaseName = None,
    ) -> None:
        """Remove an API key."""
        revoke(self._odoo.database(database), id, by)

    @post("odoo/users/archive")
    def archive(self, login: Login, database: DatabaseName = None) -> None:
        """Let an administrator archive a user."""
        self._odoo.user(login, database=database).archive()

    @post("odoo/users/unarchive")
    def unarchive(self, login: Login, database: DatabaseName = None) -> None:
        """Let an administrator bring a user back."""
        self._odoo.user(login, database=database).unarchive()

    @post("odoo/users/delete")
    def delete(self, login: Login, database: DatabaseName = None) -> None:
        """Let an administrator delete a user, and the keys with them."""
        self._odoo.user(login, database=database).delete()

    @post("odoo/users/set-password")
    def set_password(self, login: Login, password: str, database: DatabaseName = None) -> None:
        """Let an administrator give a user another password."""
        self._odoo.user(login, database=database).set_password(password)

    @post("odoo/users/enable-two-factor")
    def enable_two_factor(self, login: Login, database: DatabaseName = None) -> Secret:
        """Switch two-factor authentication on, as in the preferences."""
        return Secret(self._odoo.user(login, database=database).enable_two_factor())

    @post("odoo/users/disable-two-factor")
    def disable_two_factor(self, login: Login, database: DatabaseName = None) -> None:
        """Switch two-factor authentication off."""
        self._odoo.user(login, database=database).disable_two_factor()


class Accounts:
    """The accounts of Odoo Online."""

    def __init__(self, odoo: MockOdoo) -> None:
        self._odoo = odoo

    @post("odoo/accounts/create")
    def create(self, email: Annotated[str, About("its address")], password: str, name: str = "") -> None:
        """Open an account of Odoo Online."""
        self._odoo.create_account(email, password, name)

    @post("odoo/accounts/create-key")
    def create_key(
        self,
        email: Email,
        name: Annotated[str, About("what the key is called")],
        duration: Duration = None,
        expiration_date: ExpirationDate = None,
    ) -> KeyTold:
        """Make an API key for all databases that an account manages."""
        return _told(self._odoo.account(email).create_api_key(name, duration, expiration_date))

    @post("odoo/accounts/manage")
    def manage(self, email: Email, database: DatabaseName = None) -> None:
        """Let an account manage a database."""
        self._odoo.account(email).manage(self._odoo.database(database).name)

    @post("odoo/accounts/leave")
    def leave(self, email: Email, database: DatabaseName = None) -> None:
        """Let an account manage a database no longer."""
        self._odoo.account(email).leave(self._odoo.database(database).name)


class Databases:
    """Whole databases, and what the server remembers."""

    def __init__(self, odoo: MockOdoo) -> None:
        self._odoo = odoo

    @get("odoo/databases")
    def names(self) -> list[str]:
        """Tell the names of all databases."""
        return sorted(self._odoo.odoo.databases)

    @post("odoo/databases/clear-caches")
    def clear_caches(self, database: DatabaseName = None) -> None:
        """Forget what a restart forgets."""
        self._odoo.database(database).clear_caches()

    @post("odoo/databases/collect-expired-keys")
    def collect_expired_keys(self, database: DatabaseName = None) -> Collected:
        """Remove the keys that have expired, as the server does once a day."""
        return Collected(apikeys.collect(self._odoo.database(database)))

    @post("odoo/databases/set-plan")
    def set_plan(
        self, plan: Annotated[str, About("`custom`, `standard` or `one-app-free`")], database: DatabaseName = None
    ) -> None:
        """Change what is paid for a database of Odoo Online."""
        self._odoo.set_plan(self._odoo.database(database).name, plan)

    @post("odoo/remember-credentials")
    def remember_credentials(self, remember: Annotated[bool, About("false: it looks every time")]) -> None:
        """Let `execute_kw` remember credentials that were right once."""
        self._odoo.remember_credentials(remember)


class Transactions:
    """Transactions that are under way, and calls that fail because somebody else was faster."""

    def __init__(self, odoo: MockOdoo) -> None:
        self._odoo = odoo

    @get("odoo/transactions")
    def staged(self, database: DatabaseName = None) -> Staged:
        """Tell what is under way, and how often contention struck."""
        where = self._odoo.database(database)
        return Staged([_begun(one) for one in where.late_commits if one is not None], where.contentions)

    @post("odoo/transactions/begin")
    def begin(
        self,
        model: str,
        method: str,
        args: Annotated[list[Any], About("the ids first")] = [],  # noqa: B006 - never changed
        kwargs: dict[str, Any] = {},  # noqa: B006 - never changed
        login: Annotated[str, About("whose transaction")] = "admin",
        database: DatabaseName = None,
    ) -> Begun:
        """Begin a transaction that calls a method; nobody sees what it does before it commits."""
        where = self._odoo.database(database)
        return _begun(late_commits.begin(where, user_id(where, login), model, method, args, kwargs))

    @post("odoo/transactions/commit")
    def commit(self, transaction: Transaction, database: DatabaseName = None) -> Committed:
        """Let everybody see what a transaction does."""
        begun = late_commits.under_way(self._odoo.database(database), transaction)
        return Committed(begun.commit(), begun.tried_again)

    @post("odoo/transactions/roll-back")
    def roll_back(self, transaction: Transaction, database: DatabaseName = None) -> None:
        """End a transaction without a trace but ids that nobody has."""
        late_commits.under_way(self._odoo.database(database), transaction).roll_back()

    @post("odoo/transactions/contend")
    def contend(
        self,
        model: Annotated[str | None, About("any if left out")] = None,
        method: Annotated[str | None, About("any if left out")] = None,
        times: Annotated[Number | None, About("how many calls; null: all")] = 1,
        database: DatabaseName = None,
    ) -> ContentionNumbered:
        """Let the next calls that change something fail as if somebody else had been faster."""
        self._odoo.contend(model, method, times=times, database=database)
        return ContentionNumbered(len(self._odoo.database(database).contentions))


def _begun(transaction: late_commits.LateCommit) -> Begun:
    return Begun(transaction.number, transaction.began)


def _told(key: ApiKey) -> KeyTold:
    return KeyTold(key.id, key.name, key.value, key.expires)
