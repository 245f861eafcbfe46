"""Which keys open which door, and how long the server remembers one that was right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mock_odoo.keys.passwords import set_password

from .support import ACME, BETA, House

DENIED = (3, "Access Denied")
SOON = "2026-03-02 09:00:00"


def signs_in(house: House, by: str = "employee") -> Any:
    """Return what `authenticate` answers to somebody's login and key."""
    return house.xmlrpc("common", "authenticate", ACME, by, house.keys[by], {})


def executes(house: House, by: str = "employee") -> bool:
    """Tell whether `execute_kw` takes somebody's key."""
    call = (*house.credentials(by), "res.users", "context_get", [])
    envelope = house.jsonrpc("object", "execute_kw", *call)
    if "error" in envelope:
        assert house.fault("object", "execute_kw", *call) == DENIED
        assert envelope["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"
        return False
    assert house.xmlrpc("object", "execute_kw", *call)["uid"] == house.uids[by]
    return True


def bears(house: House, by: str = "employee") -> bool:
    """Tell whether JSON-2 takes somebody's key."""
    reply = house.json2("res.users", "context_get", by=by)
    if reply.status == 200:
        return bool(reply.json["uid"] == house.uids[by])
    assert reply.error == (401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")
    return False


def test_a_key_opens_every_protocol(house: House) -> None:
    """One key works over XML-RPC, /jsonrpc and JSON-2, each time as its owner."""
    assert signs_in(house) == house.uids["employee"]
    assert (
        house.jsonrpc("common", "login", ACME, "employee", house.keys["employee"])["result"] == house.uids["employee"]
    )
    assert executes(house)
    assert bears(house)


def test_a_password_opens_all_but_json2(house: House) -> None:
    """The password works where login or user id stands beside it, and never as a bearer."""
    house.keys["employee"] = "employee"
    assert signs_in(house) == house.uids["employee"]
    assert executes(house)
    assert not bears(house)


@pytest.mark.parametrize(
    "change", [lambda key: key[:-1], lambda key: key[:-1] + "x", str.upper, lambda key: key[:8], lambda key: " " + key]
)
def test_what_is_nearly_a_key_is_none(house: House, change: Callable[[str], str]) -> None:
    """A key must be right to the last character."""
    house.keys["employee"] = change(house.keys["employee"])
    assert signs_in(house) is False
    assert not executes(house)


def test_a_key_is_of_one_user(house: House) -> None:
    """A key opens nothing for another login or user id."""
    house.keys["auditor"] = house.keys["employee"]
    assert signs_in(house, "auditor") is False
    assert not executes(house, "auditor")


def test_a_key_is_of_one_database(house: House) -> None:
    """A key of one database is nothing in another, over any protocol."""
    assert house.xmlrpc("common", "authenticate", BETA, "admin", house.keys["admin"], {}) is False
    call = (BETA, 2, house.keys["admin"], "res.users", "context_get", [])
    assert house.fault("object", "execute_kw", *call) == DENIED
    reply = house.json2("res.users", "context_get", headers={"X-Odoo-Database": BETA})
    assert reply.error == (401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")


def test_a_portal_user_may_use_a_key(house: House) -> None:
    """A key of a portal user works everywhere, within a portal user's rights."""
    assert signs_in(house, "portal") == house.uids["portal"]
    assert executes(house, "portal")
    assert bears(house, "portal")
    assert house.call("account.move.line", "search_count", by="portal", domain=[]) == 0
    assert house.refusal("account.account", "search_count", by="portal", domain=[])[:2] == (
        403,
        "odoo.exceptions.AccessError",
    )


@pytest.mark.parametrize(("scope", "good"), [("NULL", True), ("'rpc'", True), ("'odoo.plugin.outlook'", False)])
def test_the_scope_of_a_key(house: House, scope: str, *, good: bool) -> None:
    """A key without a scope, or with that of RPC, is good here; one for something else is not."""
    uid = house.uids["employee"]
    house.odoo.database(ACME).store.execute(f"UPDATE res_users_apikeys SET scope = {scope} WHERE user_id = ?", (uid,))
    assert bool(signs_in(house)) is good
    assert executes(house) is good
    assert bears(house) is good


def test_an_archived_user_is_out_at_once(house: House) -> None:
    """Archiving a user ends their keys everywhere, the remembered ones, too; bringing them back revives the keys."""
    assert executes(house)
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"active": False})
    assert (signs_in(house), executes(house), bears(house)) == (False, False, False)
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"active": True})
    assert (signs_in(house), executes(house), bears(house)) == (house.uids["employee"], True, True)


def test_keys_survive_a_new_password(house: House) -> None:
    """A changed password ends the old one at once, remembered or not, and no key."""
    key, house.keys["employee"] = house.keys["employee"], "employee"
    assert executes(house)
    assert house.execute_kw("res.users", "change_password", ["employee", "new"], by="employee") is True
    assert (signs_in(house), executes(house)) == (False, False)
    house.keys["employee"] = "new"
    assert executes(house)
    house.keys["employee"] = key
    assert (executes(house), bears(house)) == (True, True)


def test_a_removed_key_is_remembered_by_execute_kw_alone(house: House) -> None:
    """JSON-2 and `authenticate` refuse a removed key at once; `execute_kw` goes on with one that it has seen."""
    assert executes(house)
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    assert (signs_in(house), bears(house)) == (False, False)
    assert executes(house)


