"""The dialog that gives entries other names, one after another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting import resequencing
from mock_odoo.accounting.sequence_patterns import pattern
from mock_odoo.errors import key_error, type_error
from mock_odoo.models.labels import by_id
from mock_odoo.orm import access, arguments
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public

MODEL = "account.resequence.wizard"
FIELDS = ["first_name", "ordering", "move_ids"]
KEEP, BY_DATE = "keep", "date"


def _resets(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """When numbers of that shape begin anew."""
    return {dialog["id"]: _reset(dialog["first_name"]) for dialog in _dialogs(env, ids)}


def _reset(name: str) -> str:
    shape = pattern(name)
    if shape.spans_years:
        return "year_range_month" if shape.month else "year_range"
    return shape.reset


def _proposals(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """Every entry with the names that it would get, as JSON for the web client."""
    return {dialog["id"]: json.dumps(_proposed(env, dialog)) for dialog in _dialogs(env, ids)}


def _previews(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """The proposals as a list, as JSON for the web client."""
    return {
        dialog["id"]: json.dumps({"ordering": dialog["ordering"], "changeLines": list(_proposed(env, dialog).values())})
        for dialog in _dialogs(env, ids)
    }


def _proposed(env: Environment, dialog: dict[str, Any]) -> dict[str, Any]:
    ids, first = dialog["move_ids"], dialog["first_name"]
    kept, by_date = (resequencing.new_names(env, ids, first, by_date=by_date) for by_date in (False, True))
    entries = {entry.id: entry for entry in resequencing.entries(env, ids)}
    return {str(id_): _shown(entries[id_], kept[id_], by_date[id_]) for id_ in ids}


def _shown(entry: resequencing.Entry, by_name: str, by_date: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "current_name": entry.name,
        "state": entry.state,
        "date": f"{entry.day:%m/%d/%Y}",
        "server-date": entry.day.isoformat(),
        "server-year-start-date": entry.day.replace(month=1, day=1).isoformat(),
        "new_by_name": by_name,
        "new_by_date": by_date,
    }


def _dialogs(env: Environment, ids: Sequence[int]) -> list[dict[str, Any]]:
    return env.sudo().model(MODEL, tuple(ids)).read([*FIELDS])


class AccountResequenceWizard(BaseModel):
    """Which entries get names from which one on, and in which order."""

    model_name = MODEL
    sql_fields: ClassVar = {"display_name": by_id(MODEL)}
    computed_fields: ClassVar = {
        "sequence_number_reset": _resets,
        "new_values": _proposals,
        "preview_moves": _previews,
    }

    @public(observed("parity conversation numbers", date="2026-11-28"))
    def resequence(self) -> None:
        """Give the entries their new names."""
        if not self.ids:
            raise type_error("the JSON object must be str, bytes or bytearray, not bool")
        self._ensure_one()
        access.look(self.env, self.model_name, self.ids)
        [asked] = self.read([*FIELDS])
        by_date = asked["ordering"] == BY_DATE
        names = resequencing.new_names(self.env, asked["move_ids"], asked["first_name"], by_date=by_date)
        resequencing.rename(self.env.sudo(), names)

    def _defaults(self) -> dict[str, Any]:
        """The entries are those that the dialog was opened on; opened on nothing it is a KeyError (observed)."""
        if "active_model" not in self.env.context:
            raise key_error("active_model")
        ids = list(arguments.ids(self.env.context.get("active_ids")))
        resequencing.check(self.env, ids)
        return {"ordering": KEEP, "move_ids": ids}
