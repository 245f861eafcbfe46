"""The domain language: the tree that a list makes, its opposite, and how it is shown again."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo.errors import DomainError, OdooError
from mock_odoo.orm.domain import (
    ALL,
    NOTHING,
    And,
    Condition,
    Node,
    Not,
    Or,
    as_list,
    conditions_of,
    fields_of,
    joined,
    negated,
    on_the_wire,
    parse,
)

A, B, C, D, E, F = (Condition(name, "=", 1) for name in "abcdef")
TERMS = {"a": ["a", "=", 1], "b": ["b", "=", 1], "c": ["c", "=", 1], "d": ["d", "=", 1], "e": ["e", "=", 1]}
TERMS["f"] = ["f", "=", 1]


def _read(words: str) -> Node:
    return parse([TERMS.get(word, word) for word in words.split()])


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ("", ALL),
        ("a", A),
        ("a b", And((A, B))),
        ("& a b", And((A, B))),
        ("| a b", Or((A, B))),
        ("& a & b c", And((A, B, C))),
        ("& & a b c", And((A, B, C))),
        ("| | a b | c d", Or((A, B, C, D))),
        ("| a | b | c d", Or((A, B, C, D))),
        ("| | | a b c d", Or((A, B, C, D))),
        ("& | a b c", And((Or((A, B)), C))),
        ("& c | a b", And((C, Or((A, B))))),
        ("| & a b & c d", Or((And((A, B)), And((C, D))))),
        ("& & a b | c d", And((A, B, Or((C, D))))),
        ("& a | b & c d", And((A, Or((B, And((C, D))))))),
        ("a | b c d", And((A, Or((B, C)), D))),
        ("& a b c & d e", And((A, B, C, D, E))),
        ("& & & a b c & & d e f", And((A, B, C, D, E, F))),
    ],
)
def test_operators_stand_before_what_they_join(words: str, tree: Node) -> None:
    """A chain of one operator is one node, however it is nested; terms side by side are joined by and."""
    assert _read(words) == tree


def _opposite(condition: Condition) -> Condition:
    return Condition(condition.field, "!=", condition.value)


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ("! a", _opposite(A)),
        ("! ! a", A),
        ("! & a b", Or((_opposite(A), _opposite(B)))),
        ("! | a b", And((_opposite(A), _opposite(B)))),
        ("! & a | b c", Or((_opposite(A), And((_opposite(B), _opposite(C)))))),
        ("& ! | a b c", And((_opposite(A), _opposite(B), C))),
        ("! a b", And((_opposite(A), B))),
    ],
)
def test_not_goes_into_the_terms(words: str, tree: Node) -> None:
    """What is not both is not the one or not the other."""
    assert _read(words) == tree


@pytest.mark.parametrize(
    ("operator", "opposite"),
    [
        ("=", "!="),
        ("in", "not in"),
        ("like", "not like"),
        ("ilike", "not ilike"),
        ("=like", "not =like"),
        ("=ilike", "not =ilike"),
        ("any", "not any"),
    ],
)
def test_operators_have_opposites(operator: str, opposite: str) -> None:
    """Each of the two is the other's, but on a path, whose opposite also holds where it leads nowhere."""
    one, other = Condition("name", operator, "x"), Condition("name", opposite, "x")
    assert (negated(one), negated(other)) == (other, one)
    path = Condition("parent_id.name", operator, "x")
    assert negated(path) == Not(path)
    assert negated(Not(path)) == path


@pytest.mark.parametrize("operator", ["<", ">", "<=", ">=", "=?", "child_of", "parent_of"])
def test_other_terms_are_negated_as_a_whole(operator: str) -> None:
    """An inequality does not hold of what is empty, and neither does its inverse."""
    term = Condition("color", operator, 1)
    assert (negated(term), negated(Not(term))) == (Not(term), term)
    assert parse(["!", ["color", operator, 1]]) == Not(term)


def test_a_double_equals_sign_is_negated_as_a_whole() -> None:
    """It is another name for equality, and yet its opposite is not the other name for difference (observed)."""
    term = Condition("name", "=", "x", alias="==")
    assert parse([["name", "==", "x"]]) == term
    assert parse(["!", ["name", "==", "x"]]) == Not(term)
    assert parse(["!", ["name", "<>", "x"]]) == Condition("name", "=", "x")


