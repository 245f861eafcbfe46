"""Threads: fields that every model has whose records are talked about (observed)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mock_odoo.orm.sql import Sql, column, sql

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment

OF_RECORD = "res_model = {} AND a.res_id = {} AND a.res_field IS NULL"


def _attachments(env: Environment, model: str, alias: str) -> Sql:
    """How many files are attached to a record."""
    env.schema("ir.attachment")
    return sql(f"(SELECT COUNT(*) FROM ir_attachment AS a WHERE a.{OF_RECORD})", model, column(alias, "id"))


FIELDS: Mapping[str, Callable[[Environment, str, str], Sql]] = {"message_attachment_count": _attachments}
