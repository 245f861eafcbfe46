"""Events: what happens to keys and their people is noted for observers, never the key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mock_odoo.keys import apikeys, two_factor

from .support import ACME, Browser, House, key_by_dialogs

SOON = "2026-03-02 09:00:00"


def happened(house: House, family: str = "") -> list[tuple[str, dict[str, object]]]:
    """Return names and details of the events, without the database."""
    events = house.odoo.journal.events.named(family)
    return [(event.name, {k: v for k, v in event.details.items() if k != "database"}) for event in events]


def use(house: House, by: str = "employee") -> int:
    """Call something over JSON-2 and return the status."""
    return house.json2("res.users", "context_get", by=by).status


def test_a_key_made_in_the_dialogs_is_noted(house: House) -> None:
    """Who made which key, and until when it lives; when it is used first, and only then."""
    house.keys["employee"] = key_by_dialogs(house, "employee", "employee", "Silverfin")
    assert [use(house), use(house)] == [200, 200]
    created, used = happened(house, "keys")
    id_ = created[1].pop("id")
    assert created == (
        "keys.created",
        {"key": "Silverfin", "user": "employee", "scope": None, "expires": "2026-05-31 00:00:00.000000"},
    )
    assert used == ("keys.used", {"id": id_, "key": "Silverfin", "user": "employee"})
    [event] = house.odoo.journal.events.named("keys.created")
    assert (event.system, event.at, event.details["database"]) == ("odoo", house.odoo.clock.now(), ACME)


def test_a_removed_key_is_noted_with_who_removed_it(house: House, browser: Browser) -> None:
    """An administrator removes a colleague's key: both are named."""
    browser.sign_in("admin", "admin")
    [id_] = house.call("res.users.apikeys", "search", domain=[["user_id", "=", house.uids["employee"]]])
    check = browser.click("res.users.apikeys", "remove", [id_])
    browser.click("res.users.identitycheck", "run_check", [check["res_id"]], context={"password": "admin"})
    removed = {"id": id_, "key": "key of employee", "user": "employee", "by": "admin"}
    assert happened(house, "keys.removed") == [("keys.removed", removed)]
    assert use(house) == 401
    assert happened(house, "keys.refused") == [("keys.refused", {"why": "unknown"})]


REFUSALS: list[tuple[str, Callable[[House], object]]] = [
    ("expired", lambda house: house.odoo.clock.advance(timedelta(hours=2))),
    ("archived", lambda house: house.call("res.users", "write", ids=[house.uids["employee"]], vals={"active": False})),
    ("scope", lambda house: house.odoo.database(ACME).store.execute("UPDATE res_users_apikeys SET scope = 'other'")),
]


@pytest.mark.parametrize(("why", "act"), REFUSALS)
def test_a_refusal_says_why(house: House, why: str, act: Callable[[House], object]) -> None:
    """Clients learn nothing but that the key is not good; observers learn which and why."""
    house.keys["employee"] = house.odoo.create_api_key("employee", "k", database=ACME, expiration_date=SOON)
    act(house)
    assert use(house) == 401
    [(_, details)] = happened(house, "keys.refused")
    [(_, created)] = happened(house, "keys.created")
    assert details == {"id": created["id"], "key": "k", "user": "employee", "why": why}


def test_a_word_that_is_no_key_is_not_noted(house: House) -> None:
    """A wrong password is no refused key."""
    assert house.xmlrpc("common", "authenticate", ACME, "employee", "wrong", {}) is False
    assert happened(house) == []


def test_what_is_rolled_back_did_not_happen(house: House) -> None:
    """A user who could not be archived was not: nothing is noted of a call that failed."""
    vals = {"active": False, "company_id": 999}
    assert house.json2("res.users", "write", ids=[house.uids["employee"]], vals=vals).status != 200
    assert happened(house, "users") == []


