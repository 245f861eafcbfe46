"""Units of measure: each so many of another one, or the first of its kind (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from mock_odoo.errors import BrokenConstraint, UserError
from mock_odoo.models.fiscal_countries import codes as fiscal_country_codes
from mock_odoo.models.labels import by_name
from mock_odoo.models.nested import Nested
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal

NO_RATIO = "The conversion ratio for a unit of measure cannot be 0!"
NO_REFERENCE = "Reference unit of measure is missing."
USED = "The following units of measure are used by the system and cannot be deleted: {}\nYou can archive them instead."
UNPROTECTED = ("product_uom_hour", "product_uom_dozen", "product_uom_pack_6")
MANY = 1000


def _rounding(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    """The least quantity that is kept."""
    env.schema("decimal.precision")
    row = env.database.store.one("SELECT digits FROM decimal_precision WHERE name = 'Product Unit'")
    return dict.fromkeys(ids, 10.0 ** -(row[0] if row else 2))


class UomUom(Nested):
    """A unit: `factor` is how many of the first of its kind it is, a product of what stands above it."""

    model_name = "uom.uom"
    parent_name = "relative_uom_id"
    sql_fields: ClassVar = {"display_name": by_name("uom.uom")}
    computed_fields: ClassVar = {"rounding": _rounding, "fiscal_country_codes": fiscal_country_codes}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "relative_factor": 1.0}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        size = int(decimal(complete["relative_factor"] or 0) * 100)
        return {"sequence": min(size, MANY), **complete}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        if names & {self.parent_name, "relative_factor"}:
            for id_ in self._below(ids):
                self._multiply(id_)

    def _multiply(self, id_: int) -> None:
        """Multiply doubles from the top down, as the real server does."""
        self.env.database.store.execute(
            "UPDATE uom_uom SET factor = relative_factor * COALESCE((SELECT above.factor FROM uom_uom AS above"
            " WHERE above.id = uom_uom.relative_uom_id), 1.0) WHERE id = ?",
            (id_,),
        )

    def _unlink(self) -> None:
        used = self.env.database.store.all(
            "SELECT u.name FROM uom_uom u JOIN ir_model_data d ON d.model = 'uom.uom' AND d.res_id = u.id"
            f" WHERE d.module = 'uom' AND d.name NOT IN {UNPROTECTED} AND u.id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        )
        if used:
            raise UserError(USED.format(", ".join(name for (name,) in used)))
        super()._unlink()

    def _check(self, ids: Sequence[int]) -> None:
        listed = self.env.database.json_list(ids)
        of_these = "FROM uom_uom WHERE id IN (SELECT value FROM json_each(?))"
        if self.env.database.store.one(f"SELECT 1 {of_these} AND relative_factor = 0", (listed,)):
            raise BrokenConstraint(NO_RATIO)
        if self.env.database.store.one(
            f"SELECT 1 {of_these} AND relative_uom_id IS NULL AND relative_factor != 1", (listed,)
        ):
            raise UserError(NO_REFERENCE)
