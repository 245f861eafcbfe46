"""Two-factor authentication: how it is switched on and off, and what it leaves of passwords, keys and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_odoo.keys import two_factor

from .support import ACME, Browser, House, key_by_dialogs

EMPLOYEE = "employee"
WIZARD = "auth_totp.wizard"


def dialog(house: House, browser: Browser) -> tuple[int, str]:
    """Open the dialog of a plain user who is signed in; return its id and the secret that it shows."""
    action = browser.click("res.users", "action_totp_enable_wizard", [house.uids[EMPLOYEE]])
    if action["res_model"] == "res.users.identitycheck":
        context = {"password": EMPLOYEE}
        action = browser.click("res.users.identitycheck", "run_check", [action["res_id"]], context=context)
    [shown] = browser.call(WIZARD, "read", [action["res_id"]], ["secret"])
    return action["res_id"], shown["secret"]


def switch_on(house: House, browser: Browser) -> str:
    """Switch it on for a plain user who is signed in; return the secret."""
    id_, secret = dialog(house, browser)
    code = two_factor.code(secret, house.odoo.clock.now())
    action = browser.click(WIZARD, "enable", [id_], context={"code": code})
    assert action["params"]["message"] == "2-Factor authentication is now enabled."
    return secret


@pytest.fixture
def employee(browser: Browser) -> Browser:
    """Give a test the web client of a plain user who has signed in."""
    browser.sign_in(EMPLOYEE, EMPLOYEE)
    return browser


def ways(house: House, secret: str) -> tuple[Any, bool]:
    """Return what `authenticate` and `execute_kw` make of a plain user's password or key."""
    uid = house.uids[EMPLOYEE]
    reply = house.jsonrpc("object", "execute_kw", ACME, uid, secret, "res.users", "context_get", [])
    return house.xmlrpc("common", "authenticate", ACME, EMPLOYEE, secret, {}), "result" in reply


