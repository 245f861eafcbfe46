"""What the fidelity page says about versions: the capabilities and the fields that differ, drawn from the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from mock_odoo import facts
from mock_odoo.versions import ASSUMED, SERIES, Version

OLDEST_FIRST = SERIES[::-1]
NAMES = tuple(version.name for version in OLDEST_FIRST)


def capabilities() -> Iterator[tuple[str, ...]]:
    """Yield what a capability is about, and what each series does, oldest first; those alone in which they differ."""
    for capability in fields(Version):
        about = capability.metadata.get("about")
        values = [getattr(version, capability.name) for version in OLDEST_FIRST]
        if about and len(set(values)) > 1:
            yield about, *(_said(value, values) for value in values)


def changes() -> Iterator[tuple[str, ...]]:
    """Yield series, model, and the fields that it lacks, calls otherwise, and has beside those of the next one."""
    for version in OLDEST_FIRST:
        patch = facts.patch_of(version.series)
        for model, change in patch.get("models", {}).items():
            renamed = [f"{new} (later {old})" for old, new in change.get("renamed", {}).items()]
            choices = [f"{field}: {', '.join(gone)}" for field, gone in change.get("selection_without", {}).items()]
            lacks = [*change.get("absent", ()), *choices]
            yield version.series, model, ", ".join(lacks), ", ".join([*change.get("added", ()), *renamed])
        for model in patch.get("absent_models", ()):
            yield version.series, model, "the model", ""


def assumed() -> Iterator[tuple[str, str]]:
    """Yield the names of versions that nobody saw or read about, each with the series whose ways it is given."""
    for version in ASSUMED:
        yield version.name, version.series


def _said(value: Any, values: list[Any]) -> str:
    if isinstance(value, frozenset):
        everywhere = frozenset.intersection(*values)
        return ", ".join(f"`{name}`" for name in sorted(value - everywhere)) or "none of these"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "nothing" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
