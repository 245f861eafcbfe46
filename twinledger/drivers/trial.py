"""A trial: a connector in a world, what it is given, what it keeps between its runs, and what must come of it."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_kit.secrets import redact
from twinledger import projection
from twinledger.drivers.leaks import secrets_in
from twinledger.projection import Difference, Row
from twinledger.world import ODOO_LOGIN

if TYPE_CHECKING:
    from datetime import datetime

    from twinledger.drivers.manifest import Claims
    from twinledger.drivers.outcome import Driver, Outcome
    from twinledger.drivers.watch import Watch
    from twinledger.world import Pair, World

PRINTED_LINES = 15  # of what a connector printed, so many are shown


class Trial:
    """One connector in one world; its state directory is its own (mode 0700), and gone when the trial is closed."""

    def __init__(self, world: World, driver: Driver, claims: Claims, timeout: float) -> None:
        self.world = world
        self.driver = driver
        self.side = driver.side
        self.claims = self.side.within(claims)
        self.timeout = timeout
        self.state_dir = Path()
        self.ran_at: datetime | None = None  # by the world's clock, when it last ran
        self._given: dict[str, str] = {}  # inputs that are others than at the beginning, until it is forgotten
        self._folders: list[Path] = []

    @property
    def pair(self) -> Pair:
        """The company that is synchronised."""
        return self.world.pair

    def inputs(self, **changes: str) -> dict[str, str]:
        """Return what the connector is given, with some of it changed."""
        return self.world.inputs(self.state_dir, self.pair, **{**self._given, **changes})

    def run(self, watch: Watch | None = None, **changes: str) -> Outcome:
        """Run the connector once, with some of its inputs changed."""
        inputs = self.inputs(**changes)
        self.ran_at = self.world.clock.now()
        self.driver.started += 1
        outcome = self.driver.run(self.side.given(self.world, inputs), self.timeout, watch)
        return self.side.carried_over(self.world, inputs, outcome)

    # What it keeps ----------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Begin as if it had never run: an empty state directory, and the inputs of the beginning."""
        self._given = {}
        self.ran_at = None
        self.lose_state()

    def lose_state(self) -> None:
        """Give it an empty state directory."""
        self._use(self._folder())

    def keep_state(self) -> Path:
        """Return a copy of its state directory as it is now, to be given back with `restore_state`."""
        copy = self._folder()
        shutil.copytree(self.state_dir, copy, symlinks=True, dirs_exist_ok=True)
        return copy

    def restore_state(self, copy: Path) -> None:
        """Let its state directory be what it was when the copy was made."""
        folder = self._folder()
        shutil.copytree(copy, folder, symlinks=True, dirs_exist_ok=True)
        self._use(folder)

    def close(self) -> None:
        """Delete what the connector kept."""
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        self._folders.clear()

    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="twinledger-state-"))
        self._folders.append(folder)
        return folder

    def _use(self, folder: Path) -> None:
        self.driver.forget()
        if self.state_dir in self._folders:
            shutil.rmtree(self.state_dir, ignore_errors=True)
            self._folders.remove(self.state_dir)
        self.state_dir = folder

    # What opens both sides --------------------------------------------------------------------------------------------

    def new_key(self) -> str:
        """Make another key for the same user and database."""
        return self.world.odoo.create_api_key(ODOO_LOGIN, "another key", database=self.pair.database)

    def give_key(self, key: str) -> None:
        """Give the connector this key from now on."""
        self._given["ODOO_API_KEY"] = key

    def remove_key(self, key: str) -> None:
        """Remove a key, and clear the server's memory of it as a restart does."""
        self.world.odoo.remove_api_key(key, database=self.pair.database)
        self.world.odoo.clear_caches()

    def renew_grant(self, *scopes: str) -> None:
        """Let the firm's admin authorise the application anew, for all it may have or for these scopes alone.

        The runs that follow are given the new tokens.
        """
        world = self.world
        grant = world.application.authorize(world.accountant, world.firm, scopes)
        self._given |= {
            "SILVERFIN_ACCESS_TOKEN": grant.access_token,
            "SILVERFIN_REFRESH_TOKEN": grant.refresh_token,
        }

    # The two ledgers --------------------------------------------------------------------------------------------------

    def expected(self) -> Counter[Row]:
        """Return the lines that Silverfin must hold."""
        return projection.expected(self.world, self.pair, **self._choices)

    def held(self) -> Counter[Row]:
        """Return the lines that Silverfin holds."""
        return projection.held(self.pair)

    def claimed(self, rows: Counter[Row]) -> Counter[Row]:
        """Return lines as they are compared at the claimed granularity."""
        return projection.coarsened(rows, self.claims.granularity)

    def difference(self, granularity: str | None = None, pair: Pair | None = None) -> Difference:
        """Return what tells the two ledgers apart, at the claimed granularity unless another is asked for."""
        asked, analytic = granularity or self.claims.granularity, self.claims.covers("analytic")
        chosen = pair or self.pair
        return projection.difference(self.world, chosen, granularity=asked, analytic=analytic, **self._choices)

    @property
    def _choices(self) -> dict[str, Any]:
        """What the connector claims about what is to arrive."""
        return {"off_balance": self.claims.off_balance, "opening": self.claims.covers("opening-balance")}

    def printed(self, outcome: Outcome) -> str:
        """Return the end of what the connector printed, without its secrets."""
        tail = "\n".join(self.redacted(outcome.output).strip().splitlines()[-PRINTED_LINES:])
        return f"It printed:\n{tail}" if tail else ""

    def redacted(self, text: str) -> str:
        """Return a text of the connector's without the secrets that it was given."""
        return redact(text, secrets_in(self.inputs()).values())
