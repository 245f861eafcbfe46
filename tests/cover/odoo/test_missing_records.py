"""Records that are referred to and are not there: missed as on the real server, before anything is made of them."""

from __future__ import annotations

from typing import Any

import pytest

from . import trade
from .support import House

NOBODY = 9_999_999
MISSING = "Record does not exist or has been deleted.\n(Record: {}({},), User: 2)"


def test_what_a_document_refers_to_is_missed(house: House) -> None:
    """A delivery to nobody, and lines with a product or a unit that there is none of, are no documents."""
    partner, product = trade.client(house), house.create("product.product", name="Widget")
    sale = {"move_type": "out_invoice", "journal_id": house.ids["INV"], "partner_id": partner}

    def priced(**more: Any) -> dict[str, Any]:
        return {"invoice_line_ids": [[0, 0, {"name": "x", "account_id": house.ids["sales"], "price_unit": 1, **more}]]}

    for model, values in (
        ("res.partner", {"partner_shipping_id": NOBODY}),
        ("product.product", priced(product_id=NOBODY)),
        ("uom.uom", priced(product_id=product, product_uom_id=NOBODY)),
    ):
        refused = house.refusal("account.move", "create", vals_list=[{**sale, **values}])
        assert refused == (404, "odoo.exceptions.MissingError", MISSING.format(model, NOBODY))
    invoice = house.create("account.move", **sale)
    for values in ({"partner_shipping_id": NOBODY}, {"partner_shipping_id": NOBODY, "partner_id": partner}):
        refused = house.refusal("account.move", "write", ids=[invoice], vals=values)
        assert refused == (404, "odoo.exceptions.MissingError", MISSING.format("res.partner", NOBODY))


@pytest.mark.parametrize(
    ("model", "values", "missed"),
    [
        ("account.bank.statement.line", {"journal_id": NOBODY, "amount": 1, "payment_ref": "x"}, "account.journal"),
        ("account.lock_exception", {"company_id": NOBODY, "fiscalyear_lock_date": "2026-01-01"}, "res.company"),
        ("res.company", {"name": "Branch", "parent_id": NOBODY}, "res.company"),
    ],
)
def test_what_a_record_refers_to_is_missed(house: House, model: str, values: dict[str, Any], missed: str) -> None:
    """A journal or a company that is not there is said to be missing."""
    refused = house.refusal(model, "create", vals_list=[values])
    assert refused == (404, "odoo.exceptions.MissingError", MISSING.format(missed, NOBODY))


def test_models_of_distributions_look_at_nobody(house: House) -> None:
    """Where lines are spread by their partner, one who is not there is refused as without such models."""
    lines = [
        [0, 0, {"account_id": house.ids[name], "balance": balance, "partner_id": NOBODY}]
        for name, balance in (("customers", 1), ("sales", -1))
    ]
    entry = {"journal_id": house.ids["MISC"], "line_ids": lines}
    without = house.refusal("account.move", "create", vals_list=[entry])
    assert without[1] == "odoo.exceptions.ValidationError"
    house.create("account.analytic.distribution.model", partner_id=1)
    assert house.refusal("account.move", "create", vals_list=[entry]) == without