def test_the_life_of_a_user_is_noted(house: House) -> None:
    """Archived and back, another password, deleted with the keys: each with who did it."""
    ids = [house.uids["employee"]]
    for vals in ({"active": False}, {"active": False}, {"active": True}, {"password": "x"}):
        house.call("res.users", "write", ids=ids, vals=vals)
    house.call("res.users", "unlink", ids=ids)
    both = {"user": "employee", "by": "admin"}
    assert happened(house, "users") == [
        ("users.archived", both),
        ("users.unarchived", both),
        ("users.password_changed", both),
        ("users.deleted", both),
    ]
    [(_, removed)] = happened(house, "keys.removed")
    assert (removed["user"], removed["by"]) == ("employee", "admin")


def test_a_second_factor_is_noted(house: House) -> None:
    """Switched on or off, with whose it is."""
    database, uid = house.odoo.database(ACME), house.uids["employee"]
    for secret in ("GEZDGNBVGY3TQOJQ", None):
        two_factor.switch(database, uid, secret)
    mine = {"user": "employee"}
    assert happened(house, "users") == [("users.two_factor_on", mine), ("users.two_factor_off", mine)]


def test_expired_keys_are_collected_every_day(house: House) -> None:
    """An expired key stays listed until the server cleans up, a day after it started and every day again."""
    house.odoo.create_api_key("employee", "k", database=ACME, expiration_date=SOON)
    house.odoo.clock.advance(timedelta(hours=23, minutes=59))
    assert house.call("res.users.apikeys", "search_count", domain=[["name", "=", "k"]]) == 1
    house.odoo.clock.advance(timedelta(minutes=1))
    assert house.call("res.users.apikeys", "search_count", domain=[["name", "=", "k"]]) == 0
    assert [details["key"] for _, details in happened(house, "keys.collected")] == ["k"]


def test_a_refused_call_does_not_put_the_collection_off(house: House) -> None:
    """What the first call of the day takes back is done by the next one."""
    house.odoo.create_api_key("employee", "k", database=ACME, expiration_date="2026-03-02 09:00:00")
    house.odoo.clock.advance(timedelta(days=2))
    house.refusal("res.partner", "create", vals_list=[{"nobody knows": 1}])
    assert happened(house, "keys.collected") == []
    house.call("res.partner", "search_count", domain=[])
    assert [details["key"] for _, details in happened(house, "keys.collected")] == ["k"]


def test_what_execute_kw_remembers_outlives_the_collection(house: House) -> None:
    """An expired key that was used goes on over XML-RPC even when it is no longer in the list."""
    house.keys["employee"] = house.odoo.create_api_key("employee", "k", database=ACME, expiration_date=SOON)
    assert house.execute_kw("res.users", "context_get", by="employee")
    house.odoo.clock.advance(timedelta(hours=2))
    assert apikeys.collect(house.odoo.database(ACME)) == 1
    assert house.execute_kw("res.users", "context_get", by="employee")
    assert use(house) == 401


def test_the_memory_can_be_switched_off(house: House) -> None:
    """Without it a removed key is refused by `execute_kw`, too; restoring a state brings it back."""
    state = house.odoo.capture()
    house.odoo.remember_credentials(False)
    assert house.execute_kw("res.users", "context_get", by="employee")
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    call = (*house.credentials("employee"), "res.users", "context_get", [])
    assert house.fault("object", "execute_kw", *call) == (3, "Access Denied")
    house.odoo.restore(state)
    assert house.execute_kw("res.users", "context_get", by="employee")
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    assert house.execute_kw("res.users", "context_get", by="employee")


def test_events_are_restored_with_the_journal(house: House) -> None:
    """What happened after a capture is forgotten with the exchanges of that time."""
    house.odoo.create_api_key("employee", "before", database=ACME)
    state = house.odoo.journal.capture()
    house.odoo.create_api_key("employee", "after", database=ACME)
    house.odoo.journal.restore(state)
    assert [details["key"] for _, details in happened(house)] == ["before"]
