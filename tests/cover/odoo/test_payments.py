"""Payments: confirmed, set off against invoices by the dialog that registers them, and seen by the bank."""

from __future__ import annotations

from typing import Any

import pytest

from . import trade
from .support import House


@pytest.fixture
def bank(house: House) -> House:
    """Give a test a client, and a bank whose payments wait on an account of their own."""
    house.ids["client"] = trade.client(house)
    house.ids["waiting"] = house.create(
        "account.account", name="Waiting", code="550900", account_type="asset_current", reconcile=True
    )
    lines = house.call("account.payment.method.line", "search", domain=[["journal_id", "=", house.ids["BNK"]]])
    house.call("account.payment.method.line", "write", ids=lines, vals={"payment_account_id": house.ids["waiting"]})
    return house


def pay(house: House, amount: float, **more: Any) -> int:
    """Create a draft payment of the client and return its id."""
    values = {"partner_id": house.ids["client"], "journal_id": house.ids["BNK"], "date": "2026-03-05", **more}
    return house.create("account.payment", amount=amount, **values)


def posted_invoice(house: House, *prices: float, **more: Any) -> int:
    """Create an invoice to the client, post it and return its id."""
    id_ = trade.invoice(house, house.ids["client"], *prices, **more)
    house.call("account.move", "action_post", ids=[id_])
    return id_


def register(house: House, *invoices: int, **vals: Any) -> Any:
    """Register payments of invoices by the bank and return the action that shows them."""
    context = {"active_model": "account.move", "active_ids": list(invoices)}
    values = {"journal_id": house.ids["BNK"], **vals}
    [dialog] = house.call("account.payment.register", "create", vals_list=[values], context=context)
    return house.call("account.payment.register", "action_create_payments", ids=[dialog])


def test_a_confirmed_payment_has_an_entry(bank: House) -> None:
    """A confirmed payment waits for the bank on one line and lowers the client's debt on the other."""
    payment = pay(bank, 100)
    assert bank.read("account.payment", payment, "name", "move_id", "display_name") == {
        "id": payment, "name": False, "move_id": False, "display_name": "Draft Payment",
    }  # fmt: skip
    assert bank.call("account.payment", "action_post", ids=[payment]) is None
    entry = bank.read("account.payment", payment, "move_id")
    assert bank.read("account.payment", payment, "name") == "PBNK/2026/00001"
    assert bank.lines(entry, "account_id", "balance", "name") == [
        (bank.ids["waiting"], 100.0, "Manual Payment"),
        (bank.ids["customers"], -100.0, "Manual Payment"),
    ]


def test_a_draft_takes_its_entry_along(bank: House) -> None:
    """What changes of a draft that has an entry changes there, too; a confirmed one's entry stays as it is."""
    payment = pay(bank, 100)
    bank.call("account.payment", "action_post", ids=[payment])
    entry = bank.read("account.payment", payment, "move_id")
    bank.call("account.payment", "write", ids=[payment], vals={"amount": 70})
    assert bank.lines(entry, "balance") == [100.0, -100.0]
    bank.call("account.payment", "action_draft", ids=[payment])
    bank.call("account.payment", "write", ids=[payment], vals={"amount": 60, "memo": "M"})
    assert bank.lines(entry, "balance", "name") == [(60.0, "Manual Payment: M"), (-60.0, "Manual Payment: M")]


def test_a_cancelled_payment_pays_nothing(bank: House) -> None:
    """Cancelling a payment cancels its entry and opens the invoice again."""
    invoice = posted_invoice(bank, 100)
    payment = register(bank, invoice)["res_id"]
    assert bank.read("account.move", invoice, "payment_state") == "paid"
    bank.call("account.payment", "action_cancel", ids=[payment])
    assert bank.read("account.payment", payment, "state") == "canceled"
    assert bank.read("account.move", invoice, "payment_state", "amount_residual") == {
        "id": invoice, "payment_state": "not_paid", "amount_residual": 100.0,
    }  # fmt: skip


def test_deleting_what_was_confirmed_is_refused(bank: House) -> None:
    """A confirmed payment stays; as a draft it goes with its entry."""
    payment = pay(bank, 5)
    bank.call("account.payment", "action_post", ids=[payment])
    message = "A payment with an outstanding account cannot be confirmed without having a journal entry."
    assert bank.refusal("account.payment", "unlink", ids=[payment])[2] == message
    bank.call("account.payment", "action_draft", ids=[payment])
    bank.call("account.payment", "unlink", ids=[payment])
    assert bank.call("account.move", "search_count", domain=[]) == 0


