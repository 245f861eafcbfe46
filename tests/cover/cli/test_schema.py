"""Schemas: what is published is what the program knows, and says of every key what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from twinledger.cli.schema import NAMES

from .support import run

PUBLISHED = Path(__file__).parents[3] / "docs" / "schemas"
FILES = {
    "manifest": "connector.json",
    "scenario": "scenario.json",
    "report": "report.json",
    "conformance": "conformance.json",
}


def test_every_schema_is_published() -> None:
    """There is a file for each, and no other."""
    assert set(FILES) == set(NAMES)
    assert {path.name for path in PUBLISHED.iterdir()} == set(FILES.values())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_published_is_what_is_printed(name: str) -> None:
    """Whoever changed a file's shape has published it again: `twinledger schema NAME > docs/schemas/…`."""
    printed = run("schema", name)
    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == json.loads((PUBLISHED / FILES[name]).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_its_sentence(name: str) -> None:
    """Editors show it to whoever writes such a file; what is not known is refused."""
    schema = json.loads(run("schema", name).stdout)
    for where, table in _tables(schema):
        assert table["additionalProperties"] is False, where
        assert [key for key, value in table["properties"].items() if "description" not in value] == [], where


def _tables(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "the file", schema
    for name, part in schema.get("$defs", {}).items():
        if "enum" not in part:
            yield name, next((way for way in part.get("anyOf", ()) if way["type"] == "object"), part)
