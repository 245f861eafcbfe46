"""A person's way to a key and away from it: the web session, the identity check and the dialogs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .support import ACME, BETA, Browser, House, key_by_dialogs

WRONG = (
    "odoo.exceptions.UserError",
    "Incorrect Password, try again or click on Forgot Password to reset your password.",
)
DENIED = ("odoo.exceptions.AccessDenied", "Access Denied")
WIZARD = {
    "type": "ir.actions.act_window",
    "res_model": "res.users.apikeys.description",
    "name": "New API Key",
    "target": "new",
    "views": [[False, "form"]],
}


def ask(browser: Browser, uid: int) -> Any:
    """Press the button for a new key."""
    return browser.click("res.users", "api_key_wizard", [uid])


def check(browser: Browser, id_: int, **context: object) -> Any:
    """Give the password to an identity check."""
    return browser.click("res.users.identitycheck", "run_check", [id_], context=context)


@pytest.fixture
def employee(house: House, browser: Browser) -> Browser:
    """Give a test the web client of a plain user who has signed in and given the password again."""
    browser.sign_in("employee", "employee")
    check(browser, ask(browser, house.uids["employee"])["res_id"], password="employee")
    return browser


def test_signing_in_tells_who_it_is(house: House, browser: Browser) -> None:
    """A right password opens a session: a cookie, and what the web client wants to know of the user."""
    params = {"db": ACME, "login": "employee", "password": "employee"}
    reply = browser.post("/web/session/authenticate", params)
    assert reply.headers["Set-Cookie"].startswith("session_id=")
    assert reply.headers["Set-Cookie"].endswith("Max-Age=604800; HttpOnly; Path=/")
    told = reply.json["result"]
    assert (told["uid"], told["db"], told["is_system"], told["is_internal_user"]) == (
        house.uids["employee"],
        ACME,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("login", "password"), [("employee", "wrong"), ("nobody", "employee"), ("Employee", "employee")]
)
def test_wrong_credentials_open_no_session(browser: Browser, login: str, password: str) -> None:
    """A wrong password or login is denied, and there is no cookie."""
    reply = browser.post("/web/session/authenticate", {"db": ACME, "login": login, "password": password})
    data = reply.json["error"]["data"]
    assert (data["name"], data["message"]) == DENIED
    assert "Set-Cookie" not in reply.headers


def test_a_key_is_no_password_for_the_web(house: House, browser: Browser) -> None:
    """The web login does not take a key in the password's place."""
    data = browser.sign_in("employee", house.keys["employee"])["error"]["data"]
    assert (data["name"], data["message"]) == DENIED


def test_signing_out_ends_the_session(house: House, employee: Browser) -> None:
    """After signing out the cookie is worth nothing."""
    assert employee.call("res.users", "context_get")["uid"] == house.uids["employee"]
    assert employee.post("/web/session/destroy").json == {"jsonrpc": "2.0", "id": 1}
    assert employee.post("/web/dataset/call_kw/res.users/context_get").status == 404


def test_without_a_session_nothing_is_called(house: House, browser: Browser) -> None:
    """A call without a session is lost among several databases, and an expired session in a named one."""
    assert browser.post("/web/dataset/call_kw").status == 404
    call = {"model": "res.partner", "method": "read"}
    error = browser.post("/web/dataset/call_kw", call, headers={"X-Odoo-Database": ACME}).json["error"]
    assert (error["code"], error["message"]) == (100, "Odoo Session Expired")
    assert error["data"]["name"] == "odoo.http.SessionExpiredException"


def test_the_wizard_asks_for_the_password_first(house: House, browser: Browser) -> None:
    """Before anybody gets a key they are asked for their password again, and the right one opens the wizard."""
    browser.sign_in("employee", "employee")
    dialog = ask(browser, house.uids["employee"])
    id_ = dialog.pop("res_id")
    assert dialog == {
        "type": "ir.actions.act_window",
        "res_model": "res.users.identitycheck",
        "name": "Access Control",
        "target": "new",
        "views": [[False, "form"]],
        "context": {"dialog_size": "medium"},
    }
    assert check(browser, id_, password="employee") == WIZARD


@pytest.mark.parametrize("context", [{}, {"password": "wrong"}, {"password": ""}, {"password": None}])
def test_a_wrong_password_opens_no_wizard(house: House, browser: Browser, context: dict[str, object]) -> None:
    """Without the right password the check says so, and asks again."""
    browser.sign_in("employee", "employee")
    id_ = ask(browser, house.uids["employee"])["res_id"]
    assert browser.refusal("res.users.identitycheck", "run_check", [id_], context=context) == WRONG
    assert ask(browser, house.uids["employee"])["res_model"] == "res.users.identitycheck"


