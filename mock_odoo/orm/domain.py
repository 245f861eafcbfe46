"""The domain language: from a client's list in Polish notation to a tree of conditions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, NamedTuple

from mock_odoo.errors import DomainError, no_attribute, type_error
from mock_odoo.orm.arguments import hashable

ALIASES = {"<>": "!=", "==": "="}
NEGATIVE = {
    "!=": "=",
    "not in": "in",
    "not like": "like",
    "not ilike": "ilike",
    "not =like": "=like",
    "not =ilike": "=ilike",
    "not any": "any",
}
POSITIVE = {"=", "in", "like", "ilike", "=like", "=ilike", "any", "<", ">", "<=", ">=", "=?", "child_of", "parent_of"}
INTERNAL = {"any!", "not any!"}


@dataclass(frozen=True)
class Condition:
    """One term: a field or a dotted path, an operator and a value; `negated` says that its opposite was asked for.

    `alias` is another name of the operator, if the client used it: that is how the term is shown (observed).
    """

    field: str
    operator: str
    value: Any
    negated: bool = False
    alias: str = dataclass_field(default="", compare=False)

    @property
    def asked(self) -> str:
        """The operator that was asked for; the opposite of an inequality counts as asked once there is a query."""
        return INVERSES.get(self.operator) or OPPOSITES[self.operator] if self.negated else self.operator

    def __repr__(self) -> str:
        return repr((self.field, self.operator if self.operator in INVERSES else self.asked, self.value))


@dataclass(frozen=True)
class Not:
    """The opposite of its part."""

    part: Condition


@dataclass(frozen=True)
class And:
    """All of its parts hold; with no part it always holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """One of its parts holds; with no part it never holds."""

    parts: tuple[Node, ...]


Node = Condition | Not | And | Or
POSITIVE_OF = {positive: negative for negative, positive in NEGATIVE.items()}
OPPOSITES = {**NEGATIVE, **POSITIVE_OF}
INVERSES = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
ALL = And(())
NOTHING = Or(())


def parse(domain: Any) -> Node:
    """Return the tree of a domain as a client sent it; raise what the real server raises for what is not one."""
    if isinstance(domain, bool):
        return ALL if domain else NOTHING
    if not isinstance(domain, list | tuple):
        raise type_error(f"Domain() invalid argument type for domain: {domain!r}")
    stack: list[Node | _Chain] = []
    for item in reversed(domain):
        if isinstance(item, str) and item in ("&", "|", "!"):
            stack.append(_operated(item, stack, domain))
        else:
            stack.append(_term(item))
    nodes = [_finished(node) for node in reversed(stack)]
    return nodes[0] if len(nodes) == 1 else _flat(And, nodes)


def conditions_of(node: Node) -> Iterator[Condition]:
    """Yield every condition in a tree, in order."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in (node.part,) if isinstance(node, Not) else node.parts:
            yield from conditions_of(part)


def fields_of(node: Node) -> Iterator[str]:
    """Yield the first field of every condition in a tree."""
    return (condition.field.partition(".")[0] for condition in conditions_of(node))


def joined(*nodes: Node) -> Node:
    """Return the tree that holds where all the given ones do, in one chain."""
    return nodes[0] if len(nodes) == 1 else _flat(And, nodes)


def on_the_wire(node: Node) -> list[Any]:
    """Return a tree as an answer has it, where a condition is a list like all else."""
    return [list(item) if isinstance(item, tuple) else item for item in as_list(node)]


def as_list(node: Node) -> list[Any]:
    """Return a tree in the notation that clients use, as the real server shows it in messages."""
    if isinstance(node, Condition):
        return [(node.field, node.alias or node.operator, node.value)]
    if isinstance(node, Not):
        return ["!", *as_list(node.part)]
    if not node.parts:
        return [(int(isinstance(node, And)), "=", 1)]
    operator = "&" if isinstance(node, And) else "|"
    return [operator] * (len(node.parts) - 1) + [item for part in node.parts for item in as_list(part)]


def negated(node: Node) -> Node:
    """Return the opposite of a tree, in the terms themselves where an operator has an opposite (observed)."""
    if isinstance(node, And | Or):
        return _flat(Or if isinstance(node, And) else And, [negated(part) for part in node.parts])
    has_opposite = isinstance(node, Condition) and node.operator in OPPOSITES and node.alias != "=="
    if isinstance(node, Condition) and has_opposite and "." not in node.field:
        return Condition(node.field, OPPOSITES[node.operator], node.value)
    return node.part if isinstance(node, Not) else Not(node)


class _Chain(NamedTuple):
    """A chain of one operator while its domain is read: it grows at either end, at the cost of what is added."""

    kind: type[And | Or]
    parts: deque[Node]


def _operated(operator: str, stack: list[Node | _Chain], domain: Sequence[Any]) -> Node | _Chain:
    try:
        if operator == "!":
            return negated(_finished(stack.pop()))
        first, second = stack.pop(), stack.pop()
    except IndexError:
        raise DomainError("no domain", domain=domain) from None
    kind = And if operator == "&" else Or
    front, back = _parts(kind, first), _parts(kind, second)
    if len(front) < len(back):
        back.extendleft(reversed(front))
        return _Chain(kind, back)
    front.extend(back)
    return _Chain(kind, front)


def _parts(kind: type[And | Or], node: Node | _Chain) -> deque[Node]:
    if isinstance(node, _Chain) and node.kind is kind:
        return node.parts
    finished = _finished(node)
    return deque(finished.parts if isinstance(finished, kind) else [finished])


def _finished(node: Node | _Chain) -> Node:
    return node.kind(tuple(node.parts)) if isinstance(node, _Chain) else node


def _flat(kind: type[And | Or], parts: Sequence[Node]) -> Node:
    """Join a chain of one operator into one node, so that it is not as deep as it is long."""
    return kind(tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))))


def _term(item: Any) -> Node:
    if not isinstance(item, list | tuple) or len(item) != 3:
        raise DomainError("no condition", item=item)
    field, operator, value = item
    if not isinstance(field, str):
        return _constant(item)
    hashable(operator)
    if not isinstance(operator, str):
        raise no_attribute(operator, "lower")
    if operator in INTERNAL:
        raise DomainError("no condition", item=item)
    if not field:
        raise type_error(f"Empty field name in condition {Condition(field, operator, value)!r}")
    value = False if value is None else value
    alias = operator if operator in ALIASES else ""
    operator = ALIASES.get(operator, operator.lower())
    if operator not in POSITIVE and operator not in NEGATIVE:
        raise DomainError("unknown operator", condition=Condition(field, item[1], value), item=item)
    return Condition(field, operator, value, alias=alias)


def _constant(item: Sequence[Any]) -> Node:
    """`[1, '=', 1]` is always true and `[0, '=', 1]` never."""
    if tuple(item) == (1, "=", 1):
        return ALL
    if tuple(item) == (0, "=", 1):
        return NOTHING
    raise type_error(f"Domain() invalid arguments: {tuple(item)!r}")
