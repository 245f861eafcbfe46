"""Domains: what each operator finds among a handful of contacts."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

EVERYBODY = {"Anna", "Bert", "Cleo", "Dora", "Élise", "Firm"}
Term = list[Any]


@pytest.fixture
def people(house: House) -> House:
    """Give a test six contacts: two of them work for the third, each with something that the others lack."""
    [be, fr] = [house.call("res.country", "search", domain=[["code", "=", code]])[0] for code in ("BE", "FR")]
    firm = house.create("res.partner", name="Firm", is_company=True, country_id=be, email="info@firm.test", color=5)
    house.ids |= {"Firm": firm, "BE": be, "FR": fr}
    for vals in (
        {"name": "Anna", "email": "anna@firm.test", "color": 1, "parent_id": firm, "ref": "A_1"},
        {"name": "Bert", "email": False, "color": 2, "parent_id": firm, "ref": "A%2"},
        {"name": "Cleo", "email": "", "color": 0, "country_id": fr, "ref": "a\\3"},
        {"name": "Dora", "color": -3, "active": False, "country_id": be},
        {"name": "Élise", "email": "elise@home.test", "color": 10, "comment": "<p>x</p>"},
    ):
        house.ids[vals["name"]] = house.create("res.partner", **vals)
    return house


def found(house: House, *domain: Term | str, **context: object) -> set[str]:
    """Return the names of the six that a domain finds, archived or not unless the context says otherwise."""
    ids = [house.ids[name] for name in EVERYBODY]
    wanted = ["&", ["id", "in", ids], *(domain if len(domain) == 1 or isinstance(domain[0], str) else ["&", *domain])]
    context = {"active_test": False, **context}
    records = house.call("res.partner", "search_read", domain=wanted, fields=["name"], context=context)
    assert len(records) == house.call("res.partner", "search_count", domain=wanted, context=context)
    return {record["name"] for record in records}


@pytest.mark.parametrize(
    ("term", "names"),
    [
        (["name", "=", "Anna"], {"Anna"}),
        (["name", "==", "Anna"], {"Anna"}),
        (["name", "=", "anna"], set()),
        (["name", "!=", "Anna"], EVERYBODY - {"Anna"}),
        (["name", "<>", "Anna"], EVERYBODY - {"Anna"}),
        (["email", "=", False], {"Bert", "Cleo", "Dora"}),
        (["email", "=", None], {"Bert", "Cleo", "Dora"}),
        (["email", "=", ""], {"Bert", "Cleo", "Dora"}),
        (["email", "!=", False], {"Anna", "Élise", "Firm"}),
        (["email", "!=", "anna@firm.test"], EVERYBODY - {"Anna"}),
        (["email", "in", ["anna@firm.test", False]], {"Anna", "Bert", "Cleo", "Dora"}),
        (["email", "not in", ["anna@firm.test", False]], {"Élise", "Firm"}),
        (["email", "not in", ["anna@firm.test"]], EVERYBODY - {"Anna"}),
        (["name", "in", []], set()),
        (["name", "not in", []], EVERYBODY),
        (["name", "in", "Anna"], {"Anna"}),
        (["name", "IN", ["Anna"]], {"Anna"}),
        (["name", "=", ["Anna", "Bert"]], {"Anna", "Bert"}),
        (["name", "=", True], set()),
        (["name", "<", "Bert"], {"Anna"}),
        (["name", "<=", "Bert"], {"Anna", "Bert"}),
        (["name", ">", "Firm"], {"Élise"}),
        (["name", ">=", "Firm"], {"Firm", "Élise"}),
        (["email", "<", "b"], {"Anna", "Bert", "Cleo", "Dora"}),
        (["email", ">", False], {"Anna", "Élise", "Firm"}),
        (["color", "=", 2], {"Bert"}),
        (["color", "=", "2"], {"Bert"}),
        (["color", "=", 2.9], {"Bert"}),
        (["color", "=", False], {"Cleo"}),
        (["color", "=", True], {"Anna"}),
        (["color", ">", 2], {"Élise", "Firm"}),
        (["color", "<", 0], {"Dora"}),
        (["color", ">=", False], EVERYBODY - {"Dora"}),
        (["color", "<", 10**30], EVERYBODY),
        (["color", "in", [1, 2, 10**30]], {"Anna", "Bert"}),
        (["is_company", "=", True], {"Firm"}),
        (["is_company", "!=", True], EVERYBODY - {"Firm"}),
        (["is_company", "=", "yes"], {"Firm"}),
        (["is_company", "in", [True, False]], EVERYBODY),
        (["is_company", "in", [None, 0]], EVERYBODY - {"Firm"}),
        (["active", "=", False], {"Dora"}),
        (["id", "!=", False], EVERYBODY),
        (["id", "=", False], set()),
    ],
)  # fmt: skip
def test_equality_and_order(people: House, term: Term, names: set[str]) -> None:
    """Values are compared as 19.0 does: empty is False, and nothing is lost to NULL."""
    assert found(people, term) == names


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("like", "nn", {"Anna"}),
        ("like", "NN", set()),
        ("ilike", "NN", {"Anna"}),
        ("ilike", "éL", {"Élise"}),
        ("ilike", "el", set()),
        ("not like", "nn", EVERYBODY - {"Anna"}),
        ("not ilike", "NN", EVERYBODY - {"Anna"}),
        ("=like", "A%", {"Anna"}),
        ("=like", "a%", set()),
        ("=like", "nn", set()),
        ("=like", "_e__", {"Bert"}),
        ("=ilike", "a%", {"Anna"}),
        ("not =like", "A%", EVERYBODY - {"Anna"}),
        ("not =ilike", "a%", EVERYBODY - {"Anna"}),
        ("like", "", EVERYBODY),
        ("like", False, EVERYBODY),
        ("not like", "", set()),
        ("=like", False, set()),
        ("like", "%", EVERYBODY),
        ("like", "_____", {"Élise"}),
    ],
)
def test_patterns_of_names(people: House, operator: str, value: object, names: set[str]) -> None:
    """A pattern has wildcards; `like` looks anywhere, `=like` at the whole, and an `i` forgives case."""
    assert found(people, ["name", operator, value]) == names


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("A\\_1", {"Anna"}),
        ("A_1", {"Anna"}),
        ("A\\%2", {"Bert"}),
        ("A%", {"Anna", "Bert"}),
        ("a\\\\3", {"Cleo"}),
        ("_\\_", set()),
    ],
)
def test_a_backslash_takes_a_wildcard_its_meaning(people: House, pattern: str, names: set[str]) -> None:
    """A wildcard after a backslash stands for itself."""
    assert found(people, ["ref", "=like", pattern]) == names


def test_negations_find_what_has_no_value(people: House) -> None:
    """What has no value is unlike any pattern and different from any value."""
    assert found(people, ["ref", "not like", "A"]) == {"Cleo", "Dora", "Élise", "Firm"}
    assert found(people, ["country_id", "!=", people.ids["BE"]]) == EVERYBODY - {"Firm", "Dora", "Anna", "Bert"}
    assert found(people, ["country_id", "not ilike", "belg"]) == EVERYBODY - {"Firm", "Dora", "Anna", "Bert"}


@pytest.mark.parametrize(
    ("term", "names"),
    [
        (["parent_id", "=", "Firm"], {"Anna", "Bert"}),
        (["parent_id", "ilike", "FIRM"], {"Anna", "Bert"}),
        (["parent_id", "=", False], EVERYBODY - {"Anna", "Bert"}),
        (["parent_id", "!=", False], {"Anna", "Bert"}),
        (["parent_id", "in", [False]], EVERYBODY - {"Anna", "Bert"}),
        (["parent_id", ">", 1], {"Anna", "Bert"}),
        (["parent_id", ">", 0], set()),
        (["parent_id.name", "=", "Firm"], {"Anna", "Bert"}),
        (["parent_id.name", "!=", "Firm"], set()),
        (["parent_id.country_id.code", "=", "BE"], {"Anna", "Bert"}),
        (["parent_id", "any", [["color", "=", 5]]], {"Anna", "Bert"}),
        (["parent_id", "not any", [["color", "=", 5]]], EVERYBODY - {"Anna", "Bert"}),
        (["parent_id", "any", []], {"Anna", "Bert"}),
        (["child_ids", "=", False], EVERYBODY - {"Firm"}),
        (["child_ids", "!=", False], {"Firm"}),
        (["child_ids.name", "=", "Anna"], {"Firm"}),
        (["child_ids", "any", [["name", "=", "Anna"]]], {"Firm"}),
        (["child_ids", "not any", [["name", "=", "Anna"]]], EVERYBODY - {"Firm"}),
        (["child_ids", "ilike", "ann"], {"Firm"}),
        (["country_id", "=", "Belgium"], {"Firm", "Dora", "Anna", "Bert"}),
        (["country_id", "in", ["Belgium", "France"]], {"Firm", "Dora", "Anna", "Bert", "Cleo"}),
        (["id", "any", [["color", "=", 5]]], {"Firm"}),
    ],
)
def test_relations(people: House, term: Term, names: set[str]) -> None:
    """References are searched by id, by name, along a path, or by a domain about the other side."""
    assert found(people, term) == names


def test_trees(people: House) -> None:
    """`child_of` finds a record with all below it, `parent_of` with all above it; both take ids and names."""
    firm, anna = people.ids["Firm"], people.ids["Anna"]
    assert found(people, ["id", "child_of", firm]) == {"Firm", "Anna", "Bert"}
    assert found(people, ["id", "child_of", [firm, people.ids["Cleo"]]]) == {"Firm", "Anna", "Bert", "Cleo"}
    assert found(people, ["id", "child_of", "Firm"]) == {"Firm", "Anna", "Bert"}
    assert found(people, ["id", "parent_of", anna]) == {"Firm", "Anna"}
    assert found(people, ["parent_id", "child_of", firm]) == {"Firm", "Anna", "Bert"}
    assert found(people, ["id", "child_of", []]) == set()


def test_a_condition_may_be_absent(people: House) -> None:
    """`=?` holds for all when its value is empty."""
    assert found(people, ["color", "=?", 2]) == {"Bert"}
    assert found(people, ["color", "=?", False]) == found(people, ["email", "=?", ""]) == EVERYBODY


def test_no_number_is_above_all_amounts(house: House) -> None:
    """PostgreSQL has it so: no amount is equal to it, and each is below it."""
    nan, count = float("nan"), house.call("account.move", "search_count", domain=[])
    house.create("account.move", partner_id=1)
    for operator, found in (("=", 0), ("in", 0), (">", 0), ("!=", count + 1), ("not in", count + 1), ("<", count + 1)):
        domain = [["amount_total", operator, [nan] if "in" in operator else nan]]
        assert (house.call("account.move", "search_count", domain=domain), operator) == (found, operator)


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        (["|", ["name", "=", "Anna"], ["name", "=", "Bert"]], {"Anna", "Bert"}),
        (["&", ["color", ">", 0], ["color", "<", 3]], {"Anna", "Bert"}),
        (["!", ["color", ">", 0]], {"Cleo", "Dora"}),
        (["!", "|", ["name", "=", "Anna"], ["color", "=", 2]], EVERYBODY - {"Anna", "Bert"}),
        (["!", "!", ["name", "=", "Anna"]], {"Anna"}),
        (["&", "|", ["name", "=", "Anna"], ["name", "=", "Bert"], ["color", "=", 2]], {"Bert"}),
        (["|", "&", ["color", "=", 1], ["color", "=", 2], ["color", "=", 5]], {"Firm"}),
        ([[1, "=", 1]], EVERYBODY),
        ([[0, "=", 1]], set()),
        (["|", [0, "=", 1], ["color", "=", 5]], {"Firm"}),
        (["!", [1, "=", 1]], set()),
    ],
)
def test_operators_between_terms(people: House, domain: list[Any], names: set[str]) -> None:
    """Operators stand before their terms; terms without one must all hold."""
    assert found(people, *domain) == names


def test_terms_side_by_side_must_all_hold(people: House) -> None:
    """A list of terms means that all of them hold, also around operators."""
    domain = [["is_company", "=", False], "|", ["name", "=", "Anna"], ["name", "=", "Firm"], ["color", ">", 0]]
    records = people.call("res.partner", "search_read", domain=domain, fields=["name"])
    assert [record["name"] for record in records] == ["Anna"]


def test_long_domains(people: House) -> None:
    """Hundreds of terms, or thousands of ids, are nothing special."""
    ids = sorted(people.ids[name] for name in EVERYBODY)
    chain = ["|"] * 1499 + [["id", "=", number] for number in range(ids[-1] - 1499, ids[-1] + 1)]
    assert set(ids) <= set(people.call("res.partner", "search", domain=chain, context={"active_test": False}))
    assert found(people, ["id", "in", list(range(20_000))]) == EVERYBODY
    assert found(people, *["&"] * 999, *[["name", "!=", str(number)] for number in range(1000)]) == EVERYBODY
    assert found(people, *["!"] * 3000, ["name", "=", "Anna"]) == {"Anna"}


def test_the_rights_to_the_other_side_count(people: House) -> None:
    """A path leads only to records that the user may see."""
    secret = people.create("res.company", name="Secret")
    partner = people.create("res.partner", name="Hidden", company_id=secret)
    child = people.create("res.partner", name="Child", parent_id=partner)
    domain = [["parent_id.name", "=", "Hidden"]]
    assert people.call("res.partner", "search", domain=domain) == [child]
    people.call("res.users", "write", ids=[2], vals={"company_ids": [[3, secret]]})
    assert people.call("res.partner", "search", domain=domain) == []
