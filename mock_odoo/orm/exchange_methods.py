"""The public methods for exchange with other systems: who made a record, its external ids, and rows of a table."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import UserError, no_text
from mock_odoo.orm import access, exporting, external_ids
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.public import public
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.writing import STAMPS

EXPORTING = ("base.group_allow_export", "base.group_erp_manager")
NO_EXPORT = "You don't have the rights to export data. Please contact an Administrator."


class ExchangeMethods:
    """What every model can do for who moves records between systems."""

    model_name: ClassVar[str]
    env: Environment
    ids: tuple[int, ...]
    schema: Schema

    @public(observed("parity conversation exports", date="2026-11-23"))
    def get_metadata(self) -> list[dict[str, Any]]:
        """Return who made and changed the records, and when, with their external ids."""
        stamps = [name for name in STAMPS if name in self.schema.fields]
        records = self.env.model(self.model_name, self.ids).read(stamps or ["id"])
        names = external_ids.of_records(self.env, self.model_name, [record["id"] for record in records])
        return [
            {
                **record,
                "xmlid": known[0]["xmlid"] if known else False,
                "noupdate": known[0]["noupdate"] if known else False,
                "xmlids": known,
            }
            for record in records
            for known in [names[record["id"]]]
        ]

    @public(observed("parity conversation exports", date="2026-11-23"))
    def get_external_id(self) -> dict[int, str]:
        """Return an external id of each record, an empty text where there is none."""
        names = external_ids.of_records(self.env, self.model_name, self.ids)
        return {id_: known[0]["xmlid"] if known else "" for id_, known in names.items()}

    @public(observed("parity conversation exports", date="2026-11-23"))
    def export_data(self, fields_to_export: Any) -> dict[str, Any]:
        """Return the records as rows with a cell for each path of fields, e.g. `line_ids/account_id/code`."""
        if not any(self.env.in_group(group) for group in EXPORTING):
            raise UserError(NO_EXPORT)
        paths = [_path(name) for name in items(fields_to_export)]
        exporting.check_paths(self.schema, paths if self.ids else [])
        access.refuse_hidden_of(self.env, self.model_name, self.ids, "read")
        if exporting.reads(paths):
            access.check_records(self.env, self.model_name, self.ids, "read")
        return {"datas": exporting.rows(self.env, self.schema, self.ids, paths)}

    @public(observed("parity conversation imports", date="2026-11-23"), model=True)
    def load(self, fields: Any, data: Any) -> dict[str, Any]:
        """Create or change records from the rows of a table with a path of fields for each column, all or none.

        Returns the ids (False if one could not be kept), messages about records and, for a part, where the next begins.
        """
        from mock_odoo.orm.importing.importer import Importer  # noqa: PLC0415 - only who imports needs it

        return Importer(self.env, self.schema).load(fields, data)


def _path(name: Any) -> exporting.Path:
    if not isinstance(name, str):
        raise no_text(name)
    return tuple(name.split("/"))
