"""YAML as every room reads it: no value changes its type by surprise, and no key stands twice."""

from __future__ import annotations

import re
from collections.abc import Hashable
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

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice[0]!r} stands twice in one mapping", node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


for _tag, _pattern, _first in PLAIN_TYPES:
    _Strict.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)


def read(path: Path) -> Any:
    """Return what a file holds; raise yaml.YAMLError, which names file, line and column, if it is not YAML."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_Strict)
