"""Access rights: what users of each role may do with each model, as a real 19.0 answered `has_access` (2026-11-23)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_odoo import MockOdoo
from mock_odoo.database import Database

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
ROLES = {
    "employee": ["base.group_user"],
    "biller": ["base.group_user", "account.group_account_invoice"],
    "reader": ["base.group_user", "account.group_account_readonly"],
    "accountant": ["base.group_user", "account.group_account_user"],
    "accounts": ["base.group_user", "account.group_account_manager"],
    "settings": ["base.group_user", "base.group_system"],
    "rights": ["base.group_user", "base.group_erp_manager"],
    "portal": ["base.group_portal"],
    "public": ["base.group_public"],
}
# read, write, create, unlink for each role in the order above
OBSERVED = """
account.account                     r--- r--- r--- r--- rwcu r--- r--- ---- ----
account.account.tag                 r--- r--- r--- rwcu r--- r--- r--- ---- ----
account.analytic.account            r--- r--- r--- rwcu r--- r--- r--- ---- ----
account.analytic.distribution.model ---- rwcu r--- rwcu rwcu ---- ---- ---- ----
account.analytic.line               ---- rwcu r--- rwcu rwcu ---- ---- ---- ----
account.analytic.plan               ---- ---- ---- rwcu ---- ---- ---- ---- ----
account.bank.statement              ---- r--- r--- rwcu r--- ---- ---- ---- ----
account.bank.statement.line         ---- r--- r--- rwcu r--- ---- ---- ---- ----
account.code.mapping                ---- ---- r--- r--- rw-- ---- ---- ---- ----
account.fiscal.position             r--- r--- r--- r--- rwcu r--- r--- ---- ----
account.full.reconcile              ---- rwcu r--- rwcu rwcu ---- ---- ---- ----
account.group                       ---- ---- r--- r--- rwcu ---- ---- ---- ----
account.incoterms                   r--- r--- r--- r--- rwcu r--- r--- ---- ----
account.journal                     ---- r--- r--- r--- rwcu ---- ---- ---- ----
account.lock_exception              r--- r--- r--- r--- r-c- r--- r--- ---- ----
account.move                        ---- rwcu r--- rwcu rwcu ---- ---- r--- ----
account.move.line                   ---- rwcu r--- rwcu rwcu ---- ---- r--- ----
account.partial.reconcile           ---- rwcu r--- rwcu rwcu ---- ---- ---- ----
account.payment                     ---- rwcu r--- rwcu rwcu ---- ---- ---- ----
account.payment.term                r--- r--- r--- r--- rwcu r--- r--- r--- ----
account.reconcile.model             ---- r-c- r--- rwcu r-c- ---- ---- ---- ----
account.report                      ---- ---- r--- r--- rwcu ---- ---- ---- ----
account.tax                         r--- r--- r--- r--- rwcu r--- r--- ---- ----
account.tax.group                   r--- r--- r--- r--- rwcu r--- r--- ---- ----
account.tax.repartition.line        r--- r--- r--- r--- rwcu r--- r--- ---- ----
ir.attachment                       rwcu rwcu rwcu rwcu rwcu rwcu rwcu ---- ----
ir.config_parameter                 ---- ---- ---- ---- ---- rwcu ---- ---- ----
ir.model                            ---- ---- ---- ---- ---- rwcu rwcu ---- ----
ir.model.access                     ---- ---- ---- ---- ---- rwcu rwcu ---- ----
ir.model.fields                     ---- ---- ---- ---- ---- rwcu rwcu ---- ----
ir.module.module                    r--- r--- r--- r--- r--- rwcu r--- ---- ----
ir.rule                             ---- ---- ---- ---- ---- rwcu rwcu ---- ----
product.product                     r--- r--- r--- r--- r--- rwcu r--- ---- ----
res.company                         r--- r--- r--- r--- r--- rwcu rwcu r--- r---
res.country                         r--- r--- r--- r--- r--- rwcu r--- r--- r---
res.currency                        r--- r--- r--- r--- rwcu rwcu r--- r--- r---
res.currency.rate                   r--- r--- r--- r--- rwcu rwcu r--- r--- r---
res.groups                          r--- r--- r--- r--- r--- rwcu rwcu ---- ----
res.lang                            r--- r--- r--- r--- r--- rwcu r--- r--- r---
res.partner                         r--- r--- r--- r--- r--- rwcu r--- r--- r---
res.partner.bank                    r--- r--- r--- r--- r--- rwcu r--- ---- ----
res.users                           r--- r--- r--- r--- r--- rwcu rwcu r--- r---
res.users.apikeys                   r--- r--- r--- r--- r--- r--- r--- r--- ----
res.users.apikeys.description       r-c- r-c- r-c- r-c- r-c- r-c- r-c- r-c- ----
res.users.apikeys.show              r-c- r-c- r-c- r-c- r-c- r-c- r-c- ---- ----
res.users.identitycheck             rwc- rwc- rwc- rwc- rwc- rwc- rwc- rwc- ----
"""
MODELS = dict(line.split(maxsplit=1) for line in OBSERVED.strip().splitlines())


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Give a test a database with one user of each role."""
    odoo = MockOdoo()
    made = odoo.create_database("acme")
    users = made.environment()["res.users"]
    for role, groups in ROLES.items():
        commands = [(6, 0, [made.group_id(group) for group in groups])]
        users.create([{"name": role, "login": role, "group_ids": commands}])
    yield made
    odoo.close()


@pytest.mark.parametrize("model", MODELS)
def test_rights_are_those_of_the_real_server(database: Database, model: str) -> None:
    """Every role may do with a model what the real server lets it do, and no more."""
    logins = dict(database.store.all("SELECT login, id FROM res_users"))
    found = [
        "".join(
            letter if database.environment(logins[role])[model].has_access(operation) else "-"
            for letter, operation in OPERATIONS.items()
        )
        for role in ROLES
    ]
    assert found == MODELS[model].split()
