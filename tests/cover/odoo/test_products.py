"""Products: a template and its variant stay one thing, and lines take over what fits their unit and company."""

from __future__ import annotations

import pytest

from .support import House


def test_a_product_and_its_template_go_together(house: House) -> None:
    """Whichever of the two is deleted, the other is gone."""
    product = house.create("product.product", name="Widget")
    template = house.read("product.product", product, "product_tmpl_id")
    house.call("product.template", "unlink", ids=[template])
    assert house.call("product.product", "search_count", domain=[["id", "=", product]]) == 0
    product = house.create("product.product", name="Gadget")
    house.call("product.product", "unlink", ids=[product])
    assert house.call("product.template", "search_count", domain=[["name", "=", "Gadget"]]) == 0


def test_the_cost_differs_by_company(house: House) -> None:
    """What a product costs one company is not what it costs another."""
    other = house.create("res.company", name="Other")
    product = house.create("product.product", name="Widget", standard_price=5)
    assert house.read("product.product", product, "standard_price") == 5
    assert house.read("product.product", product, "standard_price", allowed_company_ids=[other]) == 0


def test_taxes_of_another_company_are_not_taken(house: House) -> None:
    """A line has those of its product's taxes that are its own company's."""
    [belgium] = house.call("res.country", "search", domain=[["code", "=", "BE"]])
    other = house.create("res.company", name="Other", country_id=belgium)
    theirs = {"allowed_company_ids": [other]}
    group = house.create("account.tax.group", name="VAT", context=theirs)
    tax = house.create("account.tax", name="Theirs", amount=21, tax_group_id=group, context=theirs)
    product = house.create("product.product", name="Widget", taxes_id=[[6, 0, [tax]]])
    partner = house.create("res.partner", name="Customer", property_account_receivable_id=house.ids["customers"])
    line = {"product_id": product, "account_id": house.ids["sales"]}
    sale = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "partner_id": partner}
    invoice = house.create("account.move", **sale, invoice_line_ids=[[0, 0, line]])
    assert house.lines(invoice, "tax_ids")[0] == []


def test_what_a_category_says_is_taken_where_the_product_says_nothing(house: House) -> None:
    """The account of a product comes before its category's, and that before the journal's."""
    category = house.create(
        "product.category", name="Category", property_account_income_categ_id=house.ids["purchases"]
    )
    product = house.create("product.product", name="Widget", categ_id=category)
    partner = house.create("res.partner", name="Customer", property_account_receivable_id=house.ids["customers"])
    sale = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "partner_id": partner}
    invoice = house.create("account.move", **sale, invoice_line_ids=[[0, 0, {"product_id": product}]])
    assert house.lines(invoice, "account_id")[0] == house.ids["purchases"]
    house.call("product.product", "write", ids=[product], vals={"property_account_income_id": house.ids["sales"]})
    invoice = house.create("account.move", **sale, invoice_line_ids=[[0, 0, {"product_id": product}]])
    assert house.lines(invoice, "account_id")[0] == house.ids["sales"]


def test_a_template_has_one_variant_in_use(house: House) -> None:
    """A second variant is refused as long as the first one is not archived."""
    product = house.create("product.product", name="Widget")
    second = {"product_tmpl_id": house.read("product.product", product, "product_tmpl_id")}
    refused = house.refusal("product.product", "create", vals_list=[second])
    assert refused[0] == 422
    assert "product_product_combination_unique" in refused[2]
    house.call("product.product", "write", ids=[product], vals={"active": False})
    house.create("product.product", **second)
    again = house.refusal("product.product", "write", ids=[product], vals={"active": True})
    assert again == refused


@pytest.mark.parametrize("product", [[1], {}, "x", 1.5, True])
def test_what_is_no_id_is_no_product(house: House, product: object) -> None:
    """A line has none then, whatever was sent (observed)."""
    entry = house.entry()
    line = house.lines(entry, "id")[0]
    assert house.call("account.move.line", "write", ids=[line], vals={"product_id": product}) is True
    assert house.read("account.move.line", line, "product_id") is False
