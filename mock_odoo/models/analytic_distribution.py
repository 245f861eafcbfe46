"""What says how lines are spread over analytic accounts, and over which they are (observed: conversation analytics)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from mock_odoo.accounting import plans
from mock_odoo.models.labels import by_id
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

ByRecord = dict[int, Any]


def precision(env: Environment) -> Sql:
    """With how many decimals shares are kept."""
    env.schema("decimal.precision")
    return Sql("(SELECT d.digits FROM decimal_precision AS d WHERE d.name = 'Percentage Analytic')")


def spread_over(model: str) -> Callable[[Environment, Sequence[int]], ByRecord]:
    """The accounts over which records of a model are spread."""

    def accounts(env: Environment, ids: Sequence[int]) -> ByRecord:
        found: ByRecord = {}
        for record in env.sudo().model(model, tuple(ids)).read(["analytic_distribution"]):
            keys = ",".join(sorted(record["analytic_distribution"] or {}, key=lambda key: (len(key), key)))
            wanted = dict.fromkeys(int(part) for part in keys.split(",") if part.isdigit())
            there = plans.of_accounts(env, wanted)
            found[record["id"]] = [id_ for id_ in wanted if id_ in there]
        return found

    return accounts


def _made(env: Environment, alias: str) -> Sql:
    """When it was made: a record without a name is called so where it has a date of creation (observed)."""
    del env
    return sql("substr({}, 1, 19)", column(alias, "create_date"))


class AccountAnalyticDistributionModel(BaseModel):
    """What lines are spread over that have some partner, account or product."""

    model_name = "account.analytic.distribution.model"
    sql_fields: ClassVar = {
        "display_name": _made,
        "analytic_precision": lambda env, alias: precision(env),
        "prefix_placeholder": lambda env, alias: Sql("'e.g. 60, 61, 62'"),
    }
    computed_fields: ClassVar = {"distribution_analytic_account_ids": spread_over(model_name)}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "sequence": 10, "company_id": self.env.company_id}


class AccountAnalyticApplicability(BaseModel):
    """Whether a plan must, may or may not be used for some documents."""

    model_name = "account.analytic.applicability"
    sql_fields: ClassVar = {
        "display_name": by_id(model_name),
        "account_prefix_placeholder": lambda env, alias: Sql("'e.g. 60, 61, 62'"),
        "display_account_prefix": lambda env, alias: sql(
            "({} IN ('general', 'invoice', 'bill'))", column(alias, "business_domain")
        ),
    }

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "company_id": self.env.company_id}
