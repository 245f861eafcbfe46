"""Currencies: rates by day, and what is left over when amounts at different rates are reconciled."""

from __future__ import annotations

import pytest

from .support import House


@pytest.fixture
def zed(house: House) -> int:
    """Give a test a currency of which a euro buys 2 from January and 4 from March on."""
    id_ = house.create("res.currency", name="ZED", symbol="Z", rounding=0.01)
    for day, rate in (("2026-01-01", 2), ("2026-03-01", 4)):
        house.create("res.currency.rate", currency_id=id_, name=day, rate=rate)
    return id_


@pytest.mark.parametrize(("day", "balance"), [("2025-12-31", 50.0), ("2026-02-28", 50.0), ("2026-03-01", 25.0)])
def test_an_amount_is_booked_at_the_rate_of_its_day(house: House, zed: int, day: str, balance: float) -> None:
    """The last rate up to a day counts, before the first one that first one."""
    lines = [
        [0, 0, {"account_id": house.ids[name], "amount_currency": amount, "currency_id": zed}]
        for name, amount in (("customers", 100), ("sales", -100))
    ]
    id_ = house.create("account.move", journal_id=house.ids["MISC"], date=day, line_ids=lines)
    assert house.lines(id_, "balance") == [balance, -balance]


def test_a_rate_reads_both_ways(house: House, zed: int) -> None:
    """A rate may be given as what the other currency costs."""
    id_ = house.create("res.currency.rate", currency_id=zed, name="2026-05-01", inverse_company_rate=0.8)
    assert house.read("res.currency.rate", id_, "rate", "company_rate") == {
        "id": id_,
        "rate": 1.25,
        "company_rate": 1.25,
    }
    again = house.refusal(
        "res.currency.rate", "create", vals_list=[{"currency_id": zed, "name": "2026-05-01", "rate": 1}]
    )
    assert again[2] == "The operation cannot be completed: Only one currency rate per day allowed!"


def test_a_difference_without_a_place_is_refused(house: House, zed: int) -> None:
    """Where a company does not say where exchange differences go, its settings are asked for."""
    lines = []
    for balance, amount in ((80, 100), (-50, -100)):
        vals = [
            [
                0,
                0,
                {
                    "account_id": house.ids["customers"],
                    "balance": balance,
                    "amount_currency": amount,
                    "currency_id": zed,
                },
            ],
            [0, 0, {"account_id": house.ids["bank"], "balance": -balance}],
        ]
        id_ = house.create("account.move", journal_id=house.ids["MISC"], date="2026-03-02", line_ids=vals)
        house.call("account.move", "action_post", ids=[id_])
        lines.append(house.lines(id_, "id")[0])
    status, _, message = house.refusal("account.move.line", "reconcile", ids=lines)
    assert (status, message.split(",")[0]) == (
        422,
        "You have to configure the 'Exchange Gain or Loss Journal' in your company settings",
    )


def test_a_rate_is_above_nothing(house: House, zed: int) -> None:
    """A rate below or of nothing is refused, not divided by."""
    for rate in (0, -1):
        values = {"currency_id": zed, "name": "2026-06-01", "rate": rate}
        status, _, message = house.refusal("res.currency.rate", "create", vals_list=[values])
        assert (status, message.partition(": ")[2]) == (422, "The currency rate must be strictly positive.")


def test_rates_of_all_companies_are_not_counted(house: House, zed: int) -> None:
    """A company has one rate a day; of those that are no company's there may be several."""
    for _ in range(2):
        house.create("res.currency.rate", currency_id=zed, name="2026-06-01", rate=2, company_id=False)
    values = {"currency_id": zed, "name": "2026-06-02", "rate": 2}
    house.create("res.currency.rate", **values)
    assert house.refusal("res.currency.rate", "create", vals_list=[values])[0] == 422


def test_a_currency_in_use_keeps_its_decimals(house: House, zed: int) -> None:
    """Where something is booked in a currency it gets no fewer decimals, and a company's own stays in use."""
    for rounding in (0, -1):
        refused = house.refusal(
            "res.currency", "create", vals_list=[{"name": "Y", "symbol": "Y", "rounding": rounding}]
        )
        assert refused[2].endswith("The rounding factor must be greater than 0!")
    house.call("res.currency", "write", ids=[zed], vals={"rounding": 0.1})
    house.call("res.currency", "write", ids=[zed], vals={"rounding": 0.01})
    lines = [
        [0, 0, {"account_id": house.ids[name], "amount_currency": amount, "currency_id": zed}]
        for name, amount in (("customers", 100), ("sales", -100))
    ]
    house.create("account.move", journal_id=house.ids["MISC"], line_ids=lines)
    own = house.read("res.company", 1, "currency_id")
    for currency in (zed, own):
        for rounding in (0.1, 0):
            refused = house.refusal("res.currency", "write", ids=[currency], vals={"rounding": rounding})
            assert refused[2].startswith("You cannot reduce the number of decimal places")
        house.call("res.currency", "write", ids=[currency], vals={"rounding": 0.001})
    away = house.refusal("res.currency", "write", ids=[own], vals={"active": False})
    assert away[2] == "This currency is set on a company and therefore cannot be deactivated."
    house.call("res.currency", "write", ids=[zed], vals={"active": False})


def test_a_company_in_use_keeps_its_currency(house: House, zed: int) -> None:
    """Where something is booked, by a company or a branch of it, all of it stays in the currency that it was."""
    other = house.create("res.company", name="Other")
    house.call("res.company", "write", ids=[other], vals={"currency_id": zed})
    house.entry()
    refused = house.refusal("res.company", "write", ids=[1], vals={"currency_id": zed})
    assert refused[2] == "You cannot change the currency of the company since some journal items already exist"
    house.call("res.company", "write", ids=[1], vals={"currency_id": house.read("res.company", 1, "currency_id")})
