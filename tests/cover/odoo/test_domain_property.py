"""Any domain finds what plain Python finds by going through the records."""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .support import House, fault

Record = Mapping[str, Any]
PEOPLE: list[Record] = [
    {"name": "Firm", "email": "info@firm.test", "color": 5, "is_company": True, "active": True, "parent_id": False},
    {"name": "Anna", "email": "anna@firm.test", "color": 1, "is_company": False, "active": True, "parent_id": "Firm"},
    {"name": "Bert", "email": False, "color": 0, "is_company": False, "active": False, "parent_id": "Firm"},
    {"name": "Cleo_1", "email": "", "color": -3, "is_company": False, "active": True, "parent_id": "Anna"},
    {"name": "a%b", "email": "ANNA@FIRM.TEST", "color": 5, "is_company": True, "active": True, "parent_id": False},
    {"name": "Élise", "email": False, "color": 2147483647, "is_company": False, "active": False, "parent_id": "a%b"},
]
BY_NAME = {record["name"]: record for record in PEOPLE}
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"<": op.lt, ">": op.gt, "<=": op.le, ">=": op.ge}

texts = st.sampled_from(["Firm", "anna", "a", "A%", "_", "\\%", "b\\", "é", "%@%", "", "firm.test", "1"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "name": texts,
    "email": texts | st.just(False),
    "color": st.integers(-4, 6) | st.sampled_from([2147483647, 10**12, False]),
    "is_company": st.booleans(),
    "parent_id": st.sampled_from([*BY_NAME, False]),
}
LIKES = ("like", "ilike", "not like", "not ilike", "=like", "=ilike", "not =like", "not =ilike")


def operators(field: str) -> list[str]:
    """Return the operators that mean something for a field."""
    kinds = {
        "is_company": [],
        "parent_id": ["child_of"],
        "color": [*COMPARE],
        "name": [*COMPARE, *LIKES],
        "email": [*COMPARE, *LIKES],
    }
    return ["=", "!=", "in", "not in", *kinds[field]]


@st.composite
def terms(draw: st.DrawFn) -> list[Any]:
    """Draw a term about a field of a contact, or of its parent."""
    field = draw(st.sampled_from(sorted(VALUES)))
    operator = draw(st.sampled_from(operators(field)))
    value = draw(st.lists(VALUES[field], max_size=3) if operator in ("in", "not in") else VALUES[field])
    path = draw(st.sampled_from(["", "", "parent_id."]))
    return [path + field, operator, value]


domains = st.recursive(
    terms().map(lambda term: [term]),
    lambda inner: (
        inner.map(lambda part: ["!", *part])
        | st.tuples(st.sampled_from("&|"), inner, inner).map(lambda drawn: [drawn[0], *drawn[1], *drawn[2]])
    ),
    max_leaves=6,
)


def holds(domain: list[Any], record: Record) -> bool:
    """Tell whether a record fulfils a whole domain, taken apart from its end."""
    stack: list[bool] = []
    for item in reversed(domain):
        if item == "!":
            stack.append(not stack.pop())
        elif item in ("&", "|"):
            first, second = stack.pop(), stack.pop()
            stack.append((first and second) if item == "&" else (first or second))
        else:
            stack.append(fulfils(*item, record))
    return all(stack)


def fulfils(path: str, operator: str, value: Any, record: Record) -> bool:
    """Tell whether a record fulfils a term; without a parent nothing is true of the parent."""
    if path.startswith("parent_id."):
        parent = record["parent_id"]
        return bool(parent) and fulfils(path.removeprefix("parent_id."), operator, value, BY_NAME[parent])
    if operator.startswith("not ") or operator == "!=":
        return not fulfils(path, "=" if operator == "!=" else operator.removeprefix("not "), value, record)
    mine = record[path]
    if operator == "child_of":
        return value in lineage(record["name"]) if value else False
    if operator in ("=", "in"):
        values = value if isinstance(value, list) else [value]
        return any((mine or None) == (one or None) if one is not True else mine is True for one in values)
    if operator in COMPARE:
        empty: Any = 0 if path == "color" else ""
        return COMPARE[operator](mine or empty, value or empty)
    return matches(operator, str(value or ""), mine or None)


def lineage(name: str | bool) -> set[str]:
    """Return a name with those of all parents."""
    return set() if not isinstance(name, str) else {name} | lineage(BY_NAME[name]["parent_id"])


def matches(operator: str, pattern: str, text: str | None) -> bool:
    """Tell whether a text is like a pattern, read character by character."""
    if not pattern:
        return text is None if operator.startswith("=") else True
    if text is None:
        return False
    pattern = pattern if operator.startswith("=") else f"%{pattern}%"
    regex, characters = "", iter(pattern)
    for character in characters:
        if character == "\\":
            regex += re.escape(next(characters, "\\"))
        else:
            regex += {"%": "(?s:.*)", "_": "(?s:.)"}.get(character, re.escape(character))
    return re.fullmatch(regex, text, re.IGNORECASE if "ilike" in operator else 0) is not None


def ends_open(item: Any) -> bool:
    """Tell whether a term has a whole pattern with nothing behind its last escape: that is no pattern (observed)."""
    return isinstance(item, list) and "=" in item[1] and "like" in item[1] and str(item[2]).endswith("\\")


@pytest.fixture
def people(house: House) -> House:
    """Give the test the contacts."""
    for record in PEOPLE:
        parent = house.ids[record["parent_id"]] if record["parent_id"] else False
        house.ids[record["name"]] = house.create("res.partner", **{**record, "parent_id": parent})
    return house


def with_ids(house: House, domain: list[Any]) -> list[Any]:
    """Return the domain with ids in the place of the names of parents."""

    def replaced(term: list[Any]) -> list[Any]:
        value = term[2]
        ids = [house.ids.get(one, False) for one in value] if isinstance(value, list) else house.ids.get(value, False)
        return [term[0], term[1], ids] if term[0].endswith("parent_id") else term

    return [item if isinstance(item, str) else replaced(item) for item in domain]


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(domain=domains)
def test_any_domain_finds_what_python_finds(people: House, domain: list[Any]) -> None:
    """Whatever the terms and the operators between them, search and count agree with a walk through the records."""
    expected = {record["name"] for record in PEOPLE if holds(domain, record)}
    wanted = [["id", "in", [people.ids[name] for name in BY_NAME]], *with_ids(people, domain)]
    context = {"active_test": False}
    if any(ends_open(item) for item in domain):
        _, told = fault(people, "res.partner", "search_count", wanted, context=context)
        assert told.endswith("LIKE pattern must not end with escape character")
        return
    found = people.call("res.partner", "search_read", domain=wanted, fields=["name"], context=context)
    assert {record["name"] for record in found} == expected
    assert people.call("res.partner", "search_count", domain=wanted, context=context) == len(expected)
    seen = people.call("res.partner", "search_read", domain=wanted, fields=["name"])
    assert {record["name"] for record in seen} == {name for name in expected if BY_NAME[name]["active"]}
