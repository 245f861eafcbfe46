"""Exports: records as rows of a table, and the names by which records are known outside."""

from __future__ import annotations

from .support import House


def test_an_export_makes_up_an_external_id_and_keeps_it(house: House) -> None:
    """A record without an external id gets one when it is exported, and has it from then on."""
    partner = house.create("res.partner", name="Ada")
    assert house.call("res.partner", "get_external_id", ids=[partner]) == {str(partner): ""}
    first = house.call("res.partner", "export_data", ids=[partner], fields_to_export=["id", ".id"])
    again = house.call("res.partner", "export_data", ids=[partner], fields_to_export=["id", ".id"])
    [[name, number]] = first["datas"]
    assert (name[: name.rindex("_")], number) == (f"__export__.res_partner_{partner}", str(partner))
    assert again == first
    assert house.call("res.partner", "get_external_id", ids=[partner]) == {str(partner): name}


def test_lines_stand_below_their_entry(house: House) -> None:
    """An entry's own cells are filled once, in the row of its first line."""
    entry = house.entry(("customers", 100.0), ("sales", -100.0))
    asked = ["date", "line_ids/account_id/code", "line_ids/debit", "state"]
    assert house.call("account.move", "export_data", ids=[entry], fields_to_export=asked)["datas"] == [
        ["2026-03-02", "400000", 100.0, "Draft"],
        ["", "700000", 0.0, ""],
    ]


def test_reference_data_has_the_real_external_ids(house: House) -> None:
    """A country, a currency and the first company are called as on the real server."""
    [belgium] = house.call("res.country", "search", domain=[["code", "=", "BE"]])
    assert house.call("res.country", "get_external_id", ids=[belgium]) == {str(belgium): "base.be"}
    [found] = house.call("res.company", "get_metadata", ids=[1])
    assert (found["xmlid"], found["noupdate"]) == ("base.main_company", True)


def test_an_export_is_a_right_of_its_own(house: House) -> None:
    """Who may read records may not take them out as a table for that."""
    status, name, message = house.refusal("res.partner", "export_data", by="auditor", ids=[1], fields_to_export=["id"])
    assert (status, name) == (422, "odoo.exceptions.UserError")
    assert message == "You don't have the rights to export data. Please contact an Administrator."
