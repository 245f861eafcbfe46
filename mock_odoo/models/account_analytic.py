"""Analytic accounts and lines (observed: parity conversation analytics)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.accounting import analytics, plans
from mock_odoo.errors import NotInFake, ValidationError
from mock_odoo.models import analytic_distribution
from mock_odoo.models.labels import by_name
from mock_odoo.orm.domain import Condition, Node, Or
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import Sql, column, either, sql

LINE = analytics.LINE
NO_ACCOUNT = "At least one analytic account must be set"
OTHER_PLAN = "changing the plan of analytic accounts that lines have"
ByRecord = dict[int, Any]


def _account_label(env: Environment, alias: str) -> Sql:
    """The code in brackets before the name, the partner behind it."""
    partner = sql(
        "(SELECT ' - ' || p.complete_name FROM res_partner AS p WHERE p.id = {})", column(alias, "partner_id")
    )
    code = sql("COALESCE('[' || NULLIF({}, '') || '] ', '')", column(alias, "code"))
    return sql("{} || {} || COALESCE({}, '')", code, by_name(plans.ACCOUNT)(env, alias), partner)


def _of_account(env: Environment, alias: str) -> Sql:
    """What holds for the lines (`l`) of an account, in whichever plan."""
    return either([sql("({} = {})", column("l", name), column(alias, "id")) for name in plans.columns(env)])


def _total(what: str) -> Callable[[Environment, str], Sql]:
    """What the lines of an account amount to, in the companies in view."""

    def expression(env: Environment, alias: str) -> Sql:
        return sql(
            f"(SELECT COALESCE({what}, 0) FROM account_analytic_line AS l WHERE {{}} AND l.company_id IN {{}})",
            _of_account(env, alias),
            env.database.id_list(env.company_ids),
        )

    return expression


def _documents(kinds: str) -> Callable[[Environment, str], Sql]:
    """How many documents have posted lines that are spread over an account."""

    def expression(env: Environment, alias: str) -> Sql:
        return sql(
            "(SELECT COUNT(DISTINCT i.move_id) FROM account_analytic_line AS l JOIN account_move_line AS i"
            " ON i.id = l.move_line_id JOIN account_move AS m ON m.id = i.move_id"
            f" WHERE m.move_type IN {kinds} AND {{}})",
            _of_account(env, alias),
        )

    return expression


class AccountAnalyticAccount(BaseModel):
    """An analytic account, of one plan."""

    model_name = plans.ACCOUNT
    missed_when_written = frozenset({"plan_id", "partner_id"})
    renames_copies = True
    searched_names = ("name", "code")
    sql_fields: ClassVar = {
        "display_name": _account_label,
        "balance": _total("SUM(l.amount)"),
        "credit": _total("SUM(CASE WHEN l.amount > 0 THEN l.amount END)"),
        "debit": _total("-SUM(CASE WHEN l.amount < 0 THEN l.amount END)"),
        "invoice_count": _documents("('out_invoice', 'out_refund', 'out_receipt')"),
        "vendor_bill_count": _documents("('in_invoice', 'in_refund', 'in_receipt')"),
    }

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id}

    def _write(self, vals: dict[str, Any]) -> None:
        if "plan_id" in vals:
            for account in self.read(["plan_id"], load=None):
                if account["plan_id"] != vals["plan_id"] and self.env[LINE].search_count(
                    [("auto_account_id", "=", account["id"])]
                ):
                    raise NotInFake(OTHER_PLAN)
        super()._write(vals)


def _distribution(env: Environment, ids: Sequence[int]) -> ByRecord:
    """The accounts of a line, all of it."""
    found: ByRecord = {}
    names = plans.columns(env)
    for line in env.sudo().model(LINE, tuple(ids)).read(names, load=None):
        key = ",".join(str(line[name]) for name in names if line[name])
        found[line["id"]] = {key: 100} if key else False
    return found


class AccountAnalyticLine(BaseModel):
    """What a share of a line comes to, or what somebody wrote down."""

    model_name = LINE
    missed_when_written = frozenset({"account_id", "partner_id", "product_id", "general_account_id", "move_line_id"})
    sql_fields: ClassVar = {
        "display_name": by_name(LINE),
        "analytic_precision": lambda env, alias: analytic_distribution.precision(env),
    }
    computed_fields: ClassVar = {
        "analytic_distribution": _distribution,
        "auto_account_id": lambda env, ids: dict.fromkeys(ids, False),
    }

    @public(observed("parity conversation analytics", date="2026-11-28"), model=True)
    def fields_get(self, allfields: Any = None, attributes: Any = None) -> dict[str, dict[str, Any]]:
        """Return the description of the fields; those of plans are called as the plans are, with their accounts."""
        found = super().fields_get(allfields, attributes)
        for plan in plans.roots(self.env):
            described = found.get(plans.column(self.env, plan))
            if described is not None:
                [record] = self.env.sudo().model(plans.PLAN, (plan,)).read(["name"])
                named = {"string": record["name"]} if "string" in described else {}
                described |= {**named, "domain": f"[('plan_id', 'child_of', {plan})]"}
        return found

    def _defaults(self) -> dict[str, Any]:
        return {
            **super()._defaults(),
            "date": self.env.today,
            "amount": 0.0,
            "unit_amount": 0.0,
            "user_id": self.env.uid,
            "company_id": self.env.company_id,
            "category": "other",
        }

    def _restated(self, condition: Condition) -> Node | None:
        """An account is looked for in the fields of all plans."""
        if condition.field != "auto_account_id":
            return super()._restated(condition)
        names = plans.columns(self.env)
        return Or(tuple(Condition(name, condition.operator, condition.value) for name in names))

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        ids = super()._create([self._placed(vals) for vals in vals_list])
        for id_, vals in zip(ids, vals_list, strict=True):
            AccountAnalyticLine(self.env, (id_,))._refuse_none(vals)
        return self._following(ids)

    def _write(self, vals: dict[str, Any]) -> None:
        super()._write(self._placed(vals))
        self._refuse_none(vals)
        self._following(list(self.ids))

    def _refuse_none(self, vals: Mapping[str, Any]) -> None:
        """Raise ValidationError for lines that were told accounts and have none; who is told nothing needs none."""
        columns = plans.columns(self.env)
        for line in self.read(columns, load=None) if vals.keys() & set(columns) else ():
            if not any(line[name] for name in columns):
                raise ValidationError(NO_ACCOUNT)

    def _unlink(self) -> None:
        items = self._items(self.ids)
        super()._unlink()
        analytics.follow(self.env, items)

    def _digits(self, field: Field, vals: Mapping[str, Any]) -> int:
        """Amounts are in the company's currency."""
        company = vals.get("company_id") or self.env.company_id
        return self.env.database.digits(self.env.database.company_currency(company))

    def _placed(self, vals: dict[str, Any]) -> dict[str, Any]:
        """Return values with an account that was given without its plan in the field of its plan."""
        account = vals.get("auto_account_id")
        if not account:
            return vals
        known = plans.of_accounts(self.env, [account])
        rest = {name: value for name, value in vals.items() if name != "auto_account_id"}
        return {**rest, **{plans.column(self.env, plan): id_ for id_, plan in known.items()}}

    def _following(self, ids: list[int]) -> list[int]:
        if not self.env.context.get(analytics.FOLLOWS):
            analytics.follow(self.env, self._items(ids))
        return ids

    def _items(self, ids: Sequence[int]) -> list[int]:
        rows = self.env.database.store.all(
            "SELECT DISTINCT move_line_id FROM account_analytic_line WHERE move_line_id IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )
        return [id_ for (id_,) in rows]
