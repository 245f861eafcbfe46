"""YAML as every room reads it: no value changes its type by surprise, and no key stands twice."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import yaml

# Dates, `=`, `yes` and `12:30` stay the texts that they are; whoever reads a file says what they mean.
PLAIN_TYPES = (
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9]\d*)", list("-0123456789")),
    ("tag:yaml.org,2002:float", r"-?\d+\.\d+(?:e[-+]?\d+)?", list("-0123456789")),
)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Loader):  # type: ignore[misc] # PyYAML has its fast loader only where libyaml is
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML fills it

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (AttributeError, ValueError) as error:  # of a tag's own reader, or of Python's about a number
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from None

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: list[Any] = []
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                problem = f"the key {str(name)!r} stands twice in one mapping"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.append(name)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


for _tag, _pattern, _first in PLAIN_TYPES:
    _Strict.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)


def read(path: Path) -> Any:
    """Return what a file holds; raise yaml.YAMLError, which names file, line and column, if it is not YAML."""
    with path.open(encoding="utf-8") as stream:
        try:
            return yaml.load(stream, Loader=_Strict)
        except RecursionError:
            raise yaml.YAMLError("it is nested too deeply") from None
        except UnicodeDecodeError as error:
            raise yaml.YAMLError(str(error)) from None


def line_of(path: Path, place: Sequence[str | int]) -> int:
    """Return the line, from 1, on which the part of a file at a place begins: keys, and numbers in lists from 0.

    What the file does not have on the way there is passed over.
    """
    with path.open(encoding="utf-8") as stream:
        node: Any = yaml.compose(stream, Loader=_Strict)
    mark = None
    for part in place:
        for name, key, value in _members(node):
            if name == str(part):
                mark, node = key.start_mark, value
                break
    return 1 if mark is None else int(mark.line) + 1


def _members(node: Any) -> list[tuple[str, Any, Any]]:
    """Return what a node is made of: names or numbers, where each begins, and what it is."""
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), key, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(str(number), value, value) for number, value in enumerate(node.value)]
    return []
