"""References: names for values that nobody can know before a run, and paths to parts of a value.

Always there: `tag`, `database`, `other_database`, `login`, `password`, `key`, `absent` (the id of no record), and
`now+3` or `now-60`, the moment so many seconds from now as Odoo writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from twinledger.parity.identity import Id

ABSENT = 99_999_999
IGNORED = "<ignored>"
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_NOW = re.compile(r"now([+-]\d+)")


class NotCapturedError(LookupError):
    """A step needs what no earlier answer gave."""


class References:
    """The values that steps refer to by name; `moment` tells the moment so many seconds from now."""

    def __init__(self, values: Mapping[str, Any], moment: Callable[[int], str]) -> None:
        self._values = dict(values)
        self._moment = moment

    def keep(self, name: str, value: Any) -> None:
        """Give a value a name."""
        self._values[name] = value

    def resolved(self, value: Any) -> Any:
        """Return `value` with every reference replaced; raise NotCapturedError if one leads nowhere."""
        if isinstance(value, str):
            return self._resolved_text(value)
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if isinstance(value, dict):
            return {self.resolved(key): self.resolved(item) for key, item in value.items()}
        return value

    def _resolved_text(self, text: str) -> Any:
        whole = _REFERENCE.fullmatch(text)
        if whole:
            return _plain(self._value(whole[1]))
        return _REFERENCE.sub(lambda match: str(_plain(self._value(match[1]))), text)

    def _value(self, reference: str) -> Any:
        now = _NOW.fullmatch(reference)
        if now:
            return self._moment(int(now[1]))
        name, _, path = reference.partition(".")
        if name not in self._values:
            raise NotCapturedError(f"nothing was captured as {name!r}")
        return part(self._values[name], path) if path else self._values[name]


def part(value: Any, path: str) -> Any:
    """Return the part of a value that a path leads to (`result.0.id`); raise NotCapturedError if there is none."""
    for step in path.split("."):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError):
            raise NotCapturedError(f"the answer has nothing at {path!r}") from None
    return value


def without(value: Any, path: str) -> Any:
    """Return `value` without what `path` leads to, if there is anything; a star stands for every member."""
    first, _, rest = path.partition(".")
    if isinstance(value, list):
        meant = [first in ("*", str(place)) for place in range(len(value))]
        return [_without_inside(item, rest) if is_meant else item for item, is_meant in zip(value, meant, strict=True)]
    if not isinstance(value, dict):
        return value
    kept = value if rest else {name: member for name, member in value.items() if first not in ("*", name)}
    return {name: without(member, rest) if first in ("*", name) else member for name, member in kept.items()}


def _without_inside(item: Any, path: str) -> Any:
    """An item of a list leaves a mark, so that the others keep their places."""
    return without(item, path) if path else IGNORED


def _plain(value: Any) -> Any:
    """Return a captured value as it is sent: an id is its number again."""
    if isinstance(value, Id):
        return value.value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
