"""Reading: order, pages, fields, references, records that are not there, archived ones, and what is not said."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

COLORS = {"c": 3, "a": 1, "n": 0, "b": 1}


@pytest.fixture
def colored(house: House) -> House:
    """Give a test four contacts with colours and, two of them, with an e-mail address."""
    for name, color in COLORS.items():
        email = {"a": "z@x.test", "b": "y@x.test"}.get(name, False)
        house.ids[name] = house.create("res.partner", name=name, color=color, email=email)
    return house


def ordered(house: House, order: object, **named: object) -> str:
    """Return the names of the four in an order, as one word."""
    domain = [["id", "in", [house.ids[name] for name in COLORS]]]
    records = house.call("res.partner", "search_read", domain=domain, fields=["name"], order=order, **named)
    return "".join(record["name"] for record in records)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", "abcn"),
        ("name desc", "ncba"),
        ("name DESC", "ncba"),
        ("id", "canb"),
        ("color, name", "nabc"),
        ("color desc, name desc", "cban"),
        ("color,name desc", "nbac"),
        ("email, id", "bacn"),
        ("email desc, id", "cnab"),
        ("email asc nulls first, id", "cnba"),
        ("email desc nulls last, id", "abcn"),
        ("id ,name", "canb"),
        ("id:x", "canb"),
        ("id\n", "canb"),
        (None, "abcn"),
        (False, "abcn"),
        ("", "abcn"),
    ],
)
def test_orders(colored: House, order: object, names: str) -> None:
    """Records come in the order asked for; what has no value is last when ascending and first when descending."""
    assert ordered(colored, order) == names


def test_texts_are_ordered_by_code_point(house: House) -> None:
    """Capitals come before small letters, and accented letters after all of them."""
    names = ["b", "B", "é", "a", "Z", "_"]
    ids = [house.create("res.partner", name=name) for name in names]
    records = house.call("res.partner", "search_read", domain=[["id", "in", ids]], fields=["name"], order="name")
    assert [record["name"] for record in records] == ["B", "Z", "_", "a", "b", "é"]


def test_a_reference_is_ordered_as_the_other_side_is(house: House) -> None:
    """Ordering by a reference uses the other model's own order; `.id` orders by its number."""
    late, early = house.create("res.partner", name="A late"), house.create("res.partner", name="Z early")
    children = [house.create("res.partner", name="x", parent_id=parent) for parent in (early, late)]
    domain = [["id", "in", children]]
    assert house.call("res.partner", "search", domain=domain, order="parent_id") == children[::-1]
    assert house.call("res.partner", "search", domain=domain, order="parent_id.id") == children[::-1]
    assert house.call("res.partner", "search", domain=domain, order="parent_id.id desc") == children


@pytest.mark.parametrize(
    ("offset", "limit", "names"),
    [
        (0, 2, "ab"),
        (2, 2, "cn"),
        (3, 2, "n"),
        (4, 2, ""),
        (1, None, "bcn"),
        (1, 0, "bcn"),
        (0, False, "abcn"),
        (0, "2", "ab"),
        ("1", "2", "bc"),
        (0, 1.5, "ab"),
        (None, 1, "a"),
        (False, 1, "a"),
        (0, [], "abcn"),
        (0, {}, "abcn"),
    ],
)
def test_pages(colored: House, offset: object, limit: object, names: str) -> None:
    """A page begins after `offset` records and has `limit` of them; nothing, 0 and False mean all."""
    assert ordered(colored, "name", offset=offset, limit=limit) == names


def test_a_count_goes_no_further_than_its_limit(colored: House) -> None:
    """`search_count` stops at its limit."""
    domain = [["id", "in", [colored.ids[name] for name in COLORS]]]
    assert [colored.call("res.partner", "search_count", domain=domain, limit=limit) for limit in (None, 2, 9, 0)] == [
        4,
        2,
        4,
        4,
    ]


def test_records_come_in_the_order_of_their_ids(colored: House) -> None:
    """`read` follows the ids it is given, repeats what is repeated, and leaves out what is not there."""
    ids = [colored.ids["n"], 99_999, colored.ids["a"], colored.ids["n"]]
    records = colored.call("res.partner", "read", ids=ids, fields=["name"])
    assert [record["name"] for record in records] == ["n", "a", "n"]
    assert colored.call("res.partner", "read", ids=[99_999], fields=["name"]) == []


def test_a_vanished_record_is_missed_by_all_but_read(colored: House) -> None:
    """Writing, deleting or asking about access to a record that is gone is an error that names it."""
    gone = colored.ids["a"]
    colored.call("res.partner", "unlink", ids=[gone])
    message = f"Record does not exist or has been deleted.\n(Record: res.partner({gone},), User: 2)"
    missing = (404, "odoo.exceptions.MissingError", message)
    assert colored.refusal("res.partner", "write", ids=[colored.ids["b"], gone], vals={"name": "x"}) == missing
    assert colored.refusal("res.partner", "unlink", ids=[gone]) == missing
    assert colored.refusal("res.partner", "has_access", ids=[gone], operation="read") == missing
    assert colored.read("res.partner", colored.ids["b"], "name") == "b"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (["nofield"], "Invalid field 'nofield' on 'res.partner'"),
        (["country_id.code"], "Invalid field 'country_id.code' on 'res.partner'"),
        ("name", "Invalid field 'n' on 'res.partner'"),
        ([5], "Invalid field 5 on 'res.partner'"),
    ],
)
def test_fields_that_are_none(house: House, fields: object, message: str) -> None:
    """A field that the model does not have is refused by name, in `read` as in `search_read`."""
    refused = (500, "builtins.ValueError", message)
    assert house.refusal("res.partner", "read", ids=[1], fields=fields) == refused
    assert house.refusal("res.partner", "search_read", domain=[], fields=fields) == refused