@pytest.mark.parametrize(
    ("moment", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_any_app(moment: int, code: str) -> None:
    """The codes are those that RFC 6238 gives as examples."""
    secret = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert two_factor.code(secret, datetime.fromtimestamp(moment, UTC)) == code


def test_apps_take_a_secret_however_it_is_written() -> None:
    """Small letters and missing spaces make no difference, and each half minute later is one step."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for secret in ("gezdgnbvgy3tqojq", "GEZD GNBV GY3T QOJQ"):
        codes = [two_factor.code(secret, now, steps) for steps in (-1, 0, 1)]
        assert codes == [two_factor.code(secret, now + timedelta(seconds=30 * steps)) for steps in (-1, 0, 1)]


def test_a_code_is_the_same_with_spaces_and_without_leading_zeros() -> None:
    """People type it as the app shows it, and some leave out what a number would not need."""
    secret, now = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", datetime.fromtimestamp(1234567890, UTC)
    assert [two_factor.matches(secret, given, now) for given in ("005924", "005 924", "5924", " 5 9 2 4 ")] == [
        True
    ] * 4
    assert not two_factor.matches(secret, "5925", now)


def test_the_dialog_shows_a_secret_for_an_app(house: House, employee: Browser) -> None:
    """The secret is 32 characters in groups, and an address that apps read names host, user and secret."""
    id_, secret = dialog(house, employee)
    assert [len(group) for group in secret.split(" ")] == [4] * 8
    [shown] = employee.call(WIZARD, "read", [id_], ["url", "display_name", "code"])
    plain = secret.replace(" ", "")
    assert shown == {
        "id": id_,
        "display_name": f"{WIZARD},{id_}",
        "code": False,
        "url": f"otpauth://totp/localhost:employee?secret={plain}&issuer=localhost&algorithm=SHA1&digits=6&period=30",
    }


def test_with_a_second_factor_keys_work_and_the_password_does_not(house: House, employee: Browser) -> None:
    """Over XML-RPC and /jsonrpc the password is worth nothing at once, remembered or not; keys work as before."""
    assert ways(house, EMPLOYEE) == (house.uids[EMPLOYEE], True)
    switch_on(house, employee)
    assert house.read("res.users", house.uids[EMPLOYEE], "totp_enabled") is True
    assert ways(house, EMPLOYEE) == (False, False)
    assert ways(house, house.keys[EMPLOYEE]) == (house.uids[EMPLOYEE], True)
    assert house.call("res.users", "context_get", by=EMPLOYEE)["uid"] == house.uids[EMPLOYEE]


def test_the_browser_that_switched_it_on_stays_signed_in(house: House, employee: Browser) -> None:
    """Every other browser of the user is signed out, and who signs in with the password alone is nobody yet."""
    other, late = Browser(house), Browser(house)
    other.sign_in(EMPLOYEE, EMPLOYEE)
    switch_on(house, employee)
    assert employee.call("res.users", "context_get")["uid"] == house.uids[EMPLOYEE]
    assert other.refusal("res.users", "context_get") == ("odoo.http.SessionExpiredException", "Session expired")
    assert late.sign_in(EMPLOYEE, EMPLOYEE)["result"] == {"uid": None}
    assert late.post("/web/dataset/call_kw/res.users/context_get").status == 404


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("000000", "Verification failed, please double-check the 6-digit code"),
        ("12 34", "Verification failed, please double-check the 6-digit code"),
        ("abc", "The verification code should only contain numbers"),
        ("", "The verification code should only contain numbers"),
        (False, "expected string or bytes-like object, got 'bool'"),
    ],
)
def test_a_wrong_code_switches_nothing_on(house: House, employee: Browser, code: object, message: str) -> None:
    """What is not the code is refused in the real server's words, and nothing changes."""
    id_, _ = dialog(house, employee)
    assert employee.refusal(WIZARD, "enable", [id_], context={"code": code})[1] == message
    assert ways(house, EMPLOYEE) == (house.uids[EMPLOYEE], True)


@pytest.mark.parametrize(("late", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_code_is_good_for_its_neighbours(house: House, employee: Browser, late: int, *, good: bool) -> None:
    """A code of half a minute before or after is taken, spaces or not; one of a whole minute is not."""
    id_, secret = dialog(house, employee)
    code = two_factor.code(secret, house.odoo.clock.now() + timedelta(seconds=late))
    envelope = employee.envelope(WIZARD, "enable", [id_], context={"code": f"{code[:3]} {code[3:]}"})
    assert ("result" in envelope) is good


def test_a_dialog_is_of_its_user_and_used_once(house: House, employee: Browser) -> None:
    """Nobody else reads the secret, not even an administrator, and it is shown no more once it counts."""
    id_, _ = dialog(house, employee)
    assert house.refusal(WIZARD, "read", ids=[id_], fields=["secret"])[0] == 403
    switch_on(house, employee)
    with house.odoo.database(ACME).store.transaction() as connection:
        kept = connection.execute("SELECT secret FROM auth_totp_wizard ORDER BY id").fetchall()
    assert [secret for (secret,) in kept][-1] in ("", None)
    again = employee.refusal("res.users", "action_totp_enable_wizard", [house.uids[EMPLOYEE]])
    assert again[1] == "Two-factor authentication already enabled"


def test_it_can_be_switched_on_over_json2(house: House) -> None:
    """Every step opens the identity check, which carries it out with the code that it was asked with."""

    def confirmed(action: Any) -> Any:
        context = {"password": EMPLOYEE}
        return house.call("res.users.identitycheck", "run_check", by=EMPLOYEE, ids=[action["res_id"]], context=context)

    asked = house.call("res.users", "action_totp_enable_wizard", by=EMPLOYEE, ids=[house.uids[EMPLOYEE]])
    [shown] = house.call(WIZARD, "read", by=EMPLOYEE, ids=[confirmed(asked)["res_id"]], fields=["secret"])
    code = two_factor.code(shown["secret"], house.odoo.clock.now())
    asked = house.call(WIZARD, "enable", by=EMPLOYEE, ids=[shown["id"]], context={"code": code})
    assert confirmed(asked)["params"]["type"] == "success"
    assert ways(house, EMPLOYEE) == (False, False)


def test_only_oneself_switches_it_on_and_an_administrator_may_switch_it_off(house: House, employee: Browser) -> None:
    """An administrator cannot switch it on for others; a plain user who switches off another's gets False."""
    switch_on(house, employee)
    admin = Browser(house)
    admin.sign_in("admin", "admin")
    key_by_dialogs(house, "admin", "admin", "k")
    check = admin.click("res.users", "action_totp_enable_wizard", [house.uids["auditor"]])
    refused = admin.refusal("res.users.identitycheck", "run_check", [check["res_id"]], context={"password": "admin"})
    assert refused[1] == "Two-factor authentication can only be enabled for yourself"
    assert employee.call("res.users", "action_totp_disable", [house.uids["admin"]]) is False
    check = admin.click("res.users", "action_totp_disable", [house.uids[EMPLOYEE]])
    done = admin.click("res.users.identitycheck", "run_check", [check["res_id"]], context={"password": "admin"})
    assert done["params"]["message"] == "Two-factor authentication disabled for the following user(s): Employee"
    assert ways(house, EMPLOYEE) == (house.uids[EMPLOYEE], True)
    assert employee.refusal("res.users", "context_get")[1] == "Session expired"


@pytest.mark.parametrize(("policy", "portal_goes_in"), [("all_required", False), ("employee_required", True)])
def test_a_policy_makes_it_a_must(house: House, browser: Browser, policy: str, *, portal_goes_in: bool) -> None:
    """Under the policy passwords count no more over XML-RPC and /jsonrpc: of all people, or of all but the portal's."""
    house.call("ir.config_parameter", "set_param", key="auth_totp.policy", value=policy)
    assert ways(house, EMPLOYEE) == (False, False)
    assert ways(house, house.keys[EMPLOYEE]) == (house.uids[EMPLOYEE], True)
    assert bool(house.xmlrpc("common", "authenticate", ACME, "portal", "portal", {})) is portal_goes_in
    assert browser.sign_in(EMPLOYEE, EMPLOYEE)["result"] == {"uid": None}
