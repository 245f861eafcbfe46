"""What is asked for of open documents: parts that are due, less for who is early, and what books the difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_odoo.accounting.open_claims import Claim
from mock_odoo.accounting.proposals import Proposal

from . import trade
from .support import House

GIVEN, TAKEN = (
    "account_journal_early_pay_discount_loss_account_id",
    "account_journal_early_pay_discount_gain_account_id",
)
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(500), places=2)


@pytest.fixture
def shop(house: House) -> House:
    """Give a test a client, taxes, accounts of discounts and a bank by which payments go."""
    house.ids["client"] = trade.client(house)
    house.ids |= trade.taxes(house)
    house.ids["given"] = house.create("account.account", name="Given", code="657000", account_type="expense")
    house.ids["taken"] = house.create("account.account", name="Taken", code="757000", account_type="income_other")
    waiting = house.create("account.account", name="W", code="550900", account_type="asset_current", reconcile=True)
    lines = house.call("account.payment.method.line", "search", domain=[["journal_id", "=", house.ids["BNK"]]])
    house.call("account.payment.method.line", "write", ids=lines, vals={"payment_account_id": waiting})
    accounts = {GIVEN: house.ids["given"], TAKEN: house.ids["taken"]}
    house.call("res.company", "write", ids=[1], vals=accounts)
    return house


def terms(house: House, computation: str, percentage: float = 2) -> int:
    """Create terms of 30 days with a discount for who pays within ten, and return their id."""
    return house.create(
        "account.payment.term",
        name=computation,
        early_discount=True,
        early_pay_discount_computation=computation,
        discount_percentage=percentage,
        discount_days=10,
        line_ids=[[0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30}]],
    )


def invoice(house: House, *prices: float, term: int, **more: Any) -> int:
    """Create an invoice of the 2nd of March with 21 % on every price, post it and return its id."""
    values = {"tax": house.ids["21"], "invoice_payment_term_id": term, **more}
    id_ = trade.invoice(house, house.ids["client"], *prices, **values)
    house.call("account.move", "action_post", ids=[id_])
    return id_


def dialog(house: House, *invoices: int, **vals: Any) -> int:
    """Open the dialog that registers payments of invoices and return its id."""
    context = {"active_model": "account.move", "active_ids": list(invoices)}
    values = {"journal_id": house.ids["BNK"], **vals}
    [id_] = house.call("account.payment.register", "create", vals_list=[values], context=context)
    return int(id_)


def paid(house: House, id_: int) -> list[Any]:
    """Pay by a dialog and return what is booked for it."""
    action = house.call("account.payment.register", "action_create_payments", ids=[id_])
    entry = house.read("account.payment", action["res_id"], "move_id")
    return house.lines(entry, "account_id", "balance", "tax_ids", "tax_line_id")


def test_who_is_early_pays_less(shop: House) -> None:
    """Until its last day the discount is asked for, afterwards the whole; either pays the invoice in full."""
    early = dialog(shop, invoice(shop, 100, term=terms(shop, "included")), payment_date="2026-03-12")
    fields = ("amount", "payment_difference", "early_payment_discount_mode")
    assert shop.read("account.payment.register", early, *fields) == {
        "id": early, "amount": 118.58, "payment_difference": 2.42, "early_payment_discount_mode": True,
    }  # fmt: skip
    late = invoice(shop, 100, term=terms(shop, "included"))
    assert shop.read("account.payment.register", dialog(shop, late, payment_date="2026-03-13"), "amount") == 121.0


def test_a_discount_needs_an_account(shop: House) -> None:
    """Where the company names none the fake makes none up."""
    shop.call("res.company", "write", ids=[1], vals={GIVEN: False})
    id_ = invoice(shop, 100, term=terms(shop, "excluded"))
    context = {"active_model": "account.move", "active_ids": [id_]}
    dialog = shop.create("account.payment.register", context=context, journal_id=shop.ids["BNK"])
    refused = shop.refusal("account.payment.register", "action_create_payments", ids=[dialog], context=context)
    assert refused[:2] == (501, "twinledger.NotInFake")
    assert refused[2].startswith(f"taking an early discount in a company without {GIVEN} is not in the fake")


def test_a_discount_of_the_whole_takes_tax_back(shop: House) -> None:
    """It is a price without tax and its tax; the client's account gets the whole."""
    lines = paid(shop, dialog(shop, invoice(shop, 100, term=terms(shop, "included")), payment_date="2026-03-12"))
    assert lines[1:] == [
        (shop.ids["customers"], -121.0, [], False),
        (shop.ids["given"], 2.0, [shop.ids["21"]], False),
        (shop.ids["sales"], 0.42, [], shop.ids["21"]),
    ]