@pytest.mark.parametrize("fields", [None, False, []])
def test_no_fields_are_all_fields(house: House, fields: object) -> None:
    """Who names no fields gets all of them."""
    [record] = house.call("res.partner", "read", ids=[1], fields=fields)
    assert record.keys() == house.call("res.partner", "fields_get").keys()
    assert len(record) > 150
    assert house.call("res.partner", "search_read", fields=fields, limit=1)[0].keys() == record.keys()


def test_a_field_is_read_once(house: House) -> None:
    """Naming a field twice, or the id, changes nothing."""
    assert house.call("res.partner", "read", ids=[1], fields=["name", "id", "name"]) == [{"id": 1, "name": "Acme BV"}]


@pytest.mark.parametrize("load", [None, False, "", "x"])
def test_references_are_pairs_unless_told_otherwise(house: House, load: object) -> None:
    """A reference is its id with a label, and with any `load` but the classic one the bare id; links are ids."""
    id_ = house.create("res.partner", name="x", parent_id=1)
    [record] = house.call("res.partner", "read", ids=[id_], fields=["parent_id", "user_id"])
    assert record == {"id": id_, "parent_id": [1, "Acme BV"], "user_id": False}
    [record] = house.call("res.partner", "read", ids=[id_], fields=["parent_id", "user_id"], load=load)
    assert record == {"id": id_, "parent_id": 1, "user_id": False}
    [record] = house.call("res.partner", "search_read", domain=[["id", "=", 1]], fields=["child_ids"], load=load)
    assert record["child_ids"] == [id_]


def test_a_label_is_shown_to_who_may_not_see_the_record(house: House) -> None:
    """The label of a reference is there even if the record on its other side is another company's."""
    company = house.create("res.company", name="Other")
    parent = house.create("res.partner", name="Hidden", company_id=company)
    child = house.create("res.partner", name="Child", parent_id=parent)
    assert house.refusal("res.partner", "read", by="employee", ids=[parent])[:2] == (403, "odoo.exceptions.AccessError")
    [record] = house.call("res.partner", "read", by="employee", ids=[child], fields=["parent_id"])
    assert record["parent_id"] == [parent, "Hidden"]


def test_archived_records_are_seen_when_asked_about(house: House) -> None:
    """Archived records are left out, unless the context or the domain speaks of them; `read` does not mind."""
    id_ = house.create("res.partner", name="x", active=False)
    domain: list[Any] = [["id", "=", id_]]
    assert house.call("res.partner", "search", domain=domain) == []
    assert house.call("res.partner", "search", domain=domain, context={"active_test": True}) == []
    assert house.call("res.partner", "search", domain=domain, context={"active_test": False}) == [id_]
    assert house.call("res.partner", "search", domain=[*domain, ["active", "=", False]]) == [id_]
    assert house.call("res.partner", "search", domain=[*domain, ["active", "in", [True, False]]]) == [id_]
    assert house.read("res.partner", id_, "name") == "x"


def test_archived_links_are_left_out(house: House) -> None:
    """A list of links shows archived records only to who asks for them."""
    group = house.create("res.groups", name="g", user_ids=[[6, 0, [house.uids["employee"], house.uids["billing"]]]])
    house.call("res.users", "write", ids=[house.uids["billing"]], vals={"active": False})
    both = sorted([house.uids["employee"], house.uids["billing"]])
    assert house.read("res.groups", group, "user_ids") == [house.uids["employee"]]
    assert sorted(house.read("res.groups", group, "user_ids", active_test=False)) == both


def test_the_contacts_of_a_partner_are_never_archived_ones(house: House) -> None:
    """A list with a domain of its own keeps to it, whatever the context says."""
    kept, archived = (
        house.create("res.partner", name=name, parent_id=1, active=name == "kept") for name in ("kept", "archived")
    )
    assert archived
    assert house.read("res.partner", 1, "child_ids") == [kept]
    assert house.read("res.partner", 1, "child_ids", active_test=False) == [kept]


def test_values_that_are_empty(house: House) -> None:
    """Nothing is False for texts, dates, choices and references, an empty list for links, and zero for numbers."""
    id_ = house.create("res.partner", name="x")
    read = house.read(
        "res.partner", id_, "ref", "comment", "type", "country_id", "child_ids", "color", "partner_latitude"
    )
    assert read == {
        "id": id_, "ref": False, "comment": False, "type": "contact", "country_id": False, "child_ids": [], "color": 0,
        "partner_latitude": 0.0,
    }  # fmt: skip
    entry = house.read(
        "account.move", house.entry(), "invoice_date", "name", "amount_residual", "checked", "auto_post_until"
    )
    assert [entry[name] for name in entry if name != "id"] == [False, False, 0.0, False, False]
