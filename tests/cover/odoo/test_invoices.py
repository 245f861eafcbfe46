"""Invoices: tax lines, due lines and totals follow from what people write."""

from __future__ import annotations

import pytest

from .support import House
from .trade import client, invoice, taxes


def test_an_invoice_balances_by_itself(house: House) -> None:
    """A line with a tax makes a tax line and a line on the client's account; the totals are their sums."""
    id_ = invoice(house, client(house), 100.06, tax=taxes(house)["21"])
    assert house.lines(id_, "display_type", "balance") == [
        ("product", -100.06),
        ("tax", -21.01),
        ("payment_term", 121.07),
    ]
    sums = house.read("account.move", id_, "amount_untaxed", "amount_tax", "amount_total", "amount_residual")
    assert sums == {
        "id": id_,
        "amount_untaxed": 100.06,
        "amount_tax": 21.01,
        "amount_total": 121.07,
        "amount_residual": 121.07,
    }


def test_an_edit_keeps_the_lines_that_are_still_needed(house: House) -> None:
    """Tax and due lines keep their ids when amounts change; without the tax its line goes."""
    id_ = invoice(house, client(house), 100, tax=taxes(house)["21"])
    product, tax, due = house.lines(id_, "id")
    house.call("account.move.line", "write", ids=[product], vals={"quantity": 2})
    assert house.lines(id_, "id", "balance") == [(product, -200.0), (tax, -42.0), (due, 242.0)]
    house.call("account.move.line", "write", ids=[product], vals={"tax_ids": [[5]]})
    assert house.lines(id_, "id", "balance") == [(product, -200.0), (due, 200.0)]


@pytest.mark.parametrize(
    ("method", "untaxed", "tax"), [("round_globally", 24.79, 5.21), ("round_per_line", 24.78, 5.22)]
)
def test_taxes_are_rounded_over_the_document_or_on_each_line(
    house: House, method: str, untaxed: float, tax: float
) -> None:
    """Three times ten with 21 % in the price are not the same as the tax of thirty."""
    house.call("res.company", "write", ids=[1], vals={"tax_calculation_rounding_method": method})
    id_ = invoice(house, client(house), 10, 10, 10, tax=taxes(house)["21 in"])
    assert house.read("account.move", id_, "amount_untaxed", "amount_tax", "amount_total") == {
        "id": id_, "amount_untaxed": untaxed, "amount_tax": tax, "amount_total": 30.0,
    }  # fmt: skip


def test_credit_notes_have_numbers_of_their_own(house: House) -> None:
    """A sales journal puts R before the numbers of its credit notes."""
    partner = client(house)
    ids = [invoice(house, partner, 5, move_type=kind) for kind in ("out_invoice", "out_refund", "out_receipt")]
    house.call("account.move", "action_post", ids=ids)
    names = [house.read("account.move", id_, "name") for id_ in ids]
    assert names == ["INV/2026/00001", "RINV/2026/00001", "INV/2026/00002"]


def test_an_invoice_needs_somebody_to_pay(house: House) -> None:
    """Without a partner a draft is kept and not posted."""
    id_ = house.create("account.move", move_type="out_invoice")
    status, name, message = house.refusal("account.move", "action_post", ids=[id_])
    assert (status, name) == (422, "odoo.exceptions.UserError")
    assert message.startswith("The 'Customer' field is required")


def test_parts_that_are_due_add_up(house: House) -> None:
    """Payment terms in parts make a due line for each; the last takes what rounding leaves."""
    lines = [[0, 0, {"value_amount": 30, "nb_days": 0}], [0, 0, {"value_amount": 70, "nb_days": 60}]]
    terms = house.create("account.payment.term", name="t", line_ids=lines)
    id_ = invoice(house, client(house), 100.01, invoice_payment_term_id=terms)
    assert house.lines(id_, "display_type", "balance", "date_maturity")[1:] == [
        ("payment_term", 30.0, "2026-03-02"),
        ("payment_term", 70.01, "2026-05-01"),
    ]
    assert house.read("account.move", id_, "invoice_date_due") == "2026-05-01"


@pytest.mark.parametrize(
    ("kind", "amount", "included", "sums"),
    [
        ("percent", -100, "tax_included", (100.0, 100.0)),
        ("percent", -100, "tax_excluded", (100.0, 0.0)),
        ("division", 100, "tax_included", (0.0, 100.0)),
        ("division", 100, "tax_excluded", (100.0, 200.0)),
        ("group", 0, "tax_excluded", (100.0, 100.0)),
    ],
)
def test_taxes_that_leave_nothing(
    house: House, kind: str, amount: float, included: str, sums: tuple[float, float]
) -> None:
    """A tax that would take all of a price, and a group without taxes, come to what they do on the real server."""
    group = house.create("account.tax.group", name="VAT")
    tax = house.create(
        "account.tax", name="T", amount=amount, amount_type=kind, price_include_override=included, tax_group_id=group
    )
    id_ = invoice(house, client(house), 100, tax=tax)
    read = house.read("account.move", id_, "amount_untaxed", "amount_total")
    assert (read["amount_untaxed"], read["amount_total"]) == sums


def test_days_beyond_the_calendar_are_refused(house: House) -> None:
    """Terms of five million years, and a lock up to the last day there is, end in what Python says of dates."""
    line = {"value": "percent", "value_amount": 100, "nb_days": 2_000_000_000}
    terms = house.create("account.payment.term", name="Late", line_ids=[[0, 0, line]])
    sale = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "partner_id": client(house)}
    lines = [[0, 0, {"name": "x", "account_id": house.ids["sales"], "price_unit": 1}]]
    late = house.refusal(
        "account.move", "create", vals_list=[{**sale, "invoice_payment_term_id": terms, "invoice_line_ids": lines}]
    )
    assert late[:2] == (500, "builtins.OverflowError")
    entry = house.entry()
    house.call("res.company", "write", ids=[1], vals={"fiscalyear_lock_date": "9999-12-31"})
    locked = house.refusal("account.move", "action_post", ids=[entry])
    assert locked == (500, "builtins.OverflowError", "date value out of range")
