"""Parts: a call without one of its parts, in every way: a key, an item, a term of a domain or of an order, an id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from twinledger.parity.exploring.ask import ADMIN, Ask

COMMANDS = range(7)  # the first item of a command for an x2many field
MANY = 4  # of so many values that a term compares with, none is taken out alone


def smaller(ask: Ask, who: str) -> Iterator[tuple[Ask, str]]:
    """Yield the call without one part, and who asks: the narrowest parts first, the person and the ids last.

    A person who may not do something is a part, too: the administrator may.
    """
    bare = replace(ask, capture={}, makes=(), then=())
    for arguments in _table(ask.arguments) if ask.method == "load" else _mapping(ask.arguments):
        yield replace(bare, arguments=arguments), who
    if who != ADMIN:
        yield bare, ADMIN
    if isinstance(ask.ids, list):
        yield from ((replace(bare, ids=ids), who) for ids in _without_an_item(ask.ids))


def _table(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a table that is loaded without a row, without a column, or in another context."""
    fields, rows = arguments["fields"], arguments["data"]
    for data in _without_an_item(rows):
        yield {**arguments, "data": data}
    for place in range(len(fields)):
        data = [[*row[:place], *row[place + 1 :]] for row in rows]
        yield {**arguments, "fields": [*fields[:place], *fields[place + 1 :]], "data": data}
    for context in _value("context", arguments.get("context")):
        yield {**arguments, "context": context}


def _mapping(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in values.items():
        yield from ({**values, name: less} for less in _value(name, value))
    for name in values:
        yield {key: value for key, value in values.items() if key != name}


def _value(name: str, value: Any) -> Iterator[Any]:
    """Yield what is called `name` without one of its parts."""
    if isinstance(value, dict):
        yield from _mapping(value)
    elif name == "order" and isinstance(value, str):
        yield from (", ".join(terms) for terms in _without_an_item(value.split(",")))
    elif isinstance(value, list):
        yield from _domain(value) if name == "domain" else _list(value)


def _list(items: list[Any]) -> Iterator[list[Any]]:
    if len(items) == 3 and type(items[0]) is int and items[0] in COMMANDS:
        yield from ([*items[:2], less] for less in _value("", items[2]))
        return
    for place, item in enumerate(items):
        yield from ([*items[:place], less, *items[place + 1 :]] for less in _value("", item))
    yield from _without_an_item(items)


def _without_an_item(items: list[Any]) -> Iterator[list[Any]]:
    return ([*items[:place], *items[place + 1 :]] for place in range(len(items)))


def _domain(items: list[Any]) -> Iterator[list[Any]]:
    """Yield a domain without one of its terms, and the operator that bound it; what is no domain, without an item."""
    ends = [_end(items, place) for place in range(len(items))]
    if None in ends:
        yield from _without_an_item(items)
        return
    for place, item in enumerate(items):
        if isinstance(item, list):
            yield from ([*items[:place], less, *items[place + 1 :]] for less in _term(item))
            yield _without_a_term(items, place)


def _end(items: list[Any], place: int) -> int | None:
    """Return where the node ends that begins at `place`, or None where there is none."""
    if place >= len(items):
        return None
    needed = {"!": 1, "&": 2, "|": 2}.get(items[place], 0) if isinstance(items[place], str) else 0
    end: int | None = place + 1
    for _ in range(needed):
        end = None if end is None else _end(items, end)
    return end


def _without_a_term(items: list[Any], place: int) -> list[Any]:
    """Return the domain without the node at `place`; an operator that needs it goes, too."""
    end = _end(items, place) or len(items)
    rest = [*items[:place], *items[end:]]
    if place and items[place - 1] == "!":
        return _without_a_term(items, place - 1)
    binding = next(
        (at for at in range(place - 1, -1, -1) if items[at] in ("&", "|") and _binds(items, at, place)), None
    )
    return rest if binding is None else [*rest[:binding], *rest[binding + 1 :]]


def _binds(items: list[Any], operator: int, place: int) -> bool:
    """Tell whether the node at `place` is one of the two that an operator binds."""
    return place in (operator + 1, _end(items, operator + 1))


def _term(term: list[Any]) -> Iterator[list[Any]]:
    """Yield a term that asks for less: of a domain inside it, or of a short list."""
    if len(term) != 3 or not isinstance(term[2], list) or len(term[2]) > MANY:
        return
    inside = "domain" if term[1] in ("any", "not any") else ""
    yield from ([*term[:2], less] for less in _value(inside, term[2]))
