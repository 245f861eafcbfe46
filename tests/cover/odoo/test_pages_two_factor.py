"""Two-factor authentication on the pages: switched on, asked for when signing in, switched off."""

from __future__ import annotations

import re

import pytest

from mock_odoo import MockOdoo
from mock_odoo.keys import two_factor

from .person import Person
from .support import ACME, BETA, House

SIGN_IN = f"/web/login?db={ACME}"
SECURITY = "/odoo/my-preferences/security"


def shown_code(odoo: MockOdoo, person: Person) -> str:
    """Read the secret off the dialog, as an app does, and return the code of this moment."""
    [secret] = re.findall(r'<code id="secret">([^<]+)</code>', person.page.text)
    return two_factor.code(secret, odoo.clock.now())


def switched_on(odoo: MockOdoo, person: Person, password: str, security: str = SECURITY) -> str:
    """Switch it on and return the code of this moment."""
    person.goes(security).fills_in("/action_totp_enable_wizard").fills_in(password=password)
    code = shown_code(odoo, person)
    person.fills_in(code=code)
    return code


def test_it_is_switched_on_with_the_right_code(house: House) -> None:
    """The dialog shows a secret and says what is wrong with a code; afterwards one stays signed in."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    person.goes(SECURITY).fills_in("/action_totp_enable_wizard").fills_in(password="employee")
    assert "Two-Factor Authentication Activation" in person.text
    assert "otpauth://totp/localhost:employee?secret=" in person.text
    code = shown_code(house.odoo, person)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    assert "Verification failed, please double-check the 6-digit code" in person.fills_in(code=wrong).text
    assert "The verification code should only contain numbers" in person.fills_in(code="abc").text
    assert person.fills_in(code=code).path == SECURITY
    assert "Enable 2FA" not in person.text


def test_a_dialog_that_is_no_longer_there_is_told(house: House) -> None:
    """Whoever comes back to it reads that the record is gone, on a page."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    for open_to_all in ("/odoo/two-factor/999", "/odoo/two-factor/0"):
        assert person.goes(open_to_all).page.status_code == 404
        assert "Record does not exist or has been deleted." in person.text


@pytest.mark.parametrize("back", ["", SECURITY])
def test_the_code_is_asked_for_after_the_password(house: House, back: str) -> None:
    """Between password and code nothing is open; the right code leads to where one was going."""
    code = switched_on(house.odoo, Person(house.odoo).signs_in("employee", "employee", SIGN_IN), "employee")
    person = Person(house.odoo).signs_in("employee", "employee", f"{SIGN_IN}&redirect={back}")
    asked = person.path
    assert asked.startswith("/web/login/totp")
    assert "Authentication Code" in person.text
    assert person.goes("/odoo").path != "/odoo"
    wrong = f"{(int(code) + 1) % 1000000:06}"
    assert "Verification failed" in person.goes(asked).fills_in(totp_token=wrong).text
    assert "Verification failed" in person.fills_in(totp_token="abc").text
    assert person.fills_in(totp_token=code).path == (back or "/odoo")
    assert "Employee" in person.text


def test_a_stranger_is_asked_for_no_code(house: House) -> None:
    """Without a password before there is no such page; a form without its token is refused."""
    person = Person(house.odoo)
    assert person.goes("/web/login/totp").page.status_code == 404
    assert person.sends("/web/login/totp", {"totp_token": "1"}).page.status_code == 404
    switched_on(house.odoo, Person(house.odoo).signs_in("employee", "employee", SIGN_IN), "employee")
    person.signs_in("employee", "employee", SIGN_IN)
    assert person.sends("/web/login/totp", {"totp_token": "1"}).page.status_code == 400


def test_it_is_switched_off_again(house: House) -> None:
    """After that the password is enough."""
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    switched_on(house.odoo, person, "employee")
    assert "Enable 2FA" in person.fills_in("/action_totp_disable").text
    assert Person(house.odoo).signs_in("employee", "employee", SIGN_IN).path == "/odoo"


def test_a_code_by_mail_is_not_in_the_fake(house: House) -> None:
    """Where a parameter demands a second factor of somebody who has none, the page says that the fake sends no mail."""
    house.call("ir.config_parameter", "set_param", key="auth_totp.policy", value="all_required")
    person = Person(house.odoo).signs_in("employee", "employee", SIGN_IN)
    assert (person.page.status_code, "a code that is sent by mail is not in the fake" in person.text) == (501, True)


def test_accounts_have_it_too() -> None:
    """The website of accounts asks for a code of its own."""
    odoo = MockOdoo(hosting="online")
    odoo.create_database(BETA)
    odoo.odoo.portal.create_account("office@example.com", "office")
    code = switched_on(odoo, Person(odoo).signs_in("office@example.com", "office", "/my"), "office", "/my/security")
    person = Person(odoo).signs_in("office@example.com", "office", "/my")
    assert person.path == "/web/login/totp?redirect=%2Fmy%2Fdatabases%3F&db=openerp"
    assert person.fills_in(totp_token=code).path == "/my/databases"
    odoo.close()
