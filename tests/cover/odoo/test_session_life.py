"""Sessions: a browser stays signed in while its user's credentials are what they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from mock_odoo.keys import entry

from .support import ACME, Browser, House

EXPIRED = ("odoo.http.SessionExpiredException", "Session expired")
NAVIGATION = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
JSON2 = "/json/2/res.users/context_get"
NOBODY = "User not authenticated, use an API Key with a Bearer Authorization header."


def change(house: House, **vals: object) -> None:
    """Let an administrator write on a plain user."""
    house.call("res.users", "write", ids=[house.uids["employee"]], vals=vals)


@pytest.fixture
def employee(browser: Browser) -> Browser:
    """Give a test the web client of a plain user who has signed in."""
    browser.sign_in("employee", "employee")
    return browser


@pytest.mark.parametrize(
    "act",
    [
        lambda house: change(house, login="renamed"),
        lambda house: change(house, password="other"),
        lambda house: change(house, password="employee"),
        lambda house: change(house, active=False),
        lambda house: house.call("res.users", "unlink", ids=[house.uids["employee"]]),
        lambda house: house.call(
            "res.users", "change_password", by="employee", old_passwd="employee", new_passwd="new"
        ),
    ],
)
def test_other_credentials_sign_a_browser_out(house: House, employee: Browser, act: Callable[[House], object]) -> None:
    """Another login or password (the same again, too), an archived or deleted user: the session is at its end."""
    act(house)
    assert employee.refusal("res.users", "context_get") == EXPIRED
    assert employee.post("/web/session/destroy").json["error"]["code"] == 100


def test_other_changes_leave_a_browser_signed_in(house: House, employee: Browser) -> None:
    """A new name or another group does not end a session, nor does a removed key."""
    change(house, name="Renamed", group_ids=[[4, house.group("account.group_account_readonly")]])
    house.odoo.remove_api_key(house.keys["employee"], database=ACME)
    assert employee.call("res.users", "context_get")["uid"] == house.uids["employee"]


def test_who_is_brought_back_is_signed_in_again(house: House, employee: Browser) -> None:
    """Archiving pauses the sessions of a user; un-archiving lets them go on."""
    change(house, active=False)
    assert employee.refusal("res.users", "context_get") == EXPIRED
    change(house, active=True)
    assert employee.call("res.users", "context_get")["uid"] == house.uids["employee"]


@pytest.mark.parametrize("waits", [False, True])
def test_a_session_is_what_was_remembered_of_it(house: House, *, waits: bool) -> None:
    """Opened, in the developer mode and out of it, with the password given again, let in with a code, and ended."""
    sessions = house.odoo.odoo.sessions
    opened = sessions.open(ACME, 7, "token", waits_for_code=waits)
    assert (opened.database, opened.uid, opened.token, opened.waits_for_code) == (ACME, 7, "token", waits)
    assert re.fullmatch(r"[\w-]{84}", opened.id)
    assert sessions.get(opened.id) == opened
    for developer in (True, False):
        opened = sessions.set_developer(opened, developer)
        assert opened.developer is developer
        assert sessions.get(opened.id) == opened
    sessions.confirm_identity(opened)
    sessions.sign_in(opened, "other")
    changed = replace(opened, token="other", waits_for_code=False, identity_checked=house.odoo.clock.now())
    assert sessions.get(opened.id) == changed
    assert sessions.set_developer(changed, False) == changed == sessions.get(opened.id)
    state = sessions.capture()
    assert state[opened.id] == changed
    sessions.end(opened.id)
    sessions.restore(state)
    assert sessions.capture() == state
    sessions.end(None)
    assert sessions.get(opened.id) == changed
    sessions.end(opened.id)
    assert sessions.get(opened.id) is None


def test_only_who_has_shown_everything_is_signed_in(house: House) -> None:
    """A browser that still owes a code is not, nor one without a user; archived users have nothing to be known by."""
    database, sessions, uid = house.odoo.database(ACME), house.odoo.odoo.sessions, house.uids["employee"]
    token = entry.session_token(database, uid)
    assert entry.signed_in(database, None) is None
    assert entry.signed_in(database, sessions.open(ACME, uid, token, waits_for_code=True)) is None
    signed_in = sessions.open(ACME, uid, token)
    assert entry.signed_in(database, signed_in) == signed_in
    assert entry.signed_in(database, sessions.choose(ACME)) is None
    assert entry.session_token(database, 0) == ""
    change(house, active=False)
    assert entry.session_token(database, uid) == ""
    assert entry.signed_in(database, signed_in) is None


def test_who_has_chosen_a_database_is_nobody_yet(house: House) -> None:
    """No user and nothing that could stand for one's credentials."""
    chosen = house.odoo.odoo.sessions.choose(ACME)
    assert (chosen.database, chosen.uid, chosen.token) == (ACME, 0, "")


def test_a_stranger_is_given_a_cookie_and_not_remembered(house: House) -> None:
    """It looks like that of a browser that has signed in, lasts a week, and the server keeps nothing."""
    sessions = house.odoo.odoo.sessions
    cookie = sessions.cookie_of_a_stranger()
    shape = r"session_id=([\w-]{84}); Expires=Tue, 02 Mar 2027 08:00:00 GMT; Max-Age=604800; HttpOnly; Path=/"
    found = re.fullmatch(shape, cookie)
    assert found
    assert sessions.get(found[1]) is None
    assert cookie != sessions.cookie_of_a_stranger()


def test_json2_takes_a_browser_that_was_signed_out_for_nobody(house: House, employee: Browser) -> None:
    """The session counts for nothing but its database: a key decides, of whomever it is."""
    change(house, password="other")
    for headers in ({}, NAVIGATION):
        refused = employee.send(JSON2, "", headers)
        assert (refused.status, refused.json["message"]) == (401, NOBODY)
    answered = employee.send(JSON2, "", {"Authorization": f"bearer {house.keys['admin']}"})
    assert answered.json["uid"] == house.uids["admin"]
