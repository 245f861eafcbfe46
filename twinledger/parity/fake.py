"""The fake as a target: a fake Odoo prepared as the conversations expect, so that recordings replay offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from mock_kit.clock import Clock
from mock_odoo import MockOdoo
from twinledger.parity.target import Target

DATABASE, OTHER_DATABASE = "parity", "parity2"
LOGIN = PASSWORD = "admin"
JOURNALS = (
    ("INV", "Sales", "sale", 5),
    ("BILL", "Purchases", "purchase", 6),
    ("MISC", "Miscellaneous Operations", "general", 9),
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
        journals = odoo.database(DATABASE).environment()["account.journal"]
        journals.create(
            [{"code": code, "name": name, "type": kind, "sequence": place} for code, name, kind, place in JOURNALS]
        )
        key = odoo.create_api_key(LOGIN, database=DATABASE)
        master_password = odoo.odoo.master_password
        yield PreparedFake(odoo, Target(odoo.url, DATABASE, LOGIN, PASSWORD, key, OTHER_DATABASE, master_password))
