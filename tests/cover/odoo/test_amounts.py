"""Amounts: debit, credit, balance and currencies of lines, totals and residuals."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House


def test_many_small_amounts_add_up_exactly(house: House) -> None:
    """Sums are exact however many tenths there are: three hundred times 0.10 is 30.00."""
    entry = house.post_entry(*[("customers", 0.1)] * 300, ("sales", -30.0))
    assert house.read("account.move", entry, "amount_total") == 30.0
    assert house.read("account.account", house.ids["customers"], "current_balance") == 30.0


@pytest.mark.parametrize(
    ("vals", "amounts"),
    [
        ({"debit": 10}, (10.0, 0.0, 10.0, 10.0)),
        ({"credit": 10}, (0.0, 10.0, -10.0, -10.0)),
        ({"balance": -10}, (0.0, 10.0, -10.0, -10.0)),
        ({"amount_currency": 10}, (10.0, 0.0, 10.0, 10.0)),
        ({"debit": 30, "credit": 20}, (10.0, 0.0, 10.0, 10.0)),
        ({"debit": -10}, (0.0, 10.0, -10.0, -10.0)),
        ({"balance": 10, "debit": 99}, (10.0, 0.0, 10.0, 10.0)),
        ({"debit": 10.005}, (10.01, 0.0, 10.01, 10.01)),
        ({"credit": 10.004}, (0.0, 10.0, -10.0, -10.0)),
        ({"debit": 0.1 + 0.2}, (0.3, 0.0, 0.3, 0.3)),
        ({}, (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_amounts_follow_from_each_other(house: House, vals: dict[str, Any], amounts: tuple[float, ...]) -> None:
    """Balance decides, else debit minus credit, else the amount in the company's own currency; all rounded to cents."""
    line = {"account_id": house.ids["customers"], **vals}
    counter = {"account_id": house.ids["sales"], "balance": -amounts[2]}
    entry = house.create("account.move", line_ids=[[0, 0, line], [0, 0, counter]])
    assert house.lines(entry, "debit", "credit", "balance", "amount_currency")[0] == amounts


@pytest.mark.parametrize(
    ("vals", "amounts"),
    [
        ({"debit": 60}, (60.0, 0.0, 60.0)),
        ({"credit": 60}, (0.0, 60.0, -60.0)),
        ({"debit": 0, "credit": 60}, (0.0, 60.0, -60.0)),
        ({"balance": -60}, (0.0, 60.0, -60.0)),
        ({"amount_currency": 60}, (60.0, 0.0, 60.0)),
        ({"name": "x"}, (100.0, 0.0, 100.0)),
    ],
)
def test_a_changed_amount_changes_the_others(house: House, vals: dict[str, Any], amounts: tuple[float, ...]) -> None:
    """Setting one side of a line ends the other, and the balance follows."""
    entry = house.entry()
    first, second = house.lines(entry, "id")
    commands = [[1, first, vals], [1, second, {"balance": -amounts[2]}]]
    house.call("account.move", "write", ids=[entry], vals={"line_ids": commands})
    assert house.lines(entry, "debit", "credit", "balance")[0] == amounts


def test_an_amount_in_another_currency_stands_beside_the_balance(house: House) -> None:
    """A line in another currency keeps both amounts, and only the balance must add up."""
    usd = house.call("res.currency", "search", domain=[["name", "=", "USD"]], context={"active_test": False})[0]
    foreign = {"account_id": house.ids["customers"], "currency_id": usd, "amount_currency": 110, "balance": 100}
    own = {"account_id": house.ids["sales"], "balance": -100}
    entry = house.create("account.move", line_ids=[[0, 0, foreign], [0, 0, own]])
    assert house.lines(entry, "balance", "amount_currency", "currency_id")[0] == (100.0, 110.0, usd)
    assert house.lines(entry, "amount_currency")[1] == -100.0


@pytest.mark.parametrize(
    ("name", "open_"),
    [("customers", True), ("suppliers", True), ("bank", True), ("sales", False), ("purchases", False)],
)
def test_residuals(house: House, name: str, *, open_: bool) -> None:
    """A line on an account that is reconciled, or on a bank's, is open for its whole amount; others never are."""
    entry = house.entry((name, 12.5), ("sales", -12.5))
    assert house.lines(entry, "amount_residual", "amount_residual_currency", "reconciled")[0] == (
        (12.5, 12.5, False) if open_ else (0.0, 0.0, False)
    )


def test_totals_are_what_was_debited(house: House) -> None:
    """The total of a plain entry is the sum of its debits."""
    entry = house.entry(("customers", 100), ("bank", 20), ("sales", -120))
    assert house.read("account.move", entry, "amount_total", "amount_total_signed") == {
        "id": entry, "amount_total": 120.0, "amount_total_signed": 120.0,
    }  # fmt: skip
