"""Changes: records made and written as an exploration draws them, biased to what a bookkeeper would do."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring import domains
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import ACCOUNT, ENTRY, JOURNAL, LINE, PARTNER, TAX, TERM, Kind
from twinledger.parity.exploring.looking import changed_models, ids
from twinledger.parity.exploring.operands import AMOUNTS, DAYS, Drawn, rarely, records, written

NEEDED = {
    PARTNER.model: ["name"],
    ACCOUNT.model: ["name", "code", "account_type"],
    JOURNAL.model: ["name", "code", "type"],
    TAX.model: ["name", "amount"],
    TERM.model: ["name"],
}
ENTRY_PLAIN = [name for name in ENTRY.written if name != "line_ids"]


@st.composite
def creations(draw: DrawFn, house: House) -> Ask:
    """Draw the creation of a partner, an account, a journal, an entry or a line."""
    kind = draw(_among(house, PARTNER, PARTNER, ACCOUNT, JOURNAL, ENTRY, ENTRY, ENTRY, LINE, TAX, TERM))
    drawn = {ENTRY.model: entries(house), LINE.model: lines(house)}.get(kind.model, values(house, kind))
    count = draw(rarely(st.just(1), st.just(2), 8))
    listed = [draw(drawn) for _ in range(count)]
    names = tuple(house.new(kind.model) for _ in listed)
    capture = {name: f"result.{place}" for place, name in enumerate(names)}
    return Ask(kind.model, "create", {"vals_list": listed}, capture=capture, makes=names)


@st.composite
def writings(draw: DrawFn, house: House) -> Ask:
    """Draw a change of records."""
    kind = draw(changed_models(house))
    vals = draw(_some(house, kind, 1, 3))
    if kind is ENTRY and draw(st.integers(0, 2)) == 0:
        vals = {**vals, "line_ids": draw(commands(house))}
    if draw(st.integers(0, 60)) == 0:
        vals = {**vals, "nofield": 1}
    return Ask(kind.model, "write", {"vals": vals}, draw(ids(house, kind)))


@st.composite
def values(draw: DrawFn, house: House, kind: Kind) -> dict[str, Any]:
    """Draw the values of a new record: mostly all that it needs."""
    needed = [name for name in NEEDED[kind.model] if draw(rarely(st.just(True), st.just(False), 30))]
    given = {"tax_group_id": "${tax_group}"} if kind is TAX else {}
    return {**draw(_some(house, kind, 0, 3)), **{name: draw(_proper(house, kind, name)) for name in needed}, **given}


@st.composite
def entries(draw: DrawFn, house: House) -> dict[str, Any]:
    """Draw the values of an entry: mostly balanced, and in the journal of the house."""
    vals: dict[str, Any] = {"journal_id": draw(rarely(st.just("${journal}"), records(house, JOURNAL.model), 6))}
    vals["date"] = draw(st.sampled_from(DAYS))
    more = st.lists(st.sampled_from(["ref", "partner_id", "narration"]), max_size=2, unique=True)
    vals.update({name: draw(written(house, ENTRY, name)) for name in draw(more)})
    if draw(st.integers(0, 6)) == 0:
        vals["currency_id"] = "${dollar}"
    if draw(st.integers(0, 5)):
        vals["line_ids"] = [[0, 0, line] for line in draw(_balanced(house))]
    return vals


@st.composite
def lines(draw: DrawFn, house: House) -> dict[str, Any]:
    """Draw the values of a line; whether its entry balances then is another matter."""
    line = draw(_line(house))
    line["move_id"] = draw(rarely(records(house, ENTRY.model), st.just("${absent}"), 15))
    amount = draw(st.sampled_from([0, 0, *AMOUNTS]))
    return {**line, draw(st.sampled_from(["debit", "credit", "balance", "amount_currency"])): amount}


@st.composite
def commands(draw: DrawFn, house: House) -> list[Any]:
    """Draw commands for the lines of an entry."""
    line = records(house, LINE.model)
    some = st.one_of(
        _balanced(house).map(lambda made: [[0, 0, one] for one in made]),
        line.flatmap(lambda id_: _some(house, LINE, 1, 2).map(lambda vals: [[1, id_, vals]])),
        line.map(lambda id_: [[2, id_, 0]]),
        st.just([[5, 0, 0]]),
        st.tuples(line, line, st.sampled_from(AMOUNTS)).map(
            lambda pair: [[1, pair[0], {"debit": pair[2]}], [1, pair[1], {"credit": pair[2]}]]
        ),
    )
    return draw(some)


@st.composite
def _balanced(draw: DrawFn, house: House) -> list[dict[str, Any]]:
    """Draw lines whose debits are their credits; seldom not quite."""
    amount = draw(st.sampled_from([amount for amount in AMOUNTS if amount >= 0]))
    other = draw(rarely(st.just(amount), st.sampled_from(AMOUNTS), 15))
    first, second = draw(_line(house)), draw(_line(house))
    if draw(st.booleans()):
        return [{**first, "balance": amount}, {**second, "balance": -other}]
    return [{**first, "debit": amount}, {**second, "credit": other}]


@st.composite
def _line(draw: DrawFn, house: House) -> dict[str, Any]:
    line: dict[str, Any] = {"account_id": draw(records(house, ACCOUNT.model))}
    more = st.lists(st.sampled_from(["name", "partner_id", "date_maturity", "quantity"]), max_size=2, unique=True)
    return {**line, **{name: draw(written(house, LINE, name)) for name in draw(more)}}


def _among(house: House, *kinds: Kind) -> Drawn:
    """Draw one of the kinds whose records come and go."""
    return st.sampled_from([kind for kind in kinds if kind.model in house.changed])


def _some(house: House, kind: Kind, least: int, most: int) -> Drawn:
    names = ENTRY_PLAIN if kind is ENTRY else list(kind.written)
    chosen = st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True)
    return chosen.flatmap(lambda drawn: st.fixed_dictionaries({name: written(house, kind, name) for name in drawn}))


def _proper(house: House, kind: Kind, name: str) -> Drawn:
    """Draw a value of a field that a new record needs, seldom one that is taken or none."""
    if name == "code" and kind is ACCOUNT:
        return rarely(st.integers(0, 999).map(lambda number: f"${{tag}}{number:03d}"), st.just("${tag}400"), 20)
    if name == "code" and kind is JOURNAL:
        return rarely(st.sampled_from("ABCFGHIJKLM").map(lambda letter: f"${{tag}}{letter}"), st.just("${tag}D"), 20)
    if name == "name":
        return st.sampled_from(["Ada ${tag}", "new ${tag}", "Ünal ${tag}", "a_b ${tag}", "${tag}, x", "  sp ${tag} "])
    return written(house, kind, name)


@st.composite
def deletions(draw: DrawFn, house: House) -> Ask:
    """Draw a deletion."""
    kind = draw(changed_models(house))
    return Ask(kind.model, "unlink", {}, draw(ids(house, kind)))


@st.composite
def copies(draw: DrawFn, house: House) -> Ask:
    """Draw a copy, seldom of several, or with other values."""
    kind = draw(changed_models(house))
    default = draw(rarely(st.none(), _some(house, kind, 1, 2), 4))
    one = draw(rarely(records(house, kind.model).map(lambda id_: [id_]), ids(house, kind), 6))
    name = house.new(kind.model)
    return Ask(kind.model, "copy", {"default": default} if default else {}, one, {name: "result.0"}, makes=(name,))


@st.composite
def saves(draw: DrawFn, house: House) -> Ask:
    """Draw what the web client does on saving: it creates or writes, and reads what came of it."""
    kind = draw(_among(house, PARTNER, ACCOUNT, JOURNAL, ENTRY, TAX))
    shown: dict[str, Any] = {field: {} for field in draw(domains.fields(kind))}
    if draw(st.booleans()):
        vals = draw(entries(house) if kind is ENTRY else values(house, kind))
        name = house.new(kind.model)
        return Ask(kind.model, "web_save", {"vals": vals, "specification": shown}, [], {name: "result.0.id"}, (name,))
    vals = draw(_some(house, kind, 1, 3))
    return Ask(kind.model, "web_save", {"vals": vals, "specification": shown}, [draw(records(house, kind.model))])


@st.composite
def names_created(draw: DrawFn, house: House) -> Ask:
    """Draw a record that is made of its name alone."""
    kind = draw(st.sampled_from([PARTNER, PARTNER, ACCOUNT, JOURNAL]))
    name = house.new(kind.model)
    called = draw(st.sampled_from(["new ${tag}", "${tag}555 New", "Ada <ada@example.com>", "", "${tag}", False]))
    return Ask(kind.model, "name_create", {"name": called}, capture={name: "result.0"}, makes=(name,))
