"""Pairs: a company in Odoo, the client file it is linked to, and what a connector gets to know of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_odoo.errors import OdooError
from twinledger.world import World

from .support import sale, synchronise

INPUTS = {
    "ODOO_URL",
    "ODOO_DATABASE",
    "ODOO_EMAIL",
    "ODOO_API_KEY",
    "SYNC_COMPANY",
    "SYNC_LANGUAGE",
    "SILVERFIN_URL",
    "SILVERFIN_FIRM_ID",
    "SILVERFIN_COMPANY_ID",
    "SILVERFIN_CLIENT_ID",
    "SILVERFIN_CLIENT_SECRET",
    "SILVERFIN_REDIRECT_URI",
    "SILVERFIN_ACCESS_TOKEN",
    "SILVERFIN_REFRESH_TOKEN",
    "SILVERFIN_WEBHOOK_TOKEN_1",
    "SILVERFIN_WEBHOOK_TOKEN_2",
    "CONNECTOR_STATE_DIR",
}


def test_a_pair_in_another_database_has_books_of_its_own(world: World, tmp_path: Path) -> None:
    """Each database has its company 1, its own key, and its own client file."""
    pair = world.add_pair("beta", name="Beta NV")
    assert (pair.database, pair.company_id, pair.reference) == ("beta", 1, "beta:1")
    assert (pair.api_key != world.pair.api_key, pair.file.id != world.pair.file.id) == (True, True)
    world.bookkeeper(pair).enter(sale(500))
    world.bookkeeper().enter(sale(700))
    synchronise(world, tmp_path / "beta", pair)
    assert [line.value for line in pair.file.lines()] == [500, -500]
    assert world.pair.file.lines() == []
    synchronise(world, tmp_path / "acme")
    assert [line.value for line in world.pair.file.lines()] == [700, -700]
    assert (world.trial_balance(pair)["400000"], world.trial_balance()["400000"]) == (500, 700)


@pytest.mark.parametrize(("books", "currency", "country"), [("generic", "USD", False), ("gb/shop", "GBP", "GB")])
def test_companies_of_any_country_can_be_beside_others(
    world: World, books: str, currency: str, country: object
) -> None:
    """One has no country; the currency of another was not in use in that database."""
    pair = world.add_pair("acme", name="Beside Ltd", books=books, lines=20 if "/" in books else 0)
    [(code, active, where)] = world.odoo.database("acme").store.all(
        "SELECT r.name, r.active, (SELECT code FROM res_country WHERE id = p.country_id) FROM res_company c"
        " JOIN res_currency r ON r.id = c.currency_id JOIN res_partner p ON p.id = c.partner_id WHERE c.id = ?",
        (pair.company_id,),
    )
    assert (code, active, where or False) == (currency, 1, country)
    assert sum(world.trial_balance(pair).values()) == 0


def test_a_pair_in_the_same_database_is_another_company(world: World, tmp_path: Path) -> None:
    """Two companies of one database keep their entries and their client files apart."""
    pair = world.add_pair("acme", name="Acme Holding NV")
    assert (pair.database, pair.company_id, pair.reference) == ("acme", 2, "acme:2")
    world.bookkeeper(pair).enter(sale(500))
    synchronise(world, tmp_path / "holding", pair)
    synchronise(world, tmp_path / "acme")
    assert [line.value for line in pair.file.lines()] == [500, -500]
    assert (world.pair.file.lines(), world.trial_balance()) == ([], {})


def test_a_pair_can_have_books_of_a_size(world: World) -> None:
    """A second company gets as many journal items as are asked for, and `progress` hears of it."""
    told: list[tuple[str, int, int]] = []
    pair = world.add_pair("beta", name="Beta NV", lines=40, progress=lambda *moment: told.append(moment))
    [[lines]] = world.odoo.database("beta").store.all(
        "SELECT COUNT(*) FROM account_move_line WHERE parent_state = 'posted' AND balance != 0"
    )
    assert (lines, sum(world.trial_balance(pair).values())) == (40, 0)
    assert {what for what, _, _ in told} == {"Making", "Entering"}
    assert all(0 <= done <= whole for _, done, whole in told)
    [[entries]] = world.odoo.database("beta").store.all("SELECT COUNT(*) FROM account_move")
    assert told[-1] == ("Entering", entries, entries)


def test_two_companies_of_one_name_are_refused_as_odoo_does(world: World) -> None:
    """A company's name is unique in its database, and nothing of the second one stays."""
    with pytest.raises(OdooError, match="company name must be unique"):
        world.add_pair("acme")
    assert len(world.pairs) == 1


def test_the_inputs_are_those_of_the_contract(world: World, tmp_path: Path) -> None:
    """Every driver gets these inputs and no other, all of them texts; URLs have neither path nor slash at the end."""
    inputs = world.inputs(tmp_path)
    assert set(inputs) == INPUTS
    assert all(isinstance(value, str) and value for value in inputs.values())
    assert (inputs["ODOO_URL"], inputs["SILVERFIN_URL"]) == (world.odoo.url, world.silverfin.url)
    assert inputs["ODOO_URL"].count("/") == inputs["SILVERFIN_URL"].count("/") == 2
    assert inputs["CONNECTOR_STATE_DIR"] == str(tmp_path)


def test_inputs_can_be_changed_and_are_those_of_the_pair(world: World, tmp_path: Path) -> None:
    """What is changed is as it was given, the rest belongs to the pair that was named."""
    pair = world.add_pair("beta", name="Beta NV")
    inputs = world.inputs(tmp_path, pair, ODOO_EMAIL="somebody@example.com")
    assert (inputs["ODOO_EMAIL"], inputs["ODOO_DATABASE"]) == ("somebody@example.com", "beta")
    assert (inputs["ODOO_API_KEY"], inputs["SILVERFIN_COMPANY_ID"]) == (pair.api_key, str(pair.file.id))


def test_a_pair_shows_no_key_when_it_is_printed(world: World) -> None:
    """A key in a log is a key that is lost."""
    assert world.pair.api_key not in repr(world.pair)
