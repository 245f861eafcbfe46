"""Recorded tables: what every database has of a model is there when somebody asks, and costs nothing before."""

from __future__ import annotations

import pytest

from mock_odoo import recorded_tables

from .support import ACME, House

ASKED = ("ir.model.fields", "ir.rule", "ir.module.module", "uom.uom", "res.country.state")


def filled(house: House) -> list[str]:
    """Return the models whose recorded records are in the database."""
    return [model for (model,) in house.odoo.database(ACME).store.all("SELECT model FROM filled_table")]


@pytest.mark.parametrize("model", ASKED)
def test_a_table_is_filled_when_somebody_asks(house: House, model: str) -> None:
    """Before, there is no row of it; then, there are all that were recorded."""
    assert model not in filled(house)
    recorded = recorded_tables.records("19.0", model)
    found = house.call(model, "search", domain=[], context={"active_test": False})
    assert sorted(found) == sorted(recorded)
    assert model in filled(house)


def test_a_table_that_was_filled_in_vain_is_filled_again(house: House) -> None:
    """A call that ends in an error takes the rows away with all else that it did."""
    assert house.refusal("uom.uom", "create", vals_list=[{"relative_factor": 2}])[0] == 422
    assert "uom.uom" not in filled(house)
    assert house.call("uom.uom", "search_count", domain=[["name", "=", "Units"]]) == 1


def test_restoring_empties_tables_again(house: House) -> None:
    """A capture from before somebody asked has no rows, and they come back when they are asked for."""
    state = house.odoo.capture()
    house.call("account.incoterms", "unlink", ids=house.call("account.incoterms", "search", domain=[]))
    assert house.call("account.incoterms", "search_count", domain=[]) == 0
    house.odoo.restore(state)
    assert house.call("account.incoterms", "search_count", domain=[]) == 11


def test_what_is_deleted_has_no_external_id(house: House) -> None:
    """The external ids of recorded records are those of the records that are left."""
    named = {"module": "account", "xml_id": "incoterm_FOB"}
    [fob] = house.call("account.incoterms", "search", domain=[["code", "=", "FOB"]])
    house.call("account.incoterms", "unlink", ids=[fob])
    assert house.refusal("ir.model.data", "check_object_reference", **named)[0] == 500
    kept = house.call("ir.model.data", "check_object_reference", module="account", xml_id="incoterm_EXW")
    assert kept[0] == "account.incoterms"


def test_what_is_needed_elsewhere_stays(house: House) -> None:
    """A country cannot be deleted that a recorded state is in, whether or not anybody asked for states."""
    [belgium] = house.call("res.country", "search", domain=[["code", "=", "US"]])
    assert "'Country state' (res.country.state)" in house.refusal("res.country", "unlink", ids=[belgium])[2]


@pytest.mark.parametrize("model", ["ir.rule", "ir.model.access"])
def test_rights_and_rules_cannot_be_changed(house: House, model: str) -> None:
    """What they say would have no effect, so that is refused loudly."""
    [partners] = house.call("ir.model", "search", domain=[["model", "=", "res.partner"]])
    [first] = house.call(model, "search", domain=[], limit=1)
    vals = {"name": "x", "model_id": partners}
    for method, named in (("create", {"vals_list": [vals]}), ("write", {"vals": {"active": False}}), ("unlink", {})):
        ids = {} if method == "create" else {"ids": [first]}
        assert house.refusal(model, method, **ids, **named)[:2] == (501, "twinledger.NotInFake")


def test_texts_that_are_not_taken_over_are_not_denied(house: House) -> None:
    """Help, summaries and descriptions are refused by name, read or searched."""
    for model, field in (("ir.model.fields", "help"), ("ir.module.module", "summary"), ("ir.model", "info")):
        assert house.refusal(model, "search_read", fields=[field], limit=1)[0] == 501
        assert house.refusal(model, "search", domain=[[field, "ilike", "x"]])[0] == 501


def test_what_is_filled_in_was_there_for_everybody_outside(house: House) -> None:
    """The rows that are written when somebody first looks are counted, so that nobody takes them for a change."""
    database = house.odoo.database(ACME)
    before = database.store.changes - database.rows_filled_in, database.rows_filled_in
    house.call("ir.model.fields", "search_read", domain=[["model", "=", "res.partner"]], fields=["name"], limit=1)
    assert (database.store.changes - database.rows_filled_in, before[1] < database.rows_filled_in) == (before[0], True)
