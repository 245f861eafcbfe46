"""What the control API does with the people, keys and databases of a fake Odoo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mock_kit.arguments import Arguments, needed, number, text
from mock_kit.control import Operation
from mock_odoo import late_commits
from mock_odoo.keys import apikeys
from mock_odoo.people import ApiKey, User, revoke, user_id

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from mock_odoo.server import MockOdoo


def operations(odoo: MockOdoo) -> dict[tuple[str, str], Operation]:
    """Return the operations, by method and path below the prefix."""
    posts: dict[str, Operation] = {**_people(odoo), **_accounts(odoo), **_databases(odoo), **_transactions(odoo)}
    gets: dict[str, Operation] = {
        "odoo/databases": lambda _: sorted(odoo.odoo.databases),
        "odoo/transactions": lambda given: _staged(odoo.database(given.get("database"))),
    }
    return {
        **{("POST", path): done for path, done in posts.items()},
        **{("GET", path): got for path, got in gets.items()},
    }


def _people(odoo: MockOdoo) -> dict[str, Operation]:
    def with_user(act: Callable[[User, Arguments], Any]) -> Operation:
        def acted(given: Arguments) -> Any:
            return act(odoo.user(text(given, "login"), database=given.get("database")), given) or {}

        return acted

    def revoked(given: Arguments) -> Any:
        revoke(odoo.database(given.get("database")), number(given, "id"), text(given, "by") if "by" in given else None)
        return {}

    return {
        "odoo/keys/create": with_user(lambda user, given: _told(user.create_api_key(**_wanted(given)))),
        "odoo/keys/revoke": revoked,
        "odoo/users/archive": with_user(lambda user, _: user.archive()),
        "odoo/users/unarchive": with_user(lambda user, _: user.unarchive()),
        "odoo/users/delete": with_user(lambda user, _: user.delete()),
        "odoo/users/set-password": with_user(lambda user, given: user.set_password(text(given, "password"))),
        "odoo/users/enable-two-factor": with_user(lambda user, _: {"secret": user.enable_two_factor()}),
        "odoo/users/disable-two-factor": with_user(lambda user, _: user.disable_two_factor()),
    }


def _accounts(odoo: MockOdoo) -> dict[str, Operation]:
    def create(given: Arguments) -> Any:
        odoo.create_account(text(given, "email"), text(given, "password"), given.get("name", ""))
        return {}

    def create_key(given: Arguments) -> Any:
        return _told(odoo.account(text(given, "email")).create_api_key(**_wanted(given)))

    def manage(given: Arguments) -> Any:
        odoo.account(text(given, "email")).manage(odoo.database(given.get("database")).name)
        return {}

    def leave(given: Arguments) -> Any:
        odoo.account(text(given, "email")).leave(odoo.database(given.get("database")).name)
        return {}

    return {
        "odoo/accounts/create": create,
        "odoo/accounts/create-key": create_key,
        "odoo/accounts/manage": manage,
        "odoo/accounts/leave": leave,
    }


def _databases(odoo: MockOdoo) -> dict[str, Operation]:
    def clear(given: Arguments) -> Any:
        odoo.database(given.get("database")).clear_caches()
        return {}

    def collect(given: Arguments) -> Any:
        return {"collected": apikeys.collect(odoo.database(given.get("database")))}

    def remember(given: Arguments) -> Any:
        odoo.remember_credentials(bool(needed(given, "remember")))
        return {}

    def pay(given: Arguments) -> Any:
        odoo.set_plan(odoo.database(given.get("database")).name, text(given, "plan"))
        return {}

    return {
        "odoo/databases/clear-caches": clear,
        "odoo/databases/collect-expired-keys": collect,
        "odoo/databases/set-plan": pay,
        "odoo/remember-credentials": remember,
    }


def _transactions(odoo: MockOdoo) -> dict[str, Operation]:
    def begin(given: Arguments) -> Any:
        database = odoo.database(given.get("database"))
        uid = user_id(database, text({"login": "admin", **given}, "login"))
        args, kwargs = given.get("args", []), given.get("kwargs", {})
        begun = late_commits.begin(database, uid, text(given, "model"), text(given, "method"), args, kwargs)
        return {"transaction": begun.number, "began": begun.began.isoformat()}

    def under_way(given: Arguments) -> late_commits.LateCommit:
        return late_commits.under_way(odoo.database(given.get("database")), needed(given, "transaction"))

    def commit(given: Arguments) -> Any:
        transaction = under_way(given)
        return {"result": transaction.commit(), "tried_again": transaction.tried_again}

    def roll_back(given: Arguments) -> Any:
        under_way(given).roll_back()
        return {}

    def contend(given: Arguments) -> Any:
        odoo.contend(**given)
        return {"number": len(odoo.database(given.get("database")).contentions)}

    return {
        "odoo/transactions/begin": begin,
        "odoo/transactions/commit": commit,
        "odoo/transactions/roll-back": roll_back,
        "odoo/transactions/contend": contend,
    }


def _wanted(given: Arguments) -> dict[str, Any]:
    """Return what a new key is to be like."""
    return {
        "name": text(given, "name"),
        **{key: given[key] for key in ("duration", "expiration_date") if key in given},
    }


def _staged(database: Database) -> dict[str, Any]:
    """Return the transactions that are under way, and how often contention struck."""
    under_way = [one for one in database.late_commits if one is not None]
    return {
        "under_way": [{"transaction": one.number, "began": one.began.isoformat()} for one in under_way],
        "contention": [asdict(one) for one in database.contentions],
    }


def _told(key: ApiKey) -> dict[str, Any]:
    return {"id": key.id, "name": key.name, "key": key.value, "expires": key.expires}
