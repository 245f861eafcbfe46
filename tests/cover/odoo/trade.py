"""What tests of invoices need beside the usual house: taxes, a journal for purchases, a client with accounts."""

from __future__ import annotations

from typing import Any

from .support import House


def taxes(house: House) -> dict[str, int]:
    """Create a group of taxes with one of 21 % on top and one of 21 % in the price, and return their ids."""
    group = house.create("account.tax.group", name="VAT")
    return {
        "21": house.create("account.tax", name="21", amount=21, tax_group_id=group),
        "21 in": house.create(
            "account.tax", name="21 in", amount=21, price_include_override="tax_included", tax_group_id=group
        ),
    }


def client(house: House) -> int:
    """Create a client whose accounts are those of the house, and return its id."""
    return house.create(
        "res.partner",
        name="Client",
        property_account_receivable_id=house.ids["customers"],
        property_account_payable_id=house.ids["suppliers"],
    )


def invoice(house: House, partner: int, *prices: float, tax: int | None = None, **more: Any) -> int:
    """Create a draft invoice with a line for each price and return its id."""
    taxed = [[6, 0, [tax] if tax else []]]
    lines = [
        [0, 0, {"name": "A", "price_unit": price, "account_id": house.ids["sales"], "tax_ids": taxed}]
        for price in prices
    ]
    values = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "invoice_date": "2026-03-02", **more}
    return house.create("account.move", partner_id=partner, invoice_line_ids=lines, **values)
