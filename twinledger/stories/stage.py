"""The stage of a story: a world in which nothing is connected yet, the people in it, and what they remember."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from mock_odoo.late_commits import LateCommit
from twinledger import projection
from twinledger.drivers.trial import Trial
from twinledger.projection import Difference
from twinledger.stories.moments import Moments
from twinledger.stories.people import Accountant, OdooUser
from twinledger.world import (
    ODOO_LOGIN,
    ODOO_PASSWORD,
    SILVERFIN_LOGIN,
    SILVERFIN_PASSWORD,
    World,
)

Progress = Callable[[int, int], None]


class Stage:
    """What steps work on: `keys`, `entries` and transactions are remembered by the names that the story gives them.

    With a connector on `trial` the client file is linked, and the connector is given what it needs. What is in its way
    for the time being are `obstacles`.
    """

    def __init__(self, world: World, progress: Progress | None = None, trial: Trial | None = None) -> None:
        self.world = world
        self.trial = trial
        self.moments = None if trial is None else Moments(trial)
        self.obstacles: set[str] = set()
        self.progress = progress
        self.keys: dict[str, str] = {}
        self.entries: dict[str, int] = {}
        self.under_way: dict[str, LateCommit] = {}
        self.bookkeeper = world.bookkeeper()
        self.file = world.pair.file
        if trial is not None:
            return
        self.file.unlink()
        world.odoo.remove_api_key(world.pair.api_key, database=world.pair.database)

    @cached_property
    def odoo_user(self) -> OdooUser:
        """The bookkeeper of the company, in a browser."""
        return OdooUser(self.world.odoo.url, self.world.pair.database, ODOO_LOGIN, ODOO_PASSWORD, self.world.ca_file)

    @cached_property
    def accountant(self) -> Accountant:
        """An admin of the firm, in a browser."""
        firm_id, url = self.world.firm.id, self.world.silverfin.url
        return Accountant(url, firm_id, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, self.world.ca_file)

    def difference(self) -> Difference:
        """Return what tells the two ledgers apart."""
        if self.trial is None:
            return projection.difference(self.world, self.world.pair)
        return self.trial.difference()

    def inputs(self, key: str, **changes: str | None) -> dict[str, str]:
        """Return the four inputs with a remembered key, and with `changes` that are not None."""
        right = {
            "email": ODOO_LOGIN,
            "api_key": self.keys.get(key, key),
            "url": self.world.odoo.url,
            "database": self.world.pair.database,
        }
        return {**right, **{name: value for name, value in changes.items() if value is not None}}
