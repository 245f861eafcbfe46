"""Arguments: what somebody gives by name from outside, and what each has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Arguments = Mapping[str, Any]
LARGEST_NUMBER = 10**18 - 1


def needed(given: Arguments, name: str) -> Any:
    """Return an argument; raise ValueError if it is not there."""
    if name not in given:
        raise ValueError(f"{name!r} is missing")
    return given[name]


def text(given: Arguments, name: str) -> str:
    """Return an argument that is a text; raise ValueError if it is not there, or something else."""
    if not isinstance(found := needed(given, name), str):
        raise ValueError(f"{name!r} is a text, not {type(found).__name__}")
    return found


def number(given: Arguments, name: str) -> int:
    """Return an argument that is a whole number; raise ValueError if it is not there, or something else."""
    found = needed(given, name)
    if not isinstance(found, int) or abs(found) > LARGEST_NUMBER:
        raise ValueError(f"{name!r} is a whole number of at most 18 digits")
    return found
