"""Recorded records: models of which a database has what was recorded, and nothing else; changing it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import NotInFake
from mock_odoo.models.labels import by_name
from mock_odoo.orm import writing
from mock_odoo.orm.model import BaseModel


class Recorded(BaseModel):
    """A model whose records mean more than the fake does with them."""

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            self._check_names(vals)
            writing.check_required(self.env, self.schema, [self._row(self._completed(vals), new=True)], new=True)
        raise self._refusal()

    def _write(self, vals: dict[str, Any]) -> None:
        raise self._refusal()

    def _unlink(self) -> None:
        raise self._refusal()

    def _refusal(self) -> NotInFake:
        return NotInFake(f"changing records of {self.model_name}")


class AccountReport(Recorded):
    """A report, as far as it has a name."""

    model_name = "account.report"
    sql_fields: ClassVar = {"display_name": by_name("account.report")}
