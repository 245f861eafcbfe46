"""Analytic plans (observed: parity conversation analytics).

Every root plan has a field of its own on analytic lines; each level below it has one more that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from mock_odoo.accounting import plans
from mock_odoo.errors import NotInFake, UserError
from mock_odoo.models.ir_model import NOT_OURS
from mock_odoo.models.ir_model_fields import IrModelFields
from mock_odoo.models.nested import Nested
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql

LINE = "account.analytic.line"
STILL_NEEDED = "The field '{0}.{1}' cannot be removed because the field '{0}.{1}_1' depends on it."


def _path(env: Environment, alias: str) -> Sql:
    """The names from the topmost plan down to this one."""
    del env
    return column(alias, "complete_name")


def _root(env: Environment, alias: str) -> Sql:
    """The plan at the top."""
    del env
    path = column(alias, "parent_path")
    return sql("CAST(substr({}, 1, instr({}, '/') - 1) AS INTEGER)", path, path)


def _counted(what: str) -> Callable[[Environment, str], Sql]:
    """How many records belong to a plan."""

    def expression(env: Environment, alias: str) -> Sql:
        del env
        return sql(f"(SELECT COUNT(*) FROM {what})", column(alias, "id"))

    return expression


class AccountAnalyticPlan(Nested):
    """A plan, or a part of one."""

    model_name = plans.PLAN
    fallbacks: ClassVar = {"default_applicability": "optional"}
    sql_fields: ClassVar = {
        "display_name": _path,
        "root_id": _root,
        "children_count": _counted("account_analytic_plan AS p WHERE p.parent_id = {}"),
        "account_count": _counted("account_analytic_account AS a WHERE a.plan_id = {}"),
        "all_account_count": _counted(
            "account_analytic_account AS a JOIN account_analytic_plan AS p ON p.id = a.plan_id"
            " WHERE '/' || p.parent_path LIKE '%/' || {} || '/%'"
        ),
    }

    def _defaults(self) -> dict[str, Any]:
        color = self.env.database.dice.stream("color of a plan").randint(1, 11)
        return {**super()._defaults(), "color": color, "sequence": 10, "default_applicability": "optional"}

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create(vals_list)
        for id_ in ids:
            self._give_field(id_)
        return ids

    def _write(self, vals: dict[str, Any]) -> None:
        for plan in self.read(["parent_id"], load=None) if "parent_id" in vals else []:
            if plan["parent_id"] != (vals["parent_id"] or False):
                raise NotInFake("moving a plan below another")
        super()._write(vals)
        if "name" in vals:
            for id_ in self.ids:
                self._name_fields(id_, vals["name"])

    def _unlink(self) -> None:
        for plan in self.read(["parent_id", "root_id"], load=None):
            if not plan["parent_id"]:
                self._refuse_needed(plan["id"])
        left = [plan for plan in self.read(["root_id"], load=None) if plan["root_id"] != plan["id"]]
        gone = [plan["id"] for plan in self.read(["parent_id"]) if not plan["parent_id"]]
        super()._unlink()
        for id_ in gone:
            self._fields([("name", "=", plans.column(self.env, id_))])._unlink()
        for plan in left:
            self._drop_levels(plan["root_id"])

    def _refuse_needed(self, id_: int) -> None:
        name = plans.column(self.env, id_)
        if name == plans.OF_PROJECTS:
            raise UserError(NOT_OURS)
        if self._fields([("name", "=", f"{name}_1")]).ids:
            raise UserError(STILL_NEEDED.format(LINE, name))

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        super()._changed(ids, names)
        if names & {"name", "parent_id"}:
            for id_ in self._below(ids):
                self.env.database.store.execute(
                    "UPDATE account_analytic_plan SET complete_name = COALESCE((SELECT above.complete_name || ' / '"
                    " FROM account_analytic_plan AS above WHERE above.id = account_analytic_plan.parent_id), '')"
                    " || name WHERE id = ?",
                    (id_,),
                )

    # The fields of plans on analytic lines ----------------------------------------------------------------------------

    def _give_field(self, id_: int) -> None:
        [plan] = self.env.model(self.model_name, (id_,)).read(["name", "root_id", "parent_path"], load=None)
        depth = str(plan["parent_path"]).count("/") - 1
        [root] = self.env.model(self.model_name, (plan["root_id"],)).read(["name"])
        name = plans.column(self.env, plan["root_id"])
        if not depth:
            self._add_field(name, plan["name"], plans.ACCOUNT, on_delete="restrict", index=True)
            return
        level = f"{name}_{depth}" if name.startswith("x_") else f"x_{name}_{depth}"
        if not self._fields([("name", "=", level)]).ids:
            path = ".".join([name, "plan_id", *["parent_id"] * (depth - 1)])
            label = f"{root['name']} ({depth})"
            self._add_field(level, label, self.model_name, related=path, store=False, readonly=True, copied=False)

    def _add_field(self, name: str, label: str, relation: str, **more: Any) -> None:
        fields = self._fields([("id", "=", 0)])
        [model] = fields.env["ir.model"].search([("model", "=", LINE)])
        values = {"name": name, "field_description": label, "ttype": "many2one", "relation": relation, **more}
        fields._add(LINE, fields._completed({"model_id": model, **values}))

    def _name_fields(self, id_: int, label: str) -> None:
        name = plans.column(self.env, id_)
        for field in self._fields([("state", "=", "manual"), ("name", "like", name)]).read(["name"]):
            depth = field["name"].removeprefix("x_").removeprefix(name.removeprefix("x_")).removeprefix("_")
            self.env.database.store.execute(
                "UPDATE ir_model_fields SET field_description = ? WHERE id = ?",
                (f"{label} ({depth})" if depth else label, field["id"]),
            )
        self.env.database.forget()

    def _drop_levels(self, root: int) -> None:
        """Take away the fields of levels that no plan has any more."""
        row = self.env.database.store.one(
            "SELECT MAX(length(parent_path) - length(replace(parent_path, '/', ''))) - 1 FROM account_analytic_plan"
            " WHERE parent_path LIKE ? || '/%'",
            (root,),
        )
        deepest = row[0] if row and row[0] is not None else 0
        name = plans.column(self.env, root)
        for field in self._fields([("state", "=", "manual"), ("related", "=like", f"{name}.%")]).read(["name"]):
            if int(field["name"].rpartition("_")[2]) > deepest:
                self._fields([("id", "=", field["id"])])._unlink()

    def _fields(self, domain: list[Any]) -> IrModelFields:
        fields = self.env.sudo()["ir.model.fields"]
        found = fields.search([("model", "=", LINE), *domain])
        return cast("IrModelFields", self.env.sudo().model("ir.model.fields", tuple(found)))
