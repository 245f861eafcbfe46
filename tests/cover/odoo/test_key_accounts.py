"""Account-wide keys: good in every database of Odoo Online that the account manages, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mock_odoo import MockOdoo
from mock_odoo.hosting import HOSTINGS, PLANS, plan
from mock_odoo.keys import apikeys
from mock_odoo.portal import Account

from .support import INVALID, House

OFFICE = "office@example.com"
FIRST, SECOND = "first", "second"


@pytest.fixture
def online() -> Iterator[House]:
    """Give a test Odoo Online: an account, its key, and two databases of which it manages the first."""
    odoo = MockOdoo(hosting="online")
    for name in (FIRST, SECOND):
        odoo.create_database(name, login=OFFICE)
    account = odoo.odoo.portal.create_account(OFFICE, "secret")
    odoo.odoo.portal.manage(account, FIRST)
    yield House(odoo, {"office": odoo.odoo.portal.create_api_key(account, "all of them")})
    odoo.close()


def account(house: House) -> Account:
    """Return the account."""
    return house.odoo.odoo.portal.account(OFFICE)


def ways(house: House, database: str) -> tuple[object, bool, int]:
    """Return what `authenticate`, `execute_kw` and JSON-2 make of the account's key in a database."""
    key = house.keys["office"]
    uid = house.xmlrpc("common", "authenticate", database, OFFICE, key, {})
    called = house.jsonrpc("object", "execute_kw", database, 2, key, "res.users", "context_get", [])
    status = house.json2("res.users", "context_get", by="office", headers={"X-Odoo-Database": database}).status
    return uid, "result" in called, status


GOOD, REFUSED = (2, True, 200), (False, False, 401)


def test_the_key_opens_what_the_account_manages(online: House) -> None:
    """It is good over every protocol as the user with the account's address, and not in other databases."""
    assert ways(online, FIRST) == GOOD
    assert online.odoo.journal.events.named("keys.refused") == []
    assert ways(online, SECOND) == REFUSED


def test_a_database_added_tomorrow_is_open_too(online: House) -> None:
    """A key is not tied to the databases of the day when it was made."""
    online.odoo.create_database("tomorrow", login=OFFICE)
    assert ways(online, "tomorrow") == REFUSED
    online.odoo.odoo.portal.manage(account(online), "tomorrow")
    assert ways(online, "tomorrow") == GOOD


def test_a_database_that_was_left_is_closed_at_once(online: House) -> None:
    """Nothing remembers the key of an account, so it is refused as soon as the account has left."""
    assert ways(online, FIRST) == GOOD
    online.odoo.odoo.portal.leave(account(online), FIRST)
    assert ways(online, FIRST) == REFUSED


def test_the_user_must_be_there_and_active(online: House) -> None:
    """The account manages the database, and nobody there has its address any more: the key opens nothing."""
    database = online.odoo.database(FIRST)
    database.store.execute("UPDATE res_users SET login = 'other' WHERE id = 2")
    database.clear_caches()
    assert ways(online, FIRST) == REFUSED
    refused = [event.details for event in online.odoo.journal.events.named("keys.refused")]
    assert refused
    assert all(details == {"database": FIRST, "user": OFFICE, "why": "account"} for details in refused)


@pytest.mark.parametrize("hosting", ["on-premise", "odoo.sh"])
def test_elsewhere_no_account_has_a_say(hosting: str) -> None:
    """On Odoo.sh and on-premise a key of an account is as unknown as any other."""
    odoo = MockOdoo(hosting=hosting)
    odoo.create_database(FIRST, login=OFFICE)
    made = odoo.odoo.portal.create_account(OFFICE, "secret")
    odoo.odoo.portal.manage(made, FIRST)
    house = House(odoo, {"office": odoo.odoo.portal.create_api_key(made, "all of them")})
    assert ways(house, FIRST) == REFUSED
    odoo.close()


