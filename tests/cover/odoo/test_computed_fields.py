"""Fields that follow from others: what the fake computes is right, and what it does not know it does not deny."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo.orm.gaps import GAPS
from mock_odoo.orm.schema import load

from . import trade
from .support import House


@pytest.mark.parametrize("model", sorted(GAPS))
def test_unknown_values_are_fields(model: str) -> None:
    """What is refused by name is a field of the real server."""
    assert load("19.0", model).fields.keys() >= GAPS[model]


def test_an_unknown_value_is_refused_by_name(house: House) -> None:
    """Asked for a value that the fake cannot compute it says so; where nobody named it, it reads as empty."""
    entry = house.post_entry()
    for method, named in (("read", {"ids": [entry]}), ("search_read", {"domain": []})):
        refusal = house.refusal("account.move", method, fields=["name", "tax_totals"], **named)
        assert refusal[:2] == (501, "twinledger.NotInFake")
        assert "the value of account.move.tax_totals" in refusal[2]
        assert house.call("account.move", method, **named)[0]["tax_totals"] is False
        most = list(house.call("account.move", "fields_get", attributes=["type"]))
        assert house.call("account.move", method, fields=most, **named)[0]["tax_totals"] is False


def test_every_model_is_read_whole(house: House) -> None:
    """No field of an account, a journal or an entry stands in the way of the others."""
    for model in ("account.account", "account.journal", "account.move", "account.move.line", "res.partner"):
        house.post_entry()
        assert house.call(model, "search_read", domain=[], limit=2)


def test_a_currency_has_the_rate_of_the_day(house: House) -> None:
    """Rate, its inverse and what is said of it are those of today, its date that of the last one."""
    [dollar] = house.call("res.currency", "search", domain=[["name", "=", "USD"]], context={"active_test": False})
    for day, rate in (("2026-01-01", 1.25), ("2099-01-01", 2.0)):
        house.create("res.currency.rate", currency_id=dollar, name=day, rate=rate)
    fields = ("rate", "inverse_rate", "rate_string", "date", "is_current_company_currency")
    assert house.read("res.currency", dollar, *fields) == {
        "id": dollar,
        "rate": 1.25,
        "inverse_rate": 0.8,
        "rate_string": "1 EUR = 1.250000 USD",
        "date": "2099-01-01",
        "is_current_company_currency": False,
    }


def test_partners_owe_what_is_open(house: House) -> None:
    """A client's credit and rank follow from what is posted."""
    client = trade.client(house)
    invoice = trade.invoice(house, client, 100)
    fields = ("credit", "debit", "customer_rank", "supplier_rank")
    assert house.read("res.partner", client, *fields) == {"id": client, **dict.fromkeys(fields, 0)}
    house.call("account.move", "action_post", ids=[invoice])
    values = {"credit": 100.0, "debit": 0.0, "customer_rank": 1, "supplier_rank": 0}
    assert house.read("res.partner", client, *fields) == {"id": client, **values}
    assert client in house.call("res.partner", "search", domain=[["customer_rank", ">", 0]])


@pytest.mark.parametrize(
    ("email", "normalized", "formatted"),
    [
        ("A B <X@Y.Z>", "x@y.z", '"Odd, Name" <x@y.z>'),
        ("nonsense", False, '"Odd, Name" <@nonsense>'),
        ("a@b.c, d@e.f", "a@b.c", '"Odd, Name" <a@b.c,d@e.f>'),
        (False, False, False),
    ],
)
def test_addresses_are_told_apart(house: House, email: Any, normalized: Any, formatted: Any) -> None:
    """Of what people write as an e-mail address the first is normalized and all are formatted."""
    partner = house.create("res.partner", name="Odd, Name", email=email)
    assert house.read("res.partner", partner, "email_normalized", "email_formatted") == {
        "id": partner, "email_normalized": normalized, "email_formatted": formatted,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "name"),
    [("res.company", "logo"), ("res.company", "paperformat_id"), ("res.users", "view_group_hierarchy")],
)
def test_what_a_dialog_begins_with_and_is_not_in_the_fake_is_said(house: House, model: str, name: str) -> None:
    """Whoever asks for it by name is refused; a dialog that asks for everything goes without."""
    status, error, said = house.refusal(model, "default_get", fields=[name])
    assert (status, error) == (501, "twinledger.NotInFake")
    assert said.startswith(f"what {model}.{name} begins with")
    everything = list(house.call(model, "fields_get", attributes=["type"]))
    assert name not in house.call(model, "default_get", fields=everything)