def test_a_part_is_registered_and_then_the_rest(bank: House) -> None:
    """An invoice is paid in part by one payment and in full by two, and knows both."""
    invoice = posted_invoice(bank, 100)
    first = register(bank, invoice, amount=30)["res_id"]
    assert bank.read("account.move", invoice, "payment_state", "amount_residual") == {
        "id": invoice, "payment_state": "partial", "amount_residual": 70.0,
    }  # fmt: skip
    assert bank.read("account.payment", first, "state") == "in_process"
    second = register(bank, invoice)["res_id"]
    assert bank.read("account.payment", second, "amount") == 70.0
    assert bank.read("account.move", invoice, "payment_state") == "paid"
    assert bank.read("account.move", invoice, "reconciled_payment_ids") == [first, second]
    assert bank.read("account.payment", first, "state") == "paid"


def test_a_difference_is_written_off(bank: House) -> None:
    """A payment that is short pays in full where somebody takes the difference to an account."""
    invoice = posted_invoice(bank, 100)
    vals = {"amount": 99, "payment_difference_handling": "reconcile", "writeoff_account_id": bank.ids["purchases"]}
    payment = register(bank, invoice, **vals)["res_id"]
    assert bank.read("account.move", invoice, "payment_state") == "paid"
    lines = bank.lines(bank.read("account.payment", payment, "move_id"), "account_id", "balance")
    assert lines == [(bank.ids["waiting"], 99.0), (bank.ids["customers"], -100.0), (bank.ids["purchases"], 1.0)]


def test_each_document_has_a_payment_of_its_own(bank: House) -> None:
    """Two invoices are paid by two payments unless the dialog groups them."""
    invoices = [posted_invoice(bank, 10), posted_invoice(bank, 20)]
    action = register(bank, *invoices)
    assert action["view_mode"] == "list,form"
    assert len(action["domain"][0][2]) == 2
    more = [posted_invoice(bank, 10), posted_invoice(bank, 20)]
    payment = register(bank, *more, group_payment=True)["res_id"]
    assert bank.read("account.payment", payment, "amount", "reconciled_invoices_count") == {
        "id": payment, "amount": 30.0, "reconciled_invoices_count": 2,
    }  # fmt: skip


def test_a_document_due_in_parts_is_paid_in_parts(bank: House) -> None:
    """Each payment is of the part that is due next, until nothing is left."""
    terms = bank.create(
        "account.payment.term",
        name="Halves",
        line_ids=[[0, 0, {"value": "percent", "value_amount": 50, "nb_days": days}] for days in (0, 30)],
    )
    invoice = posted_invoice(bank, 100, invoice_payment_term_id=terms)
    for left, state in ((50.0, "partial"), (0.0, "paid")):
        register(bank, invoice, payment_date="2026-03-02")
        assert bank.read("account.move", invoice, "payment_state", "amount_residual") == {
            "id": invoice, "payment_state": state, "amount_residual": left,
        }  # fmt: skip


def test_the_bank_has_a_payment(bank: House) -> None:
    """A payment to a supplier is paid when the bank's entry takes up what waits."""
    payment = pay(bank, 30, payment_type="outbound", partner_type="supplier")
    bank.call("account.payment", "action_post", ids=[payment])
    entry = bank.post_entry(("waiting", 30.0), ("bank", -30.0), date="2026-03-09")
    domain = [["move_id", "in", [entry, bank.read("account.payment", payment, "move_id")]]]
    waiting = [["account_id", "=", bank.ids["waiting"]]]
    lines = bank.call("account.move.line", "search", domain=domain + waiting)
    assert bank.read("account.payment", payment, "state") == "in_process"
    bank.call("account.move.line", "reconcile", ids=lines)
    assert bank.read("account.payment", payment, "state", "is_matched") == {
        "id": payment, "state": "paid", "is_matched": True,
    }  # fmt: skip


def test_a_new_journal_of_money_is_complete(house: House) -> None:
    """A journal of a bank gets an account of its own and the manual methods in both directions."""
    journal = house.create("account.journal", name="Other", code="OTH", type="bank")
    account = house.read("account.journal", journal, "default_account_id")
    assert house.read("account.account", account, "code", "name", "account_type") == {
        "id": account, "code": "000001", "name": "Other", "account_type": "asset_cash",
    }  # fmt: skip
    assert house.read("account.journal", journal, "selected_payment_method_codes") == ",manual,manual,"


def test_payments_without_a_place_to_wait_are_refused(house: House) -> None:
    """Where neither method nor chart says where payments wait, none is made."""
    refusal = house.refusal("account.payment", "create", vals_list=[{"amount": 5}])
    assert refusal[1:] == ("odoo.exceptions.UserError", "No outstanding account could be found to make the payment")


def test_payments_of_earlier_versions_are_refused(old: House) -> None:
    """Before 18.0 payments were entries from the start; the fake says that it has none of those."""
    _, text = old.fault("object", "execute_kw", *old.credentials(), "account.payment", "create", [{"amount": 5}])
    assert "payments in Odoo 17.0" in text
