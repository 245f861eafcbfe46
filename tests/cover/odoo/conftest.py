"""A fake Odoo with two databases: people of every kind in one of them, and a small chart of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_odoo import MockOdoo

from .support import ACME, BETA, Browser, House, house_of

GROUPS = {
    "employee": "base.group_user",
    "billing": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "portal": "base.group_portal",
}
ACCOUNTS = {
    "customers": ("400000", "asset_receivable"),
    "suppliers": ("440000", "liability_payable"),
    "bank": ("550000", "asset_cash"),
    "purchases": ("600000", "expense"),
    "sales": ("700000", "income"),
}
JOURNALS = {"MISC": "general", "INV": "sale", "BNK": "bank"}


@pytest.fixture(scope="session")
def _house() -> Iterator[House]:
    odoo = MockOdoo()
    odoo.create_database(ACME, company="Acme BV")
    odoo.create_database(BETA, company="Beta NV")
    house = House(odoo)
    house.meet("admin")
    for login, group in GROUPS.items():
        groups = [house.group("base.group_user"), house.group(group)] if login != "portal" else [house.group(group)]
        house.create("res.users", name=login.title(), login=login, password=login, group_ids=[[6, 0, groups]])
        house.meet(login)
    for name, (code, kind) in ACCOUNTS.items():
        house.ids[name] = house.create("account.account", name=name.title(), code=code, account_type=kind)
    for code, kind in JOURNALS.items():
        account = {"default_account_id": house.ids["bank"]} if kind == "bank" else {}
        house.ids[code] = house.create("account.journal", name=code.title(), code=code, type=kind, **account)
    yield house
    odoo.close()


@pytest.fixture
def house(_house: House) -> Iterator[House]:
    """Give a test the same start every time, and fail it if the fake itself failed while answering."""
    odoo = _house.odoo
    state, moment, dice = odoo.capture(), odoo.clock.capture(), odoo.dice.capture()
    keys, ids = dict(_house.keys), dict(_house.ids)
    odoo.journal.clear()
    yield _house
    _house.forget_answers()
    odoo.restore(state)
    odoo.clock.restore(moment)
    odoo.dice.restore(dice)
    odoo.odoo.lists_databases = True
    _house.keys, _house.ids = keys, ids


@pytest.fixture
def second(house: House) -> House:
    """Give a test a second company in the first database, with a journal and an account of its own, and one shared."""
    company = house.ids["second"] = house.create("res.company", name="Second NV")
    alone: dict[str, Any] = {"allowed_company_ids": [company]}
    house.ids["MISC2"] = house.create("account.journal", name="Misc 2", code="MISC", type="general", context=alone)
    house.ids["own"] = house.create("account.account", name="Own", code="610000", account_type="expense", context=alone)
    shared, both = house.ids["customers"], {"allowed_company_ids": [company, 1]}
    house.call(
        "account.account", "write", ids=[shared], vals={"code": "400002", "company_ids": [[4, company]]}, context=both
    )
    return house


@pytest.fixture
def browser(house: House) -> Browser:
    """Give a test a web client that nobody has signed in with."""
    return Browser(house)


@pytest.fixture(scope="session", params=["17.0", "18.0", "19.0"])
def any_version(request: pytest.FixtureRequest) -> Iterator[House]:
    """Give a test a house of every series in turn; tests share it, so they clean up or make their own."""
    with house_of(request.param) as house:
        yield house


@pytest.fixture(scope="session")
def old() -> Iterator[House]:
    """Give a test a house of 17.0."""
    with house_of("17.0") as house:
        yield house


@pytest.fixture(scope="session")
def eighteen() -> Iterator[House]:
    """Give a test a house of 18.0."""
    with house_of("18.0") as house:
        yield house
