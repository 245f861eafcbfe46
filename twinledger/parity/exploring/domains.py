"""Domains, orders, fields and groupings as an exploration draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import KINDS, Kind
from twinledger.parity.exploring.operands import PATTERNS, Drawn, compared, rarely

EQUALITY = ["=", "!=", "in", "not in", "=?"]
ORDER = ["<", ">", "<=", ">="]
LIKES = ["like", "ilike", "not like", "not ilike", "=like", "=ilike", "not =like", "not =ilike"]
TREES = ["child_of", "parent_of"]
INSIDE = ["any", "not any"]
ALL = [*EQUALITY, *ORDER, *LIKES, *TREES, *INSIDE, "<>", "==", "IN", "frob"]
TYPICAL = {
    "char": [*EQUALITY, *LIKES, *ORDER], "text": [*EQUALITY, *LIKES], "html": [*EQUALITY, *LIKES],
    "integer": [*EQUALITY, *ORDER], "float": [*EQUALITY, *ORDER], "monetary": [*EQUALITY, *ORDER],
    "boolean": EQUALITY, "date": [*EQUALITY, *ORDER], "datetime": [*EQUALITY, *ORDER], "selection": EQUALITY,
    "many2one": [*EQUALITY, "ilike", "not ilike", *TREES, *INSIDE], "one2many": [*EQUALITY, "ilike", *INSIDE],
    "many2many": [*EQUALITY, "ilike", *INSIDE, "child_of"], "id": [*EQUALITY, *ORDER, *TREES],
}  # fmt: skip
PARTS = ["year_number", "quarter_number", "month_number", "iso_week_number", "day_of_week", "day_of_month",
    "day_of_year", "hour_number"]  # fmt: skip
GRANULARITIES = ["day", "week", "month", "quarter", "year", "year_number", "month_number"]
MALFORMED: list[Any] = [["&"], [["id"]], [["id", "="]], "x", 5, ["!"], [True], ["|", ["name", "=", "a"]]]
SUMS = ["sum", "avg", "min", "max", "count", "count_distinct", "array_agg", "bool_and", "bool_or"]
WAYS = ["", " asc", " desc", " DESC", " desc nulls last", " nulls first"]


@st.composite
def terms(draw: DrawFn, house: House, kind: Kind, depth: int = 2) -> Any:
    """Draw one term about a field, or about a field of a record that it refers to."""
    field = draw(st.sampled_from(kind.asked))
    type_, relation = kind.type_of(field), kind.relation_of(field)
    further = KINDS.get(relation)
    if further is not None and depth and draw(st.integers(0, 3)) == 0:
        path, operator, value = draw(terms(house, further, depth - 1))
        return [f"{field}.{path}", operator, value]
    if type_ in ("date", "datetime") and draw(st.integers(0, 5)) == 0:
        part = draw(rarely(st.sampled_from(PARTS), st.just("frob")))
        return [f"{field}.{part}", draw(st.sampled_from(["=", "!=", *ORDER, "in"])), draw(_numbers())]
    operator = draw(rarely(st.sampled_from(TYPICAL.get(type_, EQUALITY)), st.sampled_from(ALL)))
    field = draw(rarely(st.just(field), st.sampled_from(["nofield", "name.x", "id.id", ""]), 60))
    if operator in INSIDE:
        return [field, operator, draw(domains(house, further or kind, depth - 1)) if depth else []]
    one = compared(house, kind, field) if field in kind.asked else st.just(1)
    if operator in LIKES and type_ not in ("char", "text", "html"):
        one = st.sampled_from(PATTERNS)  # an id in a refusal would be a mere number
    several = st.lists(one, max_size=3)
    return [field, operator, draw(rarely(several, one) if operator in ("in", "not in") else rarely(one, several))]


def domains(house: House, kind: Kind, depth: int = 2) -> Drawn:
    """Draw a domain of a few terms, as a list in Polish notation."""
    return rarely(_whole(house, kind, depth), st.sampled_from(MALFORMED), 50)


def _whole(house: House, kind: Kind, depth: int) -> Drawn:
    return st.just([]) | st.recursive(
        terms(house, kind, max(depth, 0)).map(lambda term: [term]),
        lambda inner: (
            inner.map(lambda node: ["!", *node])
            | st.tuples(st.sampled_from("&|"), inner, inner).map(lambda node: [node[0], *node[1], *node[2]])
        ),
        max_leaves=3,
    )


def own(house: House, kind: Kind, depth: int = 2) -> Drawn:
    """Draw a domain that finds only what the exploration made: the databases hold different things beside that."""
    mine = ["id", "in", list(house.of(kind.model))]
    return rarely(_whole(house, kind, depth).map(lambda domain: [mine, *domain]), st.sampled_from(MALFORMED), 50)


def _numbers() -> Drawn:
    return st.sampled_from([1, 2, 3, 15, 31, 2021, 2020, 0, False]) | st.lists(st.integers(1, 12), max_size=2)


def orders(kind: Kind) -> Drawn:
    """Draw an order that leaves no two records equal, or none at all."""
    plain = [field for field in kind.asked if kind.type_of(field) not in ("one2many", "many2many")]
    term = st.tuples(
        rarely(st.sampled_from(plain), st.sampled_from(["nofield", *kind.asked]), 30), st.sampled_from(WAYS)
    )
    listed = st.lists(term.map("".join), max_size=2)
    whole = st.tuples(listed, st.sampled_from(["id", "id desc"])).map(lambda pair: ", ".join([*pair[0], pair[1]]))
    return rarely(whole, st.sampled_from(["id desc, id", "id frob", "x;y", "", 5, False]), 30)


def fields(kind: Kind) -> Drawn:
    """Draw the names of fields to read."""
    return rarely(st.lists(st.sampled_from(kind.asked), min_size=1, max_size=6), st.just(["name", "nofield"]), 60)


def pages() -> Drawn:
    """Draw an offset and a limit, as arguments."""
    some = st.sampled_from([1, 2, 3, 0, None, False])
    return st.fixed_dictionaries({}, optional={"limit": some, "offset": st.sampled_from([0, 1, 2])})


def groupings(kind: Kind) -> Drawn:
    """Draw what to group by."""
    return st.lists(st.sampled_from(kind.asked).flatmap(lambda field: _granular(kind, field)), max_size=2, unique=True)


def _granular(kind: Kind, field: str) -> Drawn:
    if kind.type_of(field) in ("date", "datetime"):
        return st.sampled_from(GRANULARITIES).map(lambda granularity: f"{field}:{granularity}")
    return st.just(field)


def aggregates(kind: Kind) -> Drawn:
    """Draw what is added up in each group."""
    numeric = [field for field in kind.asked if kind.type_of(field) in ("integer", "float", "monetary", "boolean")]
    named = st.tuples(st.sampled_from(numeric), st.sampled_from(SUMS)).map(":".join)
    counted = st.sampled_from(["__count", "id:array_agg"])
    return st.lists(rarely(named, counted, 4), max_size=2, unique=True)
