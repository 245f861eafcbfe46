"""The cooldown of signing in: what counts, how long it lasts, and what knows none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_odoo.errors import AccessDenied
from mock_odoo.keys.cooldown import IgnoredError
from mock_odoo.messages import TOO_MANY_FAILURES

from .person import Person
from .support import ACME, BETA, House

SIGN_IN = f"/web/login?db={ACME}"
HERE, THERE = "127.0.0.1", "127.0.0.2"


def fail(house: House, times: int = 10, address: str = HERE) -> None:
    """Sign in with a wrong password so many times."""
    for _ in range(times):
        attempt(house, "wrong", address)


def attempt(house: House, password: str, address: str = HERE, database: str = ACME) -> str:
    """Return what comes of signing in as the administrator: `in`, `ignored` or `refused`."""
    odoo = house.odoo.odoo
    try:
        odoo.cooldown.log_in(odoo.databases[database], "admin", password, address)
    except AccessDenied as error:
        return "ignored" if isinstance(error, IgnoredError) else "refused"
    return "in"


def test_ten_failures_are_too_many(house: House) -> None:
    """The tenth is still refused for its password; after that nobody looks at one."""
    fail(house, 9)
    assert [attempt(house, "wrong"), attempt(house, "admin")] == ["refused", "ignored"]


def test_a_success_in_time_wipes_the_slate(house: House) -> None:
    """Only failures since the last success count."""
    fail(house, 9)
    assert attempt(house, "admin") == "in"
    fail(house, 9)
    assert attempt(house, "admin") == "in"


def test_it_lasts_a_minute_from_the_last_failure(house: House) -> None:
    """What is ignored meanwhile does not prolong it; the next failure begins another."""
    fail(house)
    house.odoo.clock.advance(timedelta(seconds=59))
    assert attempt(house, "admin") == "ignored"
    house.odoo.clock.advance(timedelta(seconds=1))
    assert [attempt(house, "wrong"), attempt(house, "admin")] == ["refused", "ignored"]


def test_it_is_of_one_address_and_one_database(house: House) -> None:
    """Others go in as before."""
    fail(house)
    assert [attempt(house, "admin", THERE), attempt(house, "admin", database=BETA)] == ["in", "in"]


@pytest.mark.parametrize(("after", "then"), [("0", "in"), ("3", "ignored"), ("many", "ignored")])
def test_a_parameter_says_how_many(house: House, after: str, then: str) -> None:
    """Zero switches it off; what is no number is ten."""
    house.call("ir.config_parameter", "set_param", key="base.login_cooldown_after", value=after)
    fail(house)
    assert attempt(house, "admin") == then


def test_a_restart_and_a_reset_forget_it(house: House) -> None:
    """It is in the memory of the server alone."""
    state = house.odoo.capture()
    for forget in (house.odoo.clear_caches, lambda: house.odoo.restore(state)):
        fail(house)
        assert attempt(house, "admin") == "ignored"
        forget()
        assert attempt(house, "admin") == "in"


@pytest.mark.parametrize(("language", "words"), [("en", TOO_MANY_FAILURES), ("nl", "Te veel inlogfouten")])
def test_the_form_says_so(house: House, language: str, words: str) -> None:
    """A person learns that it is not the password."""
    person = Person(house.odoo, language).goes(SIGN_IN)
    for _ in range(10):
        assert words not in person.fills_in(login="admin", password="wrong").text
    assert words in person.fills_in(login="admin", password="admin").text