@pytest.mark.parametrize("computation", ["excluded", "mixed"])
def test_a_discount_of_the_price_has_no_tax(shop: House, computation: str) -> None:
    """Where the tax is owed on the whole, or was lowered at once, only the price is given."""
    lines = paid(shop, dialog(shop, invoice(shop, 100, term=terms(shop, computation)), payment_date="2026-03-12"))
    assert lines[2:] == [(shop.ids["given"], 2.0, [], False)]


def test_a_discount_that_lowers_the_tax_at_once_has_lines_on_the_invoice(shop: House) -> None:
    """The price stays, its tax is of the lower price, and both lines go with the terms."""
    id_ = trade.invoice(shop, shop.ids["client"], 100, tax=shop.ids["21"], invoice_payment_term_id=terms(shop, "mixed"))
    lines = shop.lines(id_, "display_type", "balance", "tax_ids")
    assert [line for line in lines if line[0] == "epd"] == [("epd", 2.0, [shop.ids["21"]]), ("epd", -2.0, [])]
    assert shop.read("account.move", id_, "amount_untaxed", "amount_tax") == {
        "id": id_, "amount_untaxed": 100.0, "amount_tax": 20.58,
    }  # fmt: skip
    shop.call("account.move", "write", ids=[id_], vals={"invoice_payment_term_id": False})
    assert shop.lines(id_, "display_type") == ["product", "tax", "payment_term"]
    assert shop.read("account.move", id_, "amount_tax") == 21.0


def test_parts_that_are_due_are_asked_for(shop: House) -> None:
    """The dialog asks for what is overdue, before that for the next part, and says what else could be paid."""
    parts = [[0, 0, {"value": "percent", "value_amount": part, "nb_days": days}] for part, days in ((30, 10), (70, 40))]
    term = shop.create("account.payment.term", name="Two", line_ids=parts)
    id_ = invoice(shop, 100, term=term)
    fields = ("amount", "installments_mode", "installments_switch_amount")
    found = {
        day: shop.read("account.payment.register", dialog(shop, id_, payment_date=day), *fields)
        for day in ("2026-03-12", "2026-03-13", "2026-05-01")
    }
    assert [tuple(answer[name] for name in fields) for answer in found.values()] == [
        (36.3, "next", 121.0), (36.3, "overdue", 121.0), (121.0, "full", 0.0),
    ]  # fmt: skip


def test_another_day_asks_for_another_amount(shop: House) -> None:
    """A dialog whose day is changed fills in the amount again, and with it what becomes of the difference."""
    id_ = dialog(shop, invoice(shop, 100, term=terms(shop, "included")), payment_date="2026-03-12")
    shop.call("account.payment.register", "write", ids=[id_], vals={"payment_date": "2026-03-20"})
    assert shop.read("account.payment.register", id_, "amount", "payment_difference_handling") == {
        "id": id_, "amount": 121.0, "payment_difference_handling": "open",
    }  # fmt: skip


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_what_is_paid_and_what_is_left_come_to_what_is_owed(
    owed: Decimal, off: Decimal, amount: Decimal, early: bool
) -> None:
    """Whatever somebody pays, it and the difference are all that is owed; a discount is taken by one amount alone."""
    claim = Claim(1, 1, date(2026, 3, 2), owed, owed, None, owed - off, owed - off, counts=True)
    proposal = Proposal("full", owed - off if early else owed, owed, owed, owed, (claim,) if early else ())
    assert proposal.expected("full") == owed
    assert proposal.takes_discount(amount) == (early and amount == owed - off)
    assert (proposal.other("full", amount) == 0) == (proposal.now in (amount, 0))