@pytest.mark.parametrize(
    ("condition", "asked", "shown"),
    [
        (Condition("f", "=", 1), "=", "('f', '=', 1)"),
        (Condition("f", "=", 1, negated=True), "!=", "('f', '!=', 1)"),
        (Condition("f", "in", [1], negated=True), "not in", "('f', 'not in', [1])"),
        (Condition("f", "<", 1), "<", "('f', '<', 1)"),
        (Condition("f", "<", 1, negated=True), ">=", "('f', '<', 1)"),
        (Condition("f", ">", 1, negated=True), "<=", "('f', '>', 1)"),
        (Condition("f", "<=", 1, negated=True), ">", "('f', '<=', 1)"),
        (Condition("f", ">=", 1, negated=True), "<", "('f', '>=', 1)"),
    ],
)
def test_a_condition_knows_what_was_asked(condition: Condition, asked: str, shown: str) -> None:
    """The opposite of an equality is shown as what was asked for, that of an inequality as what it is opposite to."""
    assert (condition.asked, repr(condition)) == (asked, shown)


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        (["name", "IN", ["x"]], Condition("name", "in", ["x"])),
        (["name", "Not =ILike", "x"], Condition("name", "not =ilike", "x")),
        (("name", "=", None), Condition("name", "=", False)),
        (["name", "=", 0], Condition("name", "=", 0)),
        (["name", "<>", "x"], Condition("name", "!=", "x")),
    ],
)
def test_terms_are_read_in_any_case(given: Any, condition: Condition) -> None:
    """Nothing is False, and other names of an operator are its own."""
    found = parse([given])
    assert found == condition
    assert repr(found.value) == repr(condition.value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("domain", "tree"),
    [
        (True, ALL),
        (False, NOTHING),
        ([[1, "=", 1]], ALL),
        ([(0, "=", 1)], NOTHING),
        ([], ALL),
        ((), ALL),
        (([1, "=", 1], TERMS["a"]), A),
    ],
)
def test_some_domains_hold_always_or_never(domain: Any, tree: Node) -> None:
    """A truth value is one, too."""
    assert joined(parse(domain)) == tree if tree is not A else parse(domain) == And((A,))


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("x", "Domain() invalid argument type for domain: 'x'"),
        (None, "Domain() invalid argument type for domain: None"),
        ([[2, "=", 1]], "Domain() invalid arguments: (2, '=', 1)"),
        ([[1, "=", 2]], "Domain() invalid arguments: (1, '=', 2)"),
        ([[0, "!=", 1]], "Domain() invalid arguments: (0, '!=', 1)"),
        ([["", "=", None]], "Empty field name in condition ('', '=', None)"),
        ([["", "=", 7]], "Empty field name in condition ('', '=', 7)"),
        ([["name", ["="], 1]], "unhashable type: 'list'"),
        ([["name", 5, 1]], "'int' object has no attribute 'lower'"),
    ],
)
def test_what_is_no_domain_is_refused_for_its_type(domain: Any, words: str) -> None:
    """In the real server's words."""
    with pytest.raises(OdooError) as refused:
        parse(domain)
    assert refused.value.message == words
    kind = "AttributeError" if "attribute" in words else "TypeError"
    assert refused.value.class_name == f"builtins.{kind}"


@pytest.mark.parametrize(
    ("domain", "meaning", "details"),
    [
        (["&", TERMS["a"]], "no domain", {"domain": ["&", TERMS["a"]]}),
        (["!"], "no domain", {"domain": ["!"]}),
        (["x"], "no condition", {"item": "x"}),
        ([["name", "="]], "no condition", {"item": ["name", "="]}),
        ([["name", "any!", []]], "no condition", {"item": ["name", "any!", []]}),
        ([["name", "not any!", []]], "no condition", {"item": ["name", "not any!", []]}),
        (
            [["name", "Frob", None]],
            "unknown operator",
            {"condition": Condition("name", "Frob", False), "item": ["name", "Frob", None]},
        ),
    ],
)
def test_what_is_no_domain_is_refused_with_what_is_wrong(domain: Any, meaning: str, details: dict[str, Any]) -> None:
    """Versions choose the words for it."""
    with pytest.raises(DomainError) as refused:
        parse(domain)
    assert (refused.value.meaning, refused.value.details) == (meaning, details)


@pytest.mark.parametrize(
    ("tree", "shown"),
    [
        (A, [("a", "=", 1)]),
        (Condition("name", "!=", "x", alias="<>"), [("name", "<>", "x")]),
        (ALL, [(1, "=", 1)]),
        (NOTHING, [(0, "=", 1)]),
        (And((A, B, C)), ["&", "&", ("a", "=", 1), ("b", "=", 1), ("c", "=", 1)]),
        (Or((A, And((B, C)))), ["|", ("a", "=", 1), "&", ("b", "=", 1), ("c", "=", 1)]),
        (Not(Or((A, B))), ["!", "|", ("a", "=", 1), ("b", "=", 1)]),
        (And((A,)), [("a", "=", 1)]),
    ],
)
def test_a_tree_is_shown_as_clients_write_it(tree: Node, shown: list[Any]) -> None:
    """Operators before their terms, which are tuples in messages and lists on the wire."""
    assert as_list(tree) == shown
    assert on_the_wire(tree) == [list(item) if isinstance(item, tuple) else item for item in shown]
    assert all(isinstance(item, str | list) for item in on_the_wire(tree))


@pytest.mark.parametrize(("asked", "shown"), [("<>", "<>"), ("==", "=="), ("IN", "in"), ("=", "="), ("!=", "!=")])
def test_a_term_is_shown_with_the_name_of_its_operator_that_was_used(asked: str, shown: str) -> None:
    """In small letters."""
    assert as_list(parse([["name", asked, "x"]])) == [("name", shown, "x")]


def test_trees_are_joined_in_one_chain() -> None:
    """All must hold, and a single one stays what it is."""
    assert joined(Or((A, B))) == Or((A, B))
    assert joined(And((A, B)), C, Or((D, E))) == And((A, B, C, Or((D, E))))
    assert joined() == ALL


def test_the_conditions_of_a_tree_are_found_in_order() -> None:
    """Whatever stands around them; of a path the first field counts."""
    path = Condition("parent_id.country_id.code", "=", "BE")
    tree = And((A, Not(Or((path, B))), C))
    assert list(conditions_of(tree)) == [A, path, B, C]
    assert list(fields_of(tree)) == ["a", "parent_id", "b", "c"]
