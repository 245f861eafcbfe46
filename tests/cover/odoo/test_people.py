"""People from Python: what a test lets users and accounts do, the same way as through the doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mock_odoo import MockOdoo
from mock_odoo.errors import AccessError, UserError, ValidationError

from .support import ACME, House, dump


def enters(house: House, login: str, secret: str) -> bool:
    """Tell whether `authenticate` takes a password or a key."""
    return bool(house.xmlrpc("common", "authenticate", ACME, login, secret, {}))


def test_a_user_makes_a_key_and_revokes_it(house: House) -> None:
    """The key works, its value stands in no representation, and it is noted who made and removed it."""
    key = house.odoo.user("employee", database=ACME).create_api_key("Silverfin", duration=30)
    assert (key.name, key.expires) == ("Silverfin", "2026-04-01 00:00:00")
    assert enters(house, "employee", key.value)
    assert key.value not in repr(key)
    key.revoke()
    assert not enters(house, "employee", key.value)
    assert key.expires is None
    assert [event.details["by"] for event in house.odoo.keys.removed] == ["employee"]
    assert [event.details["key"] for event in house.odoo.keys.created] == ["Silverfin"]
    assert [event.details["why"] for event in house.odoo.keys.refused] == ["unknown"]
    assert (len(house.odoo.keys.used), house.odoo.keys.collected) == (1, [])
    with pytest.raises(LookupError, match="was it removed before"):
        key.revoke()


def test_durations_are_those_of_the_dialog(house: House) -> None:
    """Nothing said is one day, 0 is for ever, a date is taken as it is; what the dialog refuses is refused."""
    employee, admin = (house.odoo.user(login, database=ACME) for login in ("employee", "admin"))
    assert employee.create_api_key("a").expires == "2026-03-03 00:00:00"
    assert admin.create_api_key("b", duration=0).expires is None
    date = "2026-03-09 10:11:12"
    assert employee.create_api_key("c", expiration_date=date).expires == date
    with pytest.raises(ValidationError, match=r"You cannot exceed 90\.0 days\."):
        employee.create_api_key("d", duration=365)
    with pytest.raises(AccessError, match="Only internal users can create API keys"):
        house.odoo.user("portal", database=ACME).create_api_key("e")


def test_only_administrators_revoke_keys_of_others(house: House) -> None:
    """A colleague is refused as in the list of keys, an administrator is not."""
    key = house.odoo.user("employee", database=ACME).create_api_key("k")
    with pytest.raises(AccessError):
        key.revoke(by="auditor")
    key.revoke(by="admin")
    assert [event.details["by"] for event in house.odoo.keys.removed] == ["admin"]


def test_a_user_is_archived_and_comes_back(house: House) -> None:
    """The key goes with the user and comes back with them, be it the administrator's."""
    employee = house.odoo.user("employee", database=ACME)
    key = employee.create_api_key("k").value
    employee.archive()
    assert not enters(house, "employee", key)
    employee.unarchive()
    assert enters(house, "employee", key)
    admin = house.odoo.user("admin", database=ACME)
    admin.archive()
    assert not enters(house, "admin", house.keys["admin"])
    admin.unarchive()
    assert enters(house, "admin", house.keys["admin"])


def test_a_new_password_and_a_second_factor_leave_keys_alone(house: House) -> None:
    """Passwords come and go, and with a second factor they are worth nothing; the key works all along."""
    employee = house.odoo.user("employee", database=ACME)
    key = employee.create_api_key("k").value
    employee.set_password("other")
    assert (enters(house, "employee", "employee"), enters(house, "employee", "other")) == (False, True)
    assert len(employee.enable_two_factor()) == 39
    assert (enters(house, "employee", "other"), enters(house, "employee", key)) == (False, True)
    with pytest.raises(UserError, match="Two-factor authentication already enabled"):
        employee.enable_two_factor()
    employee.disable_two_factor()
    assert enters(house, "employee", "other")
    names = [event.name for event in house.odoo.journal.events.named("users")]
    assert names == ["users.password_changed", "users.two_factor_on", "users.two_factor_off"]


def test_a_deleted_user_takes_the_keys_along(house: House) -> None:
    """Nothing of the keys of a deleted user is left in the database."""
    employee = house.odoo.user("employee", database=ACME)
    key = employee.create_api_key("k").value
    employee.delete()
    assert not enters(house, "employee", key)
    assert [line for line in dump(house) if key[:8] in line] == []
    with pytest.raises(LookupError, match="no user 'employee' in the database 'acme'"):
        house.odoo.user("employee", database=ACME)


def test_keys_of_versions_without_expiry_have_no_duration() -> None:
    """In 17.0 a key is made without a duration, and one is refused with advice."""
    odoo = MockOdoo("17.0")
    odoo.create_database(ACME)
    assert odoo.user("admin").create_api_key("k").expires is None
    with pytest.raises(ValueError, match=r"keys of Odoo 17\.0 do not expire; make one without"):
        odoo.user("admin").create_api_key("k", duration=1)
    odoo.close()


@pytest.fixture
def online() -> Iterator[MockOdoo]:
    """Give a test Odoo Online with one database."""
    odoo = MockOdoo(hosting="online")
    odoo.create_database(ACME, login="office@example.com")
    yield odoo
    odoo.close()


def test_an_account_makes_a_key_for_all_its_databases(online: MockOdoo) -> None:
    """The key follows the account in and out of databases, and ends like other keys."""
    house, account = House(online), online.create_account("office@example.com", "secret")
    key = account.create_api_key("all", duration=90).value
    assert not enters(house, "office@example.com", key)
    online.account("office@example.com").manage(ACME)
    assert enters(house, "office@example.com", key)
    account.leave(ACME)
    assert not enters(house, "office@example.com", key)
    account.manage(ACME)
    online.clock.advance(timedelta(days=90))
    assert not enters(house, "office@example.com", key)
    assert [event.name for event in online.journal.events.named("accounts")] == [
        "accounts.manage",
        "accounts.leave",
        "accounts.manage",
    ]


def test_accounts_are_of_odoo_online(house: House) -> None:
    """Elsewhere there are no accounts to open."""
    with pytest.raises(ValueError, match="only Odoo Online has accounts, and this is on-premise"):
        house.odoo.create_account("office@example.com", "secret")
