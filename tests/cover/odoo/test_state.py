"""State: several databases side by side, capture and restore, and the same bytes for the same conversation."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_odoo import MockOdoo

from .support import ACME, BETA, JSON, Browser, House, key_by_dialogs


def test_databases_share_nothing(house: House) -> None:
    """What is done in one database is not seen in another, whose ids and numbers are its own."""
    beta = {"X-Odoo-Database": BETA, "Authorization": f"bearer {house.odoo.create_api_key('admin', database=BETA)}"}
    house.create("res.partner", name="Only in acme")
    assert house.json2("res.partner", "search_count", headers=beta, domain=[["name", "=", "Only in acme"]]).body == b"0"
    assert house.json2("account.account", "search_count", headers=beta, domain=[]).body == b"0"
    made = {
        headers["X-Odoo-Database"]: house.json2("account.move", "create", headers=headers, vals_list=[{}]).status
        for headers in ({"X-Odoo-Database": ACME}, beta)
    }
    assert made == {ACME: 200, BETA: 422}
    assert house.json2("res.users", "search_count", headers=beta, domain=[]).body == b"1"


def test_restoring_undoes_what_was_written(house: House) -> None:
    """Restored databases have the records and go on with the ids of when they were captured."""
    state = house.odoo.capture()
    first = house.create("res.partner", name="x")
    house.call("res.partner", "write", ids=[1], vals={"name": "Changed"})
    house.odoo.restore(state)
    assert house.read("res.partner", 1, "name") == "Acme BV"
    assert house.create("res.partner", name="y") == first


def test_restoring_forgets_what_was_learnt(house: House) -> None:
    """Credentials that were verified since the capture are not remembered; those verified before it are."""
    assert house.execute_kw("res.users", "context_get", by="auditor")
    state = house.odoo.capture()
    assert house.execute_kw("res.users", "context_get", by="employee")
    house.odoo.restore(state)
    for login in ("auditor", "employee"):
        house.odoo.remove_api_key(house.keys[login], database=ACME)
    assert house.execute_kw("res.users", "context_get", by="auditor")
    call = (*house.credentials("employee"), "res.users", "context_get", [])
    assert house.fault("object", "execute_kw", *call) == (3, "Access Denied")


def test_restoring_forgets_users_that_were_loaded(house: House) -> None:
    """Groups that a user was given since the capture do not count after it was restored."""
    state = house.odoo.capture()
    house.call(
        "res.users",
        "write",
        ids=[house.uids["employee"]],
        vals={"group_ids": [[4, house.group("account.group_account_readonly")]]},
    )
    assert house.call("account.move", "search", by="employee", domain=[]) == []
    house.odoo.restore(state)
    assert house.refusal("account.move", "search", by="employee", domain=[])[0] == 403


def test_restoring_ends_later_sessions_and_revives_earlier_ones(house: House, browser: Browser) -> None:
    """A session is what it was at the capture: open or not, with the identity checked or not."""
    browser.sign_in("employee", "employee")
    state = house.odoo.capture()
    late = Browser(house)
    late.sign_in("employee", "employee")
    browser.post("/web/session/destroy")
    house.odoo.restore(state)
    assert browser.call("res.users", "context_get")["uid"] == house.uids["employee"]
    assert late.post("/web/dataset/call_kw/res.users/context_get").status == 404


def test_restoring_brings_databases_back_and_takes_new_ones_away(house: House) -> None:
    """Databases made since the capture are gone, dropped ones are there again."""
    state = house.odoo.capture()
    house.odoo.create_database("gamma")
    house.odoo.odoo.drop_database(BETA)
    assert house.xmlrpc("db", "list") == [ACME, "gamma"]
    house.odoo.restore(state)
    assert house.xmlrpc("db", "list") == [ACME, BETA]
    assert house.xmlrpc("common", "authenticate", BETA, "admin", "admin", {}) == 2


def test_a_state_can_be_restored_many_times(house: House) -> None:
    """A captured state is not used up, and not changed by what happens after it."""
    state = house.odoo.capture()
    for _ in range(3):
        assert house.call("res.partner", "search_count", domain=[["name", "=", "x"]]) == 0
        house.create("res.partner", name="x")
        house.odoo.restore(state)


def test_a_database_has_its_name_once(house: House) -> None:
    """A second database of one name is refused, and one that is not there is named among those that are."""
    with pytest.raises(ValueError, match="there is a database 'acme' already; drop it first or choose another name"):
        house.odoo.create_database(ACME)
    with pytest.raises(LookupError, match="no database 'nodb'; there are: acme, beta"):
        house.odoo.database("nodb")
    with pytest.raises(ValueError, match=r"no res\.currency with name 'XYZ'; use its ISO code"):
        house.odoo.create_database("gamma", company={"currency": "XYZ"})
    assert house.xmlrpc("db", "list") == [ACME, BETA]


def test_an_unknown_version_is_refused() -> None:
    """A version that the fake does not play is refused, with those that it does."""
    with pytest.raises(ValueError, match=r"Odoo '8\.0' is not in the fake; choose one of 19\.0"):
        MockOdoo("8.0")


def test_the_first_company_is_as_asked(house: House) -> None:
    """A new database has the company, the currency, the country and the administrator that it was made with."""
    house.odoo.create_database(
        "gamma",
        company={"name": "Gamma SA", "currency": "USD", "country": "FR", "street": "Rue 1"},
        login="a@gamma.test",
        password="pw",
    )
    assert house.xmlrpc("common", "authenticate", "gamma", "a@gamma.test", "pw", {}) == 2
    args: tuple[Any, ...] = (
        "gamma",
        2,
        "pw",
        "res.company",
        "read",
        [[1], ["name", "currency_id", "country_id", "street"]],
    )
    assert house.xmlrpc("object", "execute_kw", *args) == [
        {"id": 1, "name": "Gamma SA", "currency_id": [1, "USD"], "country_id": [75, "France"], "street": "Rue 1"}
    ]
    args = ("gamma", 2, "pw", "res.users", "read", [[2], ["login", "email", "name"]])
    assert house.xmlrpc("object", "execute_kw", *args) == [
        {"id": 2, "login": "a@gamma.test", "email": "a@gamma.test", "name": "Administrator"}
    ]


def conversation(seed: int, start: datetime) -> list[bytes]:
    """Hold a long conversation with a new fake and return every answer's body."""
    odoo = MockOdoo(clock=Clock(start), dice=Dice(seed))
    odoo.create_database(ACME, company="Acme BV")
    house = House(odoo)
    house.meet("admin")
    house.ids["sales"] = house.create("account.account", name="Sales", code="700000", account_type="income")
    house.ids["MISC"] = house.create("account.journal", name="Misc", code="MISC", type="general")
    key_by_dialogs(house, "admin", "admin", "k")
    odoo.clock.advance(timedelta(seconds=5, microseconds=7))
    house.post_entry(("sales", 5), ("sales", -5))
    said = [
        house.send(
            "/json/2/account.move.line/search_read",
            "{}",
            {"Authorization": f"bearer {house.keys['admin']}", "Content-Type": JSON},
        )
    ]
    said += [
        house.json2("account.move", "fields_get"),
        house.json2("res.partner", "read", ids=[1]),
        house.json2("foo.bar", "x"),
    ]
    said.append(
        house.send(
            "/jsonrpc", json.dumps({"params": {"service": "db", "method": "list", "args": []}}), {"Content-Type": JSON}
        )
    )
    browser = Browser(house)
    said.append(browser.post("/web/session/authenticate", {"db": ACME, "login": "admin", "password": "admin"}))
    bodies = [reply.body + repr(sorted(reply.headers.items())).encode() for reply in said] + [
        house.keys["admin"].encode()
    ]
    odoo.close()
    return bodies


def test_the_same_seed_and_clock_say_the_same_bytes() -> None:
    """Two fakes with one seed and one moment answer the same conversation byte for byte, keys and cookies included."""
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    first = conversation(1, start)
    assert conversation(1, start) == first
    other = conversation(2, start)
    assert [index for index, body in enumerate(other) if body != first[index]] == [5, 6]
    later = conversation(1, start + timedelta(seconds=1))
    assert later[0] != first[0]
    assert later[6] == first[6]
