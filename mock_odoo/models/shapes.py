"""Shapes: models whose fields are known and whose records nobody in the fake makes.

They read as empty, as on a real server where nobody made any. Those of which every real database has records from the
start (observed) are not searched or read at all: that there are none would be a lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.errors import NotInFake
from mock_odoo.models.labels import by_id, by_name
from mock_odoo.orm.model import BaseModel

NAMED = (
    "account.group",
    "account.reconcile.model",
    "account.report",
)
NAMELESS = ("account.code.mapping",)


WITH_UNKNOWN_RECORDS = (
    "account.code.mapping",
    "account.reconcile.model",
)


class Shape(BaseModel):
    """A model of which the fake has the fields alone."""

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        raise NotInFake(f"creating a record of {self.model_name}")


def _shape(model: str) -> type[Shape]:
    label = by_id(model) if model in NAMELESS else by_name(model)
    unknown = model in WITH_UNKNOWN_RECORDS
    facts = {"model_name": model, "sql_fields": {"display_name": label}, "unknown_records": unknown}
    return type("Shape", (Shape,), facts)


SHAPES: dict[str, type[BaseModel]] = {model: _shape(model) for model in (*NAMED, *NAMELESS)}
