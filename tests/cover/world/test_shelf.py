"""Which books a world begins with, by name."""

from __future__ import annotations

import pytest

from twinledger.books import names
from twinledger.books.names import COUNTRIES, TRADES, Kind
from twinledger.world import World


@pytest.mark.parametrize("place", COUNTRIES)
def test_a_world_can_have_the_books_of_any_country(place: str) -> None:
    """The company counts in the country's currency, and the client file in Silverfin does, too."""
    world = World(books=f"{place}/shop", lines=60)
    balances = world.trial_balance()
    assert sum(balances.values()) == 0
    assert len(balances) > 5
    currency, decimals = {"vn": ("VND", 0), "gb": ("GBP", 2), "generic": ("USD", 2)}.get(place, ("EUR", 2))
    [company] = world.bookkeeper().call("res.company", [1], "read", ["currency_id"])
    assert company["currency_id"][1] == currency
    assert world.bookkeeper().decimals == decimals
    world.close()


@pytest.mark.parametrize("place", COUNTRIES)
def test_a_country_without_lines_has_its_chart(place: str) -> None:
    """Accounts and journals are there, and no entry."""
    world = World(books=place)
    keeper = world.bookkeeper()
    assert (len(keeper.find("account.account")) > 40, keeper.find("account.move")) == (True, [])
    world.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", Kind("be", "builder")),
        ("fr", Kind("fr", "builder")),
        ("vn/shop", Kind("vn", "shop")),
        ("/carrier", Kind("be", "carrier")),
    ],
)
def test_names_of_countries_and_trades(name: str, kind: Kind) -> None:
    """What is left out is what is usual; a kind knows its whole name."""
    assert names.kind_of(name) == kind
    assert names.kind_of(kind.name) == kind
    names.check(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xx", "there are no books 'xx': 'xx' is no country; there are be, lu"),
        ("genric", "did you mean 'generic'"),
        ("be/shopp", "'shopp' is no trade; did you mean 'shop'"),
        ("be/shop/more", "'shop/more' is no trade"),
        ("awkward/nothing-of-the-kind", "there is no awkward book"),
    ],
)
def test_unknown_names(name: str, words: str) -> None:
    """What is wrong with a name is said, and what was probably meant."""
    with pytest.raises(LookupError, match=words):
        World(books=name)


def test_every_trade_can_be_named() -> None:
    """Each with its country's usual one left out."""
    assert {names.kind_of(f"lu/{trade}").trade for trade in TRADES} == set(TRADES)
