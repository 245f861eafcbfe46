"""Shapes: models with their fields alone say loudly what they cannot do."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("search", {"domain": []}),
    ("search_count", {"domain": []}),
    ("search_read", {"fields": ["id"]}),
    ("name_search", {"name": "x"}),
    ("formatted_read_group", {"domain": [], "aggregates": ["__count"]}),
    ("read", {"ids": [1], "fields": ["id"]}),
]


@pytest.mark.parametrize(("method", "named"), UNKNOWN, ids=[method for method, _ in UNKNOWN])
@pytest.mark.parametrize("model", ["account.reconcile.model", "account.code.mapping"])
def test_records_that_every_database_has_are_not_denied(
    house: House, model: str, method: str, named: dict[str, Any]
) -> None:
    """A model whose records the fake lacks is not said to be empty, however one looks."""
    said = f"reading {model} is not in the fake; docs/fidelity.md lists what is"
    assert house.refusal(model, method, **named) == (501, "twinledger.NotInFake", said)


def test_what_nobody_made_reads_as_empty(house: House) -> None:
    """Fiscal positions and groups of accounts are none on a new database, and making one is refused by name."""
    for model in ("account.group",):
        assert house.call(model, "search", domain=[]) == []
        assert house.refusal(model, "create", vals_list=[{}])[:2] == (501, "twinledger.NotInFake")
        assert "display_name" in house.call(model, "fields_get", attributes=["type"])
