"""The website where accounts of Odoo Online sign in: who they are, which databases they manage, and their keys.

The website is itself an Odoo whose database is called `openerp` (documented: so its external API is addressed); an
account is one of its portal users. Passwords, keys, dialogs, two-factor and sessions are thus those of any database.
"""

from __future__ import annotations

from dataclasses import dataclass

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.provenance import assumed, documented
from mock_odoo.base_data import Administrator, new_database, set_parameter
from mock_odoo.database import Database, DatabaseState, Listener, unheard
from mock_odoo.keeping import Keeping
from mock_odoo.keys import apikeys, entry
from mock_odoo.models import registry
from mock_odoo.orm import translations
from mock_odoo.orm.environment import Environment

DATABASE = "openerp"
RESTS_ON = documented("Odoo Online, Web Services: the website's database is called openerp")
PORTAL_USERS = "base.group_portal"
LANGUAGES = ("fr_BE", "fr_FR", "nl_BE", "vi_VN")
LONGEST_KEY = 90  # days
LONGEST_KEY_RESTS_ON = assumed("keys of accounts live no longer than those of ordinary users")


@dataclass(frozen=True)
class Account:
    """One account: its id is that of its user in the website's database."""

    id: int
    email: str
    name: str


class Portal:
    """The accounts of one world. The website's database is made when the first account is."""

    def __init__(self, version_name: str, clock: Clock, dice: Dice, keeping: Keeping) -> None:
        self._version = version_name
        self._clock = clock
        self._dice = dice
        self._keeping = keeping
        self._database: Database | None = None
        self._listener: Listener = unheard
        if (file := keeping.accounts()) is not None:
            self._database = self._tied(Database(DATABASE, registry(version_name), clock, dice, file))

    def hears(self, listener: Listener) -> None:
        """Let somebody hear what happens on the website."""
        self._listener = listener
        if self._database is not None:
            self._database.listener = listener

    @property
    def database(self) -> Database:
        """The website's database, for which API keys of accounts count as for any other."""
        if self._database is None:
            self._database = self._made()
        return self._database

    def create_account(self, email: str, password: str, name: str = "", language: str = "") -> Account:
        """Open an account; raise ValueError if there is one with that e-mail address."""
        if email in [account.email for account in self.accounts()]:
            raise ValueError(f"there is an account {email!r} already; choose another address")
        values = {
            "name": name or email,
            "login": email,
            "email": email,
            "password": password,
            "lang": language or False,
            self.database.version.users_groups_field: [self.database.group_id(PORTAL_USERS)],
        }
        with self.database.store.transaction():
            [id_] = self.database.environment()["res.users"].create([values])
        return Account(id_, email, name or email)

    def accounts(self) -> list[Account]:
        """Return all accounts that are in use, oldest first."""
        rows = self.database.store.all(
            "SELECT u.id, u.login, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
            " JOIN res_users__group_ids g ON g.owner = u.id AND g.member = ? WHERE u.active ORDER BY u.id",
            (self.database.group_id(PORTAL_USERS),),
        )
        return [Account(*row) for row in rows]

    def account(self, email: str) -> Account:
        """Return an account; raise LookupError if nobody has that e-mail address."""
        for account in self.accounts():
            if account.email == email:
                return account
        raise LookupError(f"no account {email!r}; create it first")

    # Which databases an account manages -------------------------------------------------------------------------------

    def manage(self, account: Account, database: str) -> None:
        """Let an account manage a database from now on."""
        self.database.store.execute("INSERT OR IGNORE INTO managed VALUES (?, ?)", (account.id, database))
        self.database.note("accounts.manage", user=account.email, managed=database)

    def leave(self, account: Account, database: str) -> None:
        """Let an account manage a database no longer; raise LookupError if it does not."""
        deleted = self.database.store.execute(
            "DELETE FROM managed WHERE account = ? AND database = ?", (account.id, database)
        )
        if not deleted:
            raise LookupError(f"{account.email} does not manage the database {database!r}")
        self.database.note("accounts.leave", user=account.email, managed=database)

    def forget_database(self, name: str) -> None:
        """Let nobody manage a database that is gone."""
        if self._database is not None:
            self._database.store.execute("DELETE FROM managed WHERE database = ?", (name,))

    def rename_database(self, old: str, new: str) -> None:
        """Let who manages a database manage it under its new name."""
        if self._database is not None:
            self._database.store.execute("UPDATE managed SET database = ? WHERE database = ?", (new, old))

    def databases(self, account: Account) -> list[str]:
        """Return the names of the databases that an account manages."""
        rows = self.database.store.all(
            "SELECT database FROM managed WHERE account = ? ORDER BY database", (account.id,)
        )
        return [name for (name,) in rows]

    # Keys -------------------------------------------------------------------------------------------------------------

    def create_api_key(self, account: Account, name: str, expiration_date: str | None = None) -> str:
        """Make a key for all databases of an account and return it: nobody can read it again.

        `expiration_date` is a kept moment (naive UTC), or None for a key that does not expire.
        """
        with self.database.store.transaction():
            return apikeys.generate(self.database.environment(account.id), name, expiration_date)

    def account_of_key(self, key: object) -> Account | None:
        """Return the account whose key that is, if it is good now."""
        if self._database is None or apikeys.find(self._database, key) is None:
            return None
        owner = entry.bearer(self._database, key)
        return next((account for account in self.accounts() if account.id == owner), None)

    # State ------------------------------------------------------------------------------------------------------------

    def clear_caches(self) -> None:
        """Forget what a restart of the server forgets."""
        if self._database is not None:
            self._database.clear_caches()

    def become(self, version_name: str) -> None:
        """Play another version from now on; all accounts are gone, since they have other tables there."""
        self.restore(None)
        self._version = version_name

    def capture(self) -> DatabaseState | None:
        """Return the whole state; None before there is any account."""
        return self._database.capture() if self._database is not None else None

    def restore(self, state: DatabaseState | None) -> None:
        """Make the state what it was when `state` was captured."""
        if state is not None:
            self.database.restore(state)
        elif self._database is not None:
            self._keeping.forget_accounts(self._database)
            self._database = None

    def close(self) -> None:
        """Close the website; what is kept in a folder stays there."""
        if self._database is not None:
            self._database.store.close()
            self._database = None

    def _listed(self, env: Environment) -> list[dict[str, str]]:
        """Answer `odoo.database.list`, documented but for what a row looks like: that it has a name is assumed."""
        mine = [account for account in self.accounts() if account.id == env.uid]
        return [{"name": name} for account in mine for name in self.databases(account)]

    def _made(self) -> Database:
        nobody = Administrator(password=self._dice.token_hex("odoo portal administrator", 40))
        made = new_database(
            DATABASE, self._version, self._clock, self._dice, company={"name": "Accounts"}, admin=nobody
        )
        made.store.execute("CREATE TABLE managed (account INTEGER, database TEXT, PRIMARY KEY (account, database))")
        self._tied(made)
        for language in LANGUAGES:
            translations.install(made, language)
        set_parameter(made, apikeys.PORTAL_MAY_HAVE_KEYS, "True")
        if made.version.keys_expire:
            group = made.group_id(PORTAL_USERS)
            made.store.execute("UPDATE res_groups SET api_key_duration = ? WHERE id = ?", (LONGEST_KEY, group))
        self._keeping.take_in_accounts(made)
        return made

    def _tied(self, website: Database) -> Database:
        website.listener = self._listener
        website.own_methods["odoo.database", "list"] = self._listed
        return website
