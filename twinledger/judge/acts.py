"""Acts: what happens in Odoo that several clauses need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper


def add_analytic_account(keeper: Bookkeeper, plan: str, name: str) -> int:
    """Add an analytic account to a plan, and the plan if there is none of that name, and return the account's id."""
    known = keeper.find("account.analytic.plan", ("name", "=", plan))
    root = known[0] if known else keeper.create("account.analytic.plan", {"name": plan})
    return keeper.create("account.analytic.account", {"name": name, "plan_id": root, "company_id": keeper.company})