def test_the_website_lists_the_databases(online: House) -> None:
    """`odoo.database.list` of the database `openerp` answers over JSON-2 and XML-RPC with what the account manages."""
    reply = online.json2("odoo.database", "list", by="office", headers={"X-Odoo-Database": "openerp"})
    assert (reply.status, reply.json) == (200, [{"name": FIRST}])
    key = online.keys["office"]
    uid = online.xmlrpc("common", "authenticate", "openerp", OFFICE, key, {})
    assert online.xmlrpc("object", "execute", "openerp", uid, key, "odoo.database", "list") == [{"name": FIRST}]
    online.odoo.odoo.portal.manage(account(online), SECOND)
    online.odoo.odoo.drop_database(FIRST)
    assert online.xmlrpc("object", "execute_kw", "openerp", uid, key, "odoo.database", "list", []) == [{"name": SECOND}]


def test_the_list_is_the_websites_alone(online: House) -> None:
    """No ordinary database has that model, the website wants a key, and elsewhere there is no website."""
    reply = online.json2("odoo.database", "list", by="office", headers={"X-Odoo-Database": FIRST})
    assert reply.error == (404, "werkzeug.exceptions.NotFound", "the model 'odoo.database' does not exist")
    online.keys["office"] = "0" * 40
    reply = online.json2("odoo.database", "list", by="office", headers={"X-Odoo-Database": "openerp"})
    assert reply.error == INVALID
    with_none = House(MockOdoo(), online.keys)
    reply = with_none.json2("odoo.database", "list", by="office", headers={"X-Odoo-Database": "openerp"})
    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_decides_on_the_external_api(online: House, name: str) -> None:
    """With a plan that has no external API keys and passwords look wrong; the web client is as it was."""
    online.odoo.set_plan(FIRST, name)
    assert ways(online, FIRST) == (GOOD if PLANS[name].has_api else REFUSED)
    refused = [event.details for event in online.odoo.journal.events.named("keys.refused")]
    assert refused == [{"database": FIRST, "why": "plan"}] * len(refused)
    assert bool(refused) is not PLANS[name].has_api
    password = online.xmlrpc("common", "authenticate", FIRST, OFFICE, "admin", {})
    assert bool(password) is PLANS[name].has_api
    params = {"params": {"db": FIRST, "login": OFFICE, "password": "admin"}}
    signed_in = online.send("/web/session/authenticate", json.dumps(params), {"Content-Type": "application/json"})
    assert signed_in.json["result"]["uid"] == 2


def test_a_plan_is_part_of_the_state(online: House) -> None:
    """A captured state has the plans of its moment."""
    state = online.odoo.capture()
    online.odoo.set_plan(FIRST, "standard")
    assert ways(online, FIRST) == REFUSED
    online.odoo.restore(state)
    assert ways(online, FIRST) == GOOD


def test_plans_are_of_odoo_online_and_known_by_name() -> None:
    """A plan elsewhere, and one that nobody sells, are refused with what there is."""
    odoo = MockOdoo(hosting="odoo.sh")
    odoo.create_database(FIRST)
    with pytest.raises(ValueError, match="only databases of Odoo Online have a plan"):
        odoo.set_plan(FIRST, "standard")
    with pytest.raises(ValueError, match="no plan is called 'gold'; choose one of custom, standard, one-app-free"):
        plan("gold")
    assert {name for name, hosting in HOSTINGS.items() if hosting.has_plans} == {"online"}
    odoo.close()


def test_the_website_remembers_keys_until_it_restarts(online: House) -> None:
    """As every database does: a key that was removed goes on over XML-RPC as long as somebody remembers it."""
    key, website = online.keys["office"], online.odoo.odoo.portal.database
    call = ("openerp", online.xmlrpc("common", "authenticate", "openerp", OFFICE, key, {}), key)
    assert online.xmlrpc("object", "execute", *call, "odoo.database", "list") == [{"name": FIRST}]
    apikeys.remove(website, [known.id for known in [apikeys.find(website, key)] if known], by=call[1])
    assert online.xmlrpc("object", "execute", *call, "odoo.database", "list") == [{"name": FIRST}]
    online.odoo.clear_caches()
    assert online.fault("object", "execute", *call, "odoo.database", "list") == (3, "Access Denied")
