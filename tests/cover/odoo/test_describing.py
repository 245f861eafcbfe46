"""Names, nested records, descriptions of fields and of rights, and what is not there."""

from __future__ import annotations

import pytest

from .support import House


def test_names_are_searched_as_people_do(house: House) -> None:
    """`name_search` finds by a part of the name, within a domain, and returns ids with labels."""
    ids = [house.create("res.partner", name=name) for name in ("Alpha", "Alphabet", "Beta")]
    assert house.call("res.partner", "name_search", name="alph") == [[ids[0], "Alpha"], [ids[1], "Alphabet"]]
    assert house.call("res.partner", "name_search", name="alph", limit=1) == [[ids[0], "Alpha"]]
    assert house.call("res.partner", "name_search", name="alph", domain=[["id", "!=", ids[0]]]) == [
        [ids[1], "Alphabet"]
    ]
    assert house.call("res.partner", "name_search", name="Beta", operator="=") == [[ids[2], "Beta"]]
    assert house.call("res.partner", "name_search", domain=[["id", "in", ids[:2]]]) == [
        [ids[0], "Alpha"],
        [ids[1], "Alphabet"],
    ]
    assert (
        house.refusal("res.partner", "name_search", name="x", operator="frob")[2]
        == "Invalid operator in condition ('display_name', 'frob', 'x')"
    )


def test_records_are_read_nested(house: House) -> None:
    """`web_read` nests the records behind references and links as its specification says."""
    belgium = house.call("res.country", "search", domain=[["code", "=", "BE"]])[0]
    child = house.create("res.partner", name="x", parent_id=1, country_id=belgium)
    specification = {
        "name": {},
        "country_id": {"fields": {"code": {}}},
        "parent_id": {},
        "child_ids": {"fields": {"name": {}}},
    }
    assert (
        house.call("res.partner", "web_read", ids=[child, child], specification=specification)
        == [{"id": child, "name": "x", "country_id": {"id": belgium, "code": "BE"}, "parent_id": 1, "child_ids": []}]
        * 2
    )
    [record] = house.call("res.partner", "web_read", ids=[1], specification={"child_ids": {"fields": {"name": {}}}})
    assert record == {"id": 1, "child_ids": [{"id": child, "name": "x"}]}
    assert house.call("res.partner", "web_read", ids=[1], specification={}) == [{"id": 1}]


@pytest.mark.parametrize(
    ("specification", "name", "message"),
    [
        (None, "TypeError", "'NoneType' object is not iterable"),
        ([], "AttributeError", "'list' object has no attribute 'items'"),
        ({"parent_id": 5}, "TypeError", "argument of type 'int' is not iterable"),
        ({"nofield": {}}, "ValueError", "Invalid field 'nofield' on 'res.partner'"),
    ],
)
def test_specifications_that_are_none(house: House, specification: object, name: str, message: str) -> None:
    """A specification of a wrong shape ends in what Python says."""
    assert house.refusal("res.partner", "web_read", ids=[1], specification=specification) == (
        500,
        f"builtins.{name}",
        message,
    )


def test_fields_describe_themselves(house: House) -> None:
    """`fields_get` describes the fields asked for with the attributes asked for, and drops names that are none."""
    described = house.call(
        "res.partner", "fields_get", allfields=["name", "country_id", "nofield"], attributes=["type", "relation"]
    )
    assert described == {"name": {"type": "char"}, "country_id": {"type": "many2one", "relation": "res.country"}}
    assert "help" not in house.call("res.partner", "fields_get", allfields=["name"])["name"]


def test_a_field_for_others_is_not_described(house: House) -> None:
    """A field that a user's groups do not let them see is absent from `fields_get`."""
    mine, theirs = (house.call("res.users", "fields_get", by=by) for by in ("portal", "admin"))
    assert mine.keys() < theirs.keys()


def test_access_is_told_before_it_is_tried(house: House) -> None:
    """`has_access` says what would be refused, and knows four operations."""
    assert house.call("res.partner", "has_access", operation="write") is True
    assert house.call("account.move.line", "has_access", by="employee", operation="read") is False
    refused = (500, "builtins.AssertionError", "Invalid access mode")
    assert house.refusal("res.partner", "has_access", operation="frob") == refused


def test_unknown_models_and_methods(house: House) -> None:
    """What the real server does not have is an error of its own; what only the fake does not have is said loudly."""
    call = (*house.credentials(), "foo.bar", "read", [[1]])
    assert house.fault("object", "execute_kw", *call) == (2, "Object foo.bar doesn't exist")
    call = (*house.credentials(), "res.partner", "frob", [[1]])
    assert house.fault("object", "execute_kw", *call) == (
        1,
        "AttributeError: The method 'res.partner.frob' does not exist",
    )
    for model, method, what in (
        ("account.merge.wizard", "search", "the model account.merge.wizard"),
        ("res.partner", "message_post", "res.partner.message_post"),
        ("account.move", "action_reverse", "account.move.action_reverse"),
    ):
        said = f"{what} is not in the fake; docs/fidelity.md lists what is"
        call = (*house.credentials(), model, method, [[1]])
        assert house.fault("object", "execute_kw", *call) == (1, f"twinledger.NotInFake: {said}")
        assert house.refusal(model, method) == (501, "twinledger.NotInFake", said)
