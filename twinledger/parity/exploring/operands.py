"""Operands: what is compared with, and written to, a field of each kind; mostly right, now and then not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import Kind

Drawn = SearchStrategy[Any]

TEXTS = ["a", "Ada", "Ada ${tag}", "b%", "_", "%", "\\", "a\\b", "é", "ÉRIC", "100%", "A-1", "O'Neil", "<b>x</b>",
    "${tag}", "  padded ", "two words", "ß", "l\nm", "x,y", "1", "0"]  # fmt: skip
PATTERNS = ["A%", "%a%", "_da%", "%\\_%", "a\\", "\\%", "%%", "ada%", "%É%", "${tag}%", "%D"]
NUMBERS = [0, 1, 2, 5, -3, 7, 10, 2**31 - 1, -(2**31)]
FLOATS = [0.0, 1.5, 50.5, -1.25, 0.1, 1e6, 3]
AMOUNTS = [0, 0.01, 1, 33.33, 99.99, 100, 100.005, 120, -100, 1234567.89]
DAYS = ["2021-03-15", "2021-01-31", "2020-02-29", "2021-12-31", "2022-06-30", "2021-04-01"]
MOMENTS = ["2021-03-15 08:00:00", "2021-03-15 00:00:00", "2022-12-31 23:59:59", *DAYS]
RELATIVE = ["today", "now -1d", "-1d", "today +1w", "=monday -1w", "+1m", "today -1y", "=1d"]
WRONG = ["", "x", 0, 1, -1, 1.5, True, False, None, [], [0], ["a"], {}, "2021-02-30", "2021", "${absent}"]
BY_NAME = {
    "res.country": ["Belgium", "be", "BE"],
    "res.currency": ["EUR", "USD", "eu"],
    "res.partner": ["Ada", "Firm ${tag}"],
    "account.account": ["Sales", "${tag}700"],
    "account.journal": ["Diary", "${tag}D"],
    "res.company": ["Second", "Acme"],
    "account.move": ["Draft", "MISC"],
    "res.users": ["Emma", "a"],
}


def rarely(often: Drawn, seldom: Drawn, odds: int = 20) -> Drawn:
    """Draw from the first, and once in so many times from the second."""
    return st.integers(0, odds - 1).flatmap(lambda number: seldom if number == odds - 1 else often)


def records(house: House, model: str) -> Drawn:
    """Draw a reference to a record; what exists of an unknown model is nothing."""
    known = house.of(model)
    return st.sampled_from(known) if known else st.just("${absent}")


def written(house: House, kind: Kind, field: str) -> Drawn:
    """Draw a value for `create` and `write`."""
    if kind.type_of(field) in ("one2many", "many2many"):
        return records(house, kind.relation_of(field)).map(lambda id_: [[6, 0, [id_]]]) | st.just(False)
    return rarely(_plain(house, kind, field) | st.just(False), st.sampled_from(WRONG), 40)


def compared(house: House, kind: Kind, field: str) -> Drawn:
    """Draw a value that a domain compares a field with."""
    seldom = st.sampled_from(WRONG)
    type_ = kind.type_of(field)
    if type_ in ("char", "text", "html"):
        return rarely(_plain(house, kind, field) | st.sampled_from(PATTERNS) | st.just(False), seldom)
    if type_ in ("date", "datetime"):
        return rarely(_plain(house, kind, field) | st.sampled_from(RELATIVE) | st.just(False), seldom)
    if kind.relation_of(field) in BY_NAME:
        called = st.sampled_from(BY_NAME[kind.relation_of(field)])
        return rarely(_plain(house, kind, field) | called | st.just(False), seldom)
    return rarely(_plain(house, kind, field) | st.just(False), seldom)


def _plain(house: House, kind: Kind, field: str) -> Drawn:
    type_ = kind.type_of(field)
    if type_ == "selection":
        return st.sampled_from(kind.choices(field) or ["x"])
    if type_ in ("many2one", "one2many", "many2many"):
        return records(house, kind.relation_of(field))
    simple: dict[str, list[Any]] = {
        "char": TEXTS, "text": TEXTS, "html": TEXTS, "integer": NUMBERS, "float": FLOATS, "monetary": AMOUNTS,
        "boolean": [True, False], "date": DAYS, "datetime": MOMENTS, "json": [{"1": 100}],
    }  # fmt: skip
    return records(house, kind.model) if type_ == "id" else st.sampled_from(simple.get(type_, TEXTS))
