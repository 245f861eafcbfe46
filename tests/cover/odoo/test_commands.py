"""Commands: what a client may ask of a field of several records, and what it hears if that makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

NOBODY = 9_999_999


def tags(house: House, *names: str) -> list[int]:
    """Create tags and return their ids."""
    return list(house.call("res.partner.category", "create", vals_list=[{"name": name} for name in names]))


def tagged(house: House, partner: int) -> list[int]:
    """Return the tags of a partner."""
    [read] = house.call("res.partner", "read", ids=[partner], fields=["category_id"])
    return sorted(read["category_id"])


def contacts(house: House, partner: int) -> list[int]:
    """Return the contacts of a partner."""
    return list(house.call("res.partner", "search", domain=[["parent_id", "=", partner]], order="id"))


def test_links_come_and_go_in_order(house: House) -> None:
    """Each command sees what the one before it did; the tags themselves stay."""
    one, two = tags(house, "one", "two")
    partner = house.create("res.partner", name="Ada", category_id=[[4, one], [4, two], [3, one]])
    assert tagged(house, partner) == [two]
    house.call("res.partner", "write", ids=[partner], vals={"category_id": [[5], [4, one]]})
    assert tagged(house, partner) == [one]
    assert house.call("res.partner.category", "search_count", domain=[["id", "in", [one, two]]]) == 2


def test_a_link_that_leads_nowhere_is_refused_by_whom_it_meets_first(house: House) -> None:
    """A new record misses the other one, a record that is there breaks the database's constraint."""
    partner = house.create("res.partner", name="Ada")
    asked = {"category_id": [[4, NOBODY]]}
    assert house.refusal("res.partner", "create", vals_list={"name": "Bob", **asked})[:2] == (
        404,
        "odoo.exceptions.MissingError",
    )
    status, name, message = house.refusal("res.partner", "write", ids=[partner], vals=asked)
    assert (status, name) == (422, "odoo.exceptions.ValidationError")
    assert "res_partner_res_partner_category_rel_category_id_fkey" in message


@pytest.mark.parametrize("command", [[0], [0, 0], [1], [1, 1], [2], [3], [4], [6], [6, 0]])
def test_half_a_command_is_an_index_error(house: House, command: list[Any]) -> None:
    """A command without the part that it needs ends as a list that is too short does."""
    partner = house.create("res.partner", name="Ada")
    for field in ("category_id", "child_ids"):
        refusal = house.refusal("res.partner", "write", ids=[partner], vals={field: [command]})
        assert refusal == (500, "builtins.IndexError", "list index out of range")


def test_whoever_is_deleted_is_gone_and_whoever_is_let_go_is_not(house: House) -> None:
    """Command 2 deletes, also who belongs to nobody; command 3 only takes the owner away."""
    firm, other = house.create("res.partner", name="Firm"), house.create("res.partner", name="Other")
    first, second = (house.create("res.partner", name=name, parent_id=firm) for name in ("a", "b"))
    house.call("res.partner", "write", ids=[firm], vals={"child_ids": [[2, first], [3, second], [2, other]]})
    there = house.call("res.partner", "search", domain=[["id", "in", [first, second, other]]])
    assert (there, contacts(house, firm)) == ([second], [])


def test_links_of_contacts_come_last(house: House) -> None:
    """A contact that is linked and let go in one breath is linked."""
    firm, contact = house.create("res.partner", name="Firm"), house.create("res.partner", name="a")
    house.call("res.partner", "write", ids=[firm], vals={"child_ids": [[4, contact], [3, contact]]})
    assert contacts(house, firm) == [contact]


def test_setting_behind_what_is_new_is_not_in_the_fake(house: House) -> None:
    """What the real server makes of it depends on its caches, so the fake says that it does not know."""
    firm = house.create("res.partner", name="Firm")
    asked = {"child_ids": [[0, 0, {"name": "a"}], [5]]}
    assert house.refusal("res.partner", "write", ids=[firm], vals=asked)[:2] == (501, "twinledger.NotInFake")


def test_a_command_that_is_none_is_passed_over(house: House) -> None:
    """Unknown numbers, and things that are no commands at all behind one that is, do nothing."""
    [tag] = tags(house, "one")
    partner = house.create("res.partner", name="Ada", category_id=[[4, tag]])
    for value in ([[7, 0, 0]], [["x"]], [[4, tag], 5], [[]]):
        house.call("res.partner", "write", ids=[partner], vals={"category_id": value})
    assert tagged(house, partner) == [tag]


@pytest.mark.parametrize("model", ["res.partner.category", "product.category"])
def test_two_that_are_put_below_one_of_them_stand_below_themselves(house: House, model: str) -> None:
    """A circle of records is found wherever it closes, and refused."""
    both = list(house.call(model, "create", vals_list=[{"name": "one"}, {"name": "two"}]))
    refused = house.refusal(model, "write", ids=both, vals={"parent_id": both[1]})
    assert refused == (422, "odoo.exceptions.UserError", "Recursion Detected.")
    assert house.call(model, "search", domain=[["id", "in", both], ["parent_id", "=", False]]) == both