def test_an_expired_key_is_remembered_by_execute_kw_alone(house: House) -> None:
    """JSON-2 and `authenticate` refuse an expired key at once; `execute_kw` goes on with one that it has seen."""
    house.keys["employee"] = house.odoo.create_api_key("employee", database=ACME, expiration_date=SOON)
    assert executes(house)
    house.odoo.clock.advance(timedelta(hours=2))
    assert (signs_in(house), bears(house)) == (False, False)
    assert executes(house)
    house.odoo.clear_caches()
    assert not executes(house)


def test_a_key_removed_before_its_first_use_is_refused(house: House) -> None:
    """There is nothing to remember of a key that `execute_kw` has not seen."""
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    assert not executes(house)


@pytest.mark.parametrize(("uid", "secret"), [(2, ""), (2, False), (0, "admin"), (False, "admin"), (1, "admin")])
def test_nobody_goes_in_without_a_user_or_a_secret(house: House, uid: object, secret: object) -> None:
    """Not even as the server's own user, whoever's password it is, and whatever went in before (observed)."""
    assert house.execute_kw("res.users", "context_get")["uid"] == 2
    database = house.odoo.database(ACME)
    for kept in (0, 1, 2):
        set_password(database, kept, str(secret or ""))
    assert house.fault("object", "execute_kw", ACME, uid, secret, "res.users", "context_get", []) == DENIED


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (5, "TypeError: secret must be unicode or bytes, not int"),
        (["a"], "TypeError: unhashable type: 'list'"),
    ],
)
def test_a_secret_that_is_no_text_is_refused_for_its_type(house: House, secret: object, words: str) -> None:
    """In the words of the real server (observed)."""
    assert house.fault("object", "execute_kw", ACME, 2, secret, "res.users", "context_get", []) == (1, words)


@pytest.mark.parametrize("login", [[], ["a"], 5, None])
def test_a_login_that_is_no_text_is_nobodys(house: House, login: object) -> None:
    """No fault, as for any other login that nobody has; a struct alone is one (observed)."""
    assert house.xmlrpc("common", "authenticate", ACME, login, "admin", {}) is False
    words = (1, "TypeError: unhashable type: 'dict'")
    assert house.fault("common", "authenticate", ACME, {"a": 1}, "admin", {}) == words


def test_what_is_remembered_is_one_secret_of_one_user(house: House) -> None:
    """A wrong key, and a right one with another's id, are looked at although the same was right a moment ago."""
    assert executes(house)
    assert executes(house, "auditor")
    house.keys["employee"], house.keys["auditor"] = "0" * 40, house.keys["employee"]
    assert (executes(house), executes(house, "auditor")) == (False, False)


def test_the_password_of_an_archived_user_opens_nothing(house: House) -> None:
    """Over any protocol."""
    house.keys["employee"] = "employee"
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"active": False})
    assert (signs_in(house), executes(house)) == (False, False)


def test_a_refusal_is_not_remembered(house: House) -> None:
    """What was wrong once may be right later."""
    house.keys["employee"] = "later"
    assert not executes(house)
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"password": "later"})
    assert executes(house)


CLEARING: list[Callable[[House], object]] = [
    lambda house: house.call("ir.config_parameter", "set_param", key="x", value="y"),
    lambda house: house.call("res.users", "write", ids=[house.uids["auditor"]], vals={"password": "other"}),
    lambda house: house.call("res.users", "write", ids=[house.uids["auditor"]], vals={"active": False}),
    lambda house: house.odoo.clear_caches(),
]
SPARING: list[Callable[[House], object]] = [
    lambda house: house.call("res.partner", "write", ids=[1], vals={"comment": "x"}),
    lambda house: house.call("res.users", "write", ids=[house.uids["employee"]], vals={"name": "Renamed"}),
    lambda house: house.call("ir.config_parameter", "get_param", key="x"),
    lambda house: house.odoo.clock.advance(timedelta(days=30)),
]


@pytest.mark.parametrize("act", CLEARING)
def test_what_clears_the_memory(house: House, act: Callable[[House], object]) -> None:
    """A system parameter, a password or an archiving of anybody, and a restart make the server look again."""
    assert executes(house)
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    act(house)
    assert not executes(house)


@pytest.mark.parametrize("act", SPARING)
def test_what_spares_the_memory(house: House, act: Callable[[House], object]) -> None:
    """Other changes, and time, leave a remembered key as good as it was."""
    assert executes(house)
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    act(house)
    assert executes(house)


def test_the_memory_is_of_one_database(house: House) -> None:
    """What happens in one database clears nothing in another."""
    key = house.odoo.create_api_key("admin", database=BETA)
    call = (BETA, 2, key, "res.users", "context_get", [])
    assert house.xmlrpc("object", "execute_kw", *call)["uid"] == 2
    house.odoo.remove_api_key(key, database=BETA)
    house.call("ir.config_parameter", "set_param", key="x", value="y")
    assert house.xmlrpc("object", "execute_kw", *call)["uid"] == 2


def test_twelve_wrong_keys_lock_nobody_out(house: House) -> None:
    """There is no cooldown over RPC."""
    for _ in range(12):
        assert house.xmlrpc("common", "authenticate", ACME, "employee", "wrong", {}) is False
    assert signs_in(house) == house.uids["employee"]


def test_a_key_that_is_not_there_cannot_be_removed(house: House) -> None:
    """Removing a key twice is a mistake of the test's, and said so."""
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    with pytest.raises(LookupError, match="was it removed before"):
        house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    with pytest.raises(LookupError, match="no user 'nobody' in the database 'acme'"):
        house.odoo.create_api_key("nobody", database=ACME)
    with pytest.raises(LookupError, match="there are: acme, beta"):
        house.odoo.create_api_key("admin")
