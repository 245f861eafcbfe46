"""Labels: the words of a real system that a page repeats, so that whoever learns here finds them there.

They stand in a file, in blocks that each say where their words are known from. A block may name the languages `in`
which the source has them; the words in others are translations of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from mock_kit.provenance import Kind, Provenance

OURS = "translated by us"


@dataclass(frozen=True)
class Label:
    """A text in one language, and where it is known from."""

    text: str
    provenance: Provenance


def blocks(path: Path) -> list[dict[str, Any]]:
    """Return the blocks of a file of labels."""
    found: list[dict[str, Any]] = orjson.loads(path.read_bytes())
    return found


def labels_of(block: Mapping[str, Any], language: str) -> dict[str, Label]:
    """Return the labels of a block in a language, by name; those that have no words in it are left out."""
    provenance = Provenance(
        Kind(block["kind"]), block["source"], str(block.get("date", "")), str(block.get("version", ""))
    )
    if language not in block.get("in", [language]):
        provenance = replace(provenance, source=f"{provenance.source}; {OURS}")
    return {name: Label(words[language], provenance) for name, words in block["labels"].items() if language in words}
