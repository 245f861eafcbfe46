"""The fake as a target: a fake Odoo prepared as the conversations expect, so that recordings replay offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from mock_kit.clock import Clock
from mock_odoo import MockOdoo
from mock_odoo.orm.environment import Environment
from twinledger.parity.target import Target

DATABASE, OTHER_DATABASE = "parity", "parity2"
LOGIN = PASSWORD = "admin"
JOURNALS = (
    ("INV", "Sales", "sale", 5),
    ("BILL", "Purchases", "purchase", 6),
    ("MISC", "Miscellaneous Operations", "general", 9),
)
# What the chart of a real database lets money wait on, and is named by; the company's own of them.
SUSPENSE = "account_journal_suspense_account_id"
OWED = (("400000", "Customers", "asset_receivable"), ("440000", "Suppliers", "liability_payable"))
WAITING = (
    ("550002", "Outstanding Receipts", True, "account_journal_payment_debit_account_id"),
    ("550003", "Outstanding Payments", True, "account_journal_payment_credit_account_id"),
    ("499000", "Suspense Accounts", False, SUSPENSE),
)


@dataclass(frozen=True)
class PreparedFake:
    """A running fake; `wait` lets time pass on its clock, which stands still otherwise."""

    odoo: MockOdoo
    target: Target

    def wait(self, seconds: float) -> None:
        """Move the clock forward."""
        self.odoo.clock.advance(timedelta(seconds=seconds))


@contextmanager
def prepared_fake(clock: Clock | None = None) -> Iterator[PreparedFake]:
    """Run a fake with two databases, in the first of them the journals that every real database has."""
    with MockOdoo(clock=clock) as odoo:
        for name in (DATABASE, OTHER_DATABASE):
            odoo.create_database(name, company="Acme BV", login=LOGIN, password=PASSWORD)
        _fill(odoo.database(DATABASE).environment())
        key = odoo.create_api_key(LOGIN, database=DATABASE)
        master_password = odoo.odoo.master_password
        yield PreparedFake(odoo, Target(odoo.url, DATABASE, LOGIN, PASSWORD, key, OTHER_DATABASE, master_password))


def _fill(env: Environment) -> None:
    """Give a new database the journals and accounts that every real one has and that conversations meet."""
    env["account.journal"].create(
        [{"code": code, "name": name, "type": kind, "sequence": place} for code, name, kind, place in JOURNALS]
    )
    env["account.account"].create([{"code": code, "name": name, "account_type": kind} for code, name, kind in OWED])
    accounts = env["account.account"].create(
        [
            {"code": code, "name": name, "account_type": "asset_current", "reconcile": reconcile}
            for code, name, reconcile, _ in WAITING
        ]
    )
    for account, (*_, use) in zip(accounts, WAITING, strict=True):
        if use == SUSPENSE:
            env.model("res.company", (env.company_id,)).write({use: account})
        else:
            name = f"{env.company_id}_{use}"
            env["ir.model.data"].create(
                [{"module": "account", "name": name, "model": "account.account", "res_id": account}]
            )
