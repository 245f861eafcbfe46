"""Distributions: what a line is spread over, as a value and in domains."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House


def lines(house: House, *condition: Any) -> list[float]:
    """Return the debits of the lines that fulfil a condition on their distribution."""
    found = house.call("account.move.line", "search_read", domain=[list(condition)], fields=["balance"], order="id")
    return [line["balance"] for line in found]


@pytest.fixture
def spread(house: House) -> int:
    """Make an entry with a line for one record, one for two of them, and one for none; return the first line."""
    entry = house.entry(("purchases", 5.0), ("purchases", 7.0), ("bank", -12.0))
    ids = house.call("account.move.line", "search", domain=[["move_id", "=", entry]], order="id")
    for id_, shares in zip(ids, ({"901": 100}, {"901,902": 60, "902": 40}), strict=False):
        house.call("account.move.line", "write", ids=[id_], vals={"analytic_distribution": shares})
    return int(ids[0])


def test_a_line_is_found_by_what_it_is_spread_over(house: House, spread: int) -> None:
    """An id is found alone and among others, a part of an id is not; nothing is found by nothing."""
    assert spread
    assert lines(house, "analytic_distribution", "=", 901) == [5.0, 7.0]
    assert lines(house, "analytic_distribution", "in", [902, False]) == [7.0]
    assert lines(house, "analytic_distribution", "=", 90) == []
    assert lines(house, "analytic_distribution", "not in", [902]) == [5.0, -12.0]
    assert lines(house, "analytic_distribution", "=", False) == []


def test_shares_have_two_decimals(house: House, spread: int) -> None:
    """A share is rounded half up to two decimals."""
    house.call("account.move.line", "write", ids=[spread], vals={"analytic_distribution": {"901": 33.335, "7": 1}})
    [line] = house.call("account.move.line", "read", ids=[spread], fields=["analytic_distribution"])
    assert line["analytic_distribution"] == {"901": 33.34, "7": 1.0}


def test_names_are_not_searched(house: House, spread: int) -> None:
    """The fake has no analytic accounts to look for by name, and does not know what a share of nothing is."""
    asked = [["analytic_distribution", "ilike", "Sales"]]
    assert house.refusal("account.move.line", "search", domain=asked)[:2] == (501, "twinledger.NotInFake")
    vals = {"analytic_distribution": {"1": None}}
    refusal = house.refusal("account.move.line", "write", ids=[spread], vals=vals)
    assert refusal[:2] == (501, "twinledger.NotInFake")
