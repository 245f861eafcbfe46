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


def test_an_amount_is_rounded_by_the_currency_of_its_record(house: House) -> None:
    """What is written to statements has the decimals of their currency, though the call names none."""
    yen = house.create("res.currency", name="YEN", symbol="Y", rounding=1)
    suspense = {"suspense_account_id": house.ids["sales"]}
    abroad = house.create("account.journal", name="Abroad", code="YEN", type="bank", currency_id=yen, **suspense)
    house.call("account.journal", "write", ids=[house.ids["BNK"]], vals=suspense)
    statements = []
    for journal, balance in ((house.ids["BNK"], 20.13), (abroad, 20)):
        line = house.create("account.bank.statement.line", journal_id=journal, amount=1, payment_ref="x")
        statements.append(house.create("account.bank.statement", line_ids=[[6, 0, [line]]]))
        house.call("account.bank.statement", "write", ids=statements[-1:], vals={"balance_start": 20.129})
        assert house.read("account.bank.statement", statements[-1], "balance_start") == balance
    both = house.refusal("account.bank.statement", "write", ids=statements, vals={"balance_start": 20.129})
    assert both[:2] == (501, "twinledger.NotInFake")


def test_decimals_that_are_not_kept_are_refused(house: House) -> None:
    """An amount in a currency with six decimals is kept to the last of them, or not at all."""
    coin = house.create("res.currency", name="BTC", symbol="B", rounding=0.000001)

    def entry(amount: float) -> dict[str, Any]:
        common = {"currency_id": coin}
        lines = [
            {**common, "account_id": house.ids[name], "balance": sign, "amount_currency": sign * amount}
            for name, sign in (("customers", 1), ("sales", -1))
        ]
        return {"journal_id": house.ids["MISC"], "line_ids": [[0, 0, line] for line in lines]}

    kept = house.create("account.move", **entry(1.2345))
    assert house.lines(kept, "amount_currency") == [1.2345, -1.2345]
    refused = house.refusal("account.move", "create", vals_list=[entry(1.23456)])
    assert refused[:2] == (501, "twinledger.NotInFake")
    assert refused[2].startswith("an amount with as many decimals as 1.23456 ")
