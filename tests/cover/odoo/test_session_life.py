"""Sessions: a browser stays signed in while its user's credentials are what they were."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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


def test_json2_takes_a_browser_that_was_signed_out_for_nobody(house: House, employee: Browser) -> None:
    """The session counts for nothing but its database: a key decides, of whomever it is."""
    change(house, password="other")
    for headers in ({}, NAVIGATION):
        refused = employee.send(JSON2, "", headers)
        assert (refused.status, refused.json["message"]) == (401, NOBODY)
    answered = employee.send(JSON2, "", {"Authorization": f"bearer {house.keys['admin']}"})
    assert answered.json["uid"] == house.uids["admin"]
