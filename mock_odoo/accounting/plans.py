"""Analytic plans: in which field of an analytic line the account of a plan stands, and which plan an account is of."""

from __future__ import annotations

from collections.abc import Iterable

from mock_odoo.orm.environment import Environment

PLAN, ACCOUNT = "account.analytic.plan", "account.analytic.account"
OF_PROJECTS, PARAMETER = "account_id", "analytic.project_plan"
ROOT = "CAST(substr(parent_path, 1, instr(parent_path, '/') - 1) AS INTEGER)"


def column(env: Environment, plan: int) -> str:
    """Return the field of a root plan."""
    return OF_PROJECTS if str(plan) == env.database.parameter(PARAMETER) else f"x_plan{plan}_id"


def roots(env: Environment) -> list[int]:
    """Return the root plans, that of projects first."""
    env.schema(PLAN)
    rows = env.database.store.all("SELECT id FROM account_analytic_plan WHERE parent_id IS NULL ORDER BY sequence, id")
    ids = [id_ for (id_,) in rows]
    return sorted(ids, key=lambda id_: column(env, id_) != OF_PROJECTS)


def in_use(env: Environment) -> list[int]:
    """Return the root plans below which there are accounts."""
    return [plan for plan in roots(env) if env.sudo()[ACCOUNT].search_count([("root_plan_id", "=", plan)], limit=1)]


def columns(env: Environment) -> list[str]:
    """Return the fields of all root plans, that of projects first."""
    return [column(env, plan) for plan in roots(env)]


def of_accounts(env: Environment, accounts: Iterable[int]) -> dict[int, int]:
    """Return by account its root plan, of those accounts that are there."""
    env.schema(PLAN)
    rows = env.database.store.all(
        f"SELECT a.id, (SELECT {ROOT} FROM account_analytic_plan p WHERE p.id = a.plan_id)"
        " FROM account_analytic_account a WHERE a.id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(accounts),),
    )
    return dict(rows)
