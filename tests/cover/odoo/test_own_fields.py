"""Own fields: a database gets fields beside the recorded ones, and loses them with what made them."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House


def add(house: House, name: str, kind: str = "char", model: str = "res.partner", **more: Any) -> int:
    """Add a field to a model and return its id."""
    [model_id] = house.call("ir.model", "search", domain=[["model", "=", model]])
    return house.create("ir.model.fields", name=name, ttype=kind, model_id=model_id, **more)


def test_a_field_that_failed_is_not_there(house: House) -> None:
    """What a call added that ends in an error is forgotten with it."""
    [model_id] = house.call("ir.model", "search", domain=[["model", "=", "res.partner"]])
    fields = [{"name": name, "ttype": "char", "model_id": model_id} for name in ("x_good", "bad")]
    assert house.refusal("ir.model.fields", "create", vals_list=fields)[0] == 422
    assert "x_good" not in house.call("res.partner", "fields_get", attributes=["type"])
    assert house.refusal("res.partner", "read", ids=[1], fields=["x_good"])[0] == 500


def test_restoring_takes_fields_away_and_brings_them_back(house: House) -> None:
    """A capture knows the fields of its moment, with their values."""
    before = house.odoo.capture()
    add(house, "x_mark")
    house.call("res.partner", "write", ids=[1], vals={"x_mark": "S"})
    after = house.odoo.capture()
    house.odoo.restore(before)
    assert "x_mark" not in house.call("res.partner", "fields_get", attributes=["type"])
    house.odoo.restore(after)
    assert house.read("res.partner", 1, "x_mark") == "S"


def test_other_databases_do_not_have_it(house: House) -> None:
    """A field is one database's own."""
    add(house, "x_mark")
    beta = house.odoo.database("beta").environment()
    assert "x_mark" not in beta.schema("res.partner").fields


def test_what_is_referred_to_lets_go(house: House) -> None:
    """A reference of one's own is emptied when its record is deleted."""
    add(house, "x_tag", "many2one", relation="res.partner.category")
    tag = house.create("res.partner.category", name="Tag")
    house.call("res.partner", "write", ids=[1], vals={"x_tag": tag})
    house.call("res.partner.category", "unlink", ids=[tag])
    assert house.read("res.partner", 1, "x_tag") is False


@pytest.mark.parametrize(
    ("kind", "more"),
    [("many2many", {"relation": "res.country"}), ("char", {"required": True}), ("many2one", {"relation": "no.model"})],
)
def test_fields_that_are_not_in_the_fake(house: House, kind: str, more: dict[str, Any]) -> None:
    """Links, mandatory fields and references out of the fake are refused loudly."""
    [model_id] = house.call("ir.model", "search", domain=[["model", "=", "res.partner"]])
    vals = {"name": "x_other", "ttype": kind, "model_id": model_id, **more}
    assert house.refusal("ir.model.fields", "create", vals_list=[vals])[:2] == (501, "twinledger.NotInFake")


def test_a_part_of_an_id_is_asked_for_once_fields_are_set_up_anew(house: House) -> None:
    """What is empty is no part of an id, until its model got a field or any model lost one; a restoration undoes it."""
    domain = [["id.id", "=", []]]
    before = house.odoo.capture()
    assert house.call("res.partner", "search_count", domain=domain) == 0
    added = add(house, "x_mark")
    for model in ("res.partner", "res.users"):
        assert house.refusal(model, "search_count", domain=domain)[0] == 500
    assert house.call("res.bank", "search_count", domain=domain) == 0
    house.call("ir.model.fields", "unlink", ids=[added])
    assert house.refusal("res.bank", "search_count", domain=domain)[0] == 500
    house.odoo.restore(before)
    assert house.call("res.partner", "search_count", domain=domain) == 0