def test_a_key_is_no_password_for_the_identity_check(house: House, browser: Browser) -> None:
    """The identity check does not take a key in the password's place."""
    browser.sign_in("employee", "employee")
    id_ = ask(browser, house.uids["employee"])["res_id"]
    context = {"password": house.keys["employee"]}
    assert browser.refusal("res.users.identitycheck", "run_check", [id_], context=context) == WRONG


def test_somebody_elses_check_is_not_mine(house: House, employee: Browser) -> None:
    """A user cannot answer the identity check of another, and the waiting call is not carried out."""
    other = Browser(house)
    other.sign_in("admin", "admin")
    id_ = ask(other, house.uids["admin"])["res_id"]
    envelope = employee.envelope("res.users.identitycheck", "run_check", [id_], context={"password": "employee"})
    assert "error" in envelope


def test_the_check_is_fresh_for_ten_minutes(house: House, employee: Browser) -> None:
    """Within ten minutes nobody asks again, then they do; using the check does not make it last longer."""
    house.odoo.clock.advance(timedelta(minutes=9, seconds=59))
    assert ask(employee, house.uids["employee"]) == WIZARD
    house.odoo.clock.advance(timedelta(seconds=1))
    assert ask(employee, house.uids["employee"])["res_model"] == "res.users.identitycheck"


def test_the_check_counts_for_one_browser(house: House, employee: Browser) -> None:
    """A check in one browser is none in another of the same user."""
    assert ask(employee, house.uids["employee"]) == WIZARD
    other = Browser(house)
    other.sign_in("employee", "employee")
    assert ask(other, house.uids["employee"])["res_model"] == "res.users.identitycheck"


def test_the_key_is_shown_once(house: House, employee: Browser) -> None:
    """The last dialog has the key in its context; the description is gone and no list shows the key."""
    model = "res.users.apikeys.description"
    [saved] = employee.call(
        model,
        "web_save",
        [],
        {"name": "mine", "duration": "30"},
        specification={"name": {}, "duration": {}, "expiration_date": {}},
    )
    assert saved == {"id": saved["id"], "name": "mine", "duration": "30", "expiration_date": "2026-04-01 00:00:00"}
    action = employee.click(model, "make_key", [saved["id"]])
    key = action["context"]["default_key"]
    assert (action["res_model"], action["name"]) == ("res.users.apikeys.show", "API Key Ready")
    shown = employee.call("res.users.apikeys.show", "onchange", [], {}, [], {"key": {}}, context=action["context"])
    assert shown == {"value": {"key": key}}
    assert employee.refusal(model, "make_key", [saved["id"]])[0] == "odoo.exceptions.MissingError"
    listed = employee.call("res.users.apikeys", "search_read", [["name", "=", "mine"]])
    assert [sorted(record) for record in listed] == [
        ["create_date", "display_name", "expiration_date", "id", "name", "scope", "user_id"]
    ]
    assert (listed[0]["scope"], listed[0]["user_id"]) == (False, [house.uids["employee"], "Employee"])
    assert key[:8] not in str(listed)


def test_a_click_answers_with_the_next_action_alone(employee: Browser) -> None:
    """What a button's method returns reaches the web client only if it is an action."""
    model, vals = "res.users.apikeys.description", {"name": "k", "duration": "1"}
    assert employee.click(model, "create", vals) is False
    assert isinstance(employee.call(model, "create", vals), int)


def test_a_removed_key_is_gone_from_the_list(house: House, employee: Browser) -> None:
    """Removing a key closes the dialog; the key is no longer listed."""
    [id_] = employee.call("res.users.apikeys", "search", [])
    assert employee.click("res.users.apikeys", "remove", [id_]) == {"type": "ir.actions.act_window_close"}
    assert employee.call("res.users.apikeys", "search", []) == []


def test_removing_asks_for_the_password(house: House, browser: Browser) -> None:
    """Without a fresh check a removal opens the dialog, and the right password carries it out."""
    browser.sign_in("employee", "employee")
    [id_] = browser.call("res.users.apikeys", "search", [])
    dialog = browser.click("res.users.apikeys", "remove", [id_])
    assert browser.call("res.users.apikeys", "search", []) == [id_]
    assert check(browser, dialog["res_id"], password="employee") == {"type": "ir.actions.act_window_close"}
    assert browser.call("res.users.apikeys", "search", []) == []


