"""Patches: from the recorded facts of one version to those of an earlier one, of which only the differences are known.

A patch names, by model, the fields that are `absent`, `renamed` and `added` (each `like` one of the later version,
but for what it says itself), selections without some of their choices, and another default order; and
the domains of record rules that are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Facts = Mapping[str, Any]
INDEX, RULES = "models", "data.ir.rule"


def patched(patch: Facts, name: str, later: Any) -> Any:
    """Return a file of facts as the patch leaves it; reference data stays as it is.

    A field that is absent moves to `hidden`: no client sees it, and the fake still has its column.
    """
    if name == INDEX:
        return [row for row in later if row["model"] not in patch["absent_models"]]
    if name == RULES:
        return [{**row, "domain": patch.get("rules", {}).get(row["model"], row["domain"])} for row in later]
    changes = patch["models"].get(name)
    if changes is None:
        return later
    absent, renamed = changes.get("absent", ()), changes.get("renamed", {})
    fields = {renamed.get(field, field): facts for field, facts in later["fields"].items() if field not in absent}
    for old, new in renamed.items():
        fields[new] = {**fields[new], "name": new, "renamed_from": old}
    fields |= {field: _added(field, facts, later["fields"]) for field, facts in changes.get("added", {}).items()}
    for field, choices in changes.get("selection_without", {}).items():
        kept = [choice for choice in fields[field]["selection"] if choice[0] not in choices]
        fields[field] = {**fields[field], "selection": kept}
    hidden = {**later.get("hidden", {}), **{field: later["fields"][field] for field in absent}}
    return {**later, "order": changes.get("order", later["order"]), "fields": fields, "hidden": hidden}


def _added(name: str, facts: Facts, later: Mapping[str, Facts]) -> Facts:
    own = {key: value for key, value in facts.items() if key != "like"}
    return {**later[facts["like"]], **own, "name": name}