def test_a_plain_user_sees_and_removes_only_their_own_keys(house: House, employee: Browser) -> None:
    """Keys of others are not in a plain user's list, and removing one is refused."""
    keys = house.call("res.users.apikeys", "search_read", fields=["user_id"], load=None)
    [admins] = [record["id"] for record in keys if record["user_id"] == house.uids["admin"]]
    assert {record["user_id"] for record in keys} == set(house.uids.values())
    assert employee.call("res.users.apikeys", "search_count", []) == 1
    message = "You can not remove API keys unless they're yours or you are a system user"
    assert employee.refusal("res.users.apikeys", "remove", [admins]) == ("odoo.exceptions.AccessError", message)
    assert house.call("res.users.apikeys", "search_count", domain=[["id", "=", admins]]) == 1


def test_a_system_user_removes_anybodys_key(house: House, browser: Browser) -> None:
    """An administrator removes the key of another user, which is then refused."""
    browser.sign_in("admin", "admin")
    check(browser, ask(browser, house.uids["admin"])["res_id"], password="admin")
    ids = browser.call("res.users.apikeys", "search", [["user_id.login", "=", "employee"]])
    browser.click("res.users.apikeys", "remove", ids)
    assert house.refusal("res.users", "context_get", by="employee")[0] == 401


def test_nobody_writes_keys_directly(house: House) -> None:
    """Keys are created, changed and deleted through the dialogs alone, by an administrator, too."""
    [id_] = house.call("res.users.apikeys", "search", domain=[["user_id", "=", 2]])
    for method, named in (
        ("create", {"vals_list": [{"name": "x", "user_id": 2}]}),
        ("write", {"ids": [id_], "vals": {"name": "x"}}),
        ("unlink", {"ids": [id_]}),
    ):
        status, name, message = house.refusal("res.users.apikeys", method, **named)
        assert (status, name) == (403, "odoo.exceptions.AccessError")
        assert "No group currently allows this operation." in message


def test_a_portal_user_gets_no_key(house: House, browser: Browser) -> None:
    """A portal user may walk through the dialogs and is refused at the end."""
    browser.sign_in("portal", "portal")
    check(browser, ask(browser, house.uids["portal"])["res_id"], password="portal")
    id_ = browser.call("res.users.apikeys.description", "create", {"name": "p", "duration": "1"})
    refusal = ("odoo.exceptions.AccessError", "Only internal users can create API keys")
    assert browser.refusal("res.users.apikeys.description", "make_key", [id_]) == refusal


def test_json2_needs_no_session_for_a_new_key(house: House) -> None:
    """Over JSON-2 every protected call opens the check, and the password carries it out: a key for a key."""
    dialog = house.call("res.users", "api_key_wizard", ids=[2])
    context = {"password": "admin"}
    assert house.call("res.users.identitycheck", "run_check", ids=[dialog["res_id"]], context=context) == WIZARD
    id_ = house.create("res.users.apikeys.description", name="j2", duration="30")
    dialog = house.call("res.users.apikeys.description", "make_key", ids=[id_])
    assert dialog["res_model"] == "res.users.identitycheck"
    shown = house.call("res.users.identitycheck", "run_check", ids=[dialog["res_id"]], context=context)
    house.keys["admin"] = shown["context"]["default_key"]
    [made] = house.call("res.users.apikeys", "search", domain=[["name", "=", "j2"]])
    dialog = house.call("res.users.apikeys", "remove", ids=[made])
    house.call("res.users.identitycheck", "run_check", ids=[dialog["res_id"]], context=context)
    assert house.refusal("res.users", "context_get")[:1] == (401,)


@pytest.mark.parametrize(
    ("model", "method"),
    [("res.users", "api_key_wizard"), ("res.users.apikeys.description", "make_key"), ("res.users.apikeys", "remove")],
)
def test_the_other_protocols_have_no_dialogs(house: House, model: str, method: str) -> None:
    """XML-RPC and /jsonrpc are not the web: keys are neither made nor removed there."""
    call = (*house.credentials(), model, method, [[1]])
    assert house.fault("object", "execute_kw", *call) == (2, "This method can only be accessed over HTTP")
    data = house.jsonrpc("object", "execute_kw", *call)["error"]["data"]
    assert data["message"] == "This method can only be accessed over HTTP"


def test_a_key_of_the_dialogs_opens_its_own_database_alone(house: House) -> None:
    """A key is known in the database where it was made."""
    key = key_by_dialogs(house, "admin", "admin", "k")
    assert house.xmlrpc("common", "authenticate", ACME, "admin", key, {}) == 2
    assert house.xmlrpc("common", "authenticate", BETA, "admin", key, {}) is False
