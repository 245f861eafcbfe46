"""The stage of a story: a world in which nothing is connected yet, the people in it, and what they remember."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mock_kit.journal import JournalState
from mock_odoo.database import Database
from mock_odoo.late_commits import LateCommit
from mock_odoo.orm.values import kept_moment
from mock_odoo.people import revoke
from mock_silverfin.face import ClientFile
from mock_silverfin.integrations import connections, runs
from mock_silverfin.integrations.runs import Run
from twinledger import projection
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.drivers.trial import Trial
from twinledger.projection import Difference
from twinledger.stories.moments import Moments
from twinledger.stories.people import Accountant, OdooUser, Refused
from twinledger.world import (
    ODOO_LOGIN,
    ODOO_PASSWORD,
    SILVERFIN_LOGIN,
    SILVERFIN_PASSWORD,
    Pair,
    World,
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class StageState:
    """What a stage remembers at one moment."""

    keys: dict[str, str]
    entries: dict[str, int]
    obstacles: set[str]
    turned_to: str

    def written(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**vars(self), "obstacles": sorted(self.obstacles)}

    @classmethod
    def read(cls, written: dict[str, Any]) -> StageState:
        """Return what `written` returned."""
        known = {name: written[name] for name in ("keys", "entries", "turned_to")}
        return cls(**known, obstacles=set(written["obstacles"]))


class Stage:
    """What steps work on: `keys`, `entries` and transactions are remembered by the names that the story gives them.

    With a connector on `trial` the client file is linked, and the connector is given what it needs. What is in its way
    for the time being are `obstacles`. In a world that was kept it remembers what it did there.
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
        self.answer: Refused | None = None  # what the accountant was told when the inputs were typed the last time
        self.run: dict[str, Any] = {}  # the last synchronisation
        self.is_beside = False  # whether what happens happens while a synchronisation is under way
        self._turned_to = ""
        self._browsers: dict[tuple[str, str], OdooUser] = {}
        self.began = world.journal.capture()
        if trial is not None:
            return
        remembered = world.kept and world.kept.get("stage")
        if remembered:
            self.recall(StageState.read(remembered))
            self.began = JournalState.after(remembered["exchanges"], remembered["events"])
        else:
            self._disconnect()
            self.began = world.journal.capture()

    def written(self) -> dict[str, Any]:
        """Return what it remembers, and where in the journal it began, as JSON has it."""
        began = {"exchanges": len(self.began), "events": len(self.began.events)}
        return {**self.capture().written(), **began}

    def _disconnect(self) -> None:
        for pair in self.world.pairs:
            pair.file.unlink()
            with suppress(LookupError):  # it was disconnected before, and nobody could note that
                self.world.odoo.remove_api_key(pair.api_key, database=pair.database)

    @property
    def pair(self) -> Pair:
        """The company that the story is about, on both sides."""
        return next((pair for pair in self.world.pairs if pair.database == self._turned_to), self.world.pair)

    @property
    def file(self) -> ClientFile:
        """Its client file."""
        return self.pair.file

    @property
    def bookkeeper(self) -> Bookkeeper:
        """Who keeps its books."""
        return self.world.bookkeeper(self.pair)

    def turn_to(self, database: str) -> None:
        """Let the story be about the company in another database; raise LookupError if there is none."""
        self.world.odoo.database(database)
        self._turned_to = database

    @property
    def odoo_user(self) -> OdooUser:
        """The bookkeeper of the company, in a browser."""
        where = (self.world.odoo.url, self.pair.database)
        if where not in self._browsers:
            self._browsers[where] = OdooUser(*where, ODOO_LOGIN, ODOO_PASSWORD, self.world.ca_file)
        return self._browsers[where]

    def odoo_was_made_anew(self) -> None:
        """Forget who had signed in."""
        self._browsers.clear()

    @cached_property
    def accountant(self) -> Accountant:
        """An admin of the firm, in a browser."""
        firm_id, url = self.world.firm.id, self.world.silverfin.url
        return Accountant(url, firm_id, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, self.world.ca_file)

    def difference(self) -> Difference:
        """Return what tells the two ledgers apart."""
        if self.trial is None:
            return projection.difference(self.world, self.pair)
        return self.trial.difference()

    def inputs(self, key: str, **changes: str | None) -> dict[str, str]:
        """Return the four inputs with a remembered key, and with `changes` that are not None."""
        right = {
            "email": ODOO_LOGIN,
            "api_key": self.keys.get(key, key),
            "url": self.world.odoo.url,
            "database": self.pair.database,
        }
        return {**right, **{name: value for name, value in changes.items() if value is not None}}

    def key_state(self, name: str) -> str:
        """Return whether a key of that name is `valid`, `expired` or `removed` in Odoo."""
        expiries = [
            expires
            for database in self._with_keys()
            for (expires,) in database.store.all("SELECT expiration_date FROM res_users_apikeys WHERE name = ?", [name])
        ]
        now = kept_moment(self.world.clock.now())
        if any(expires is None or expires > now for expires in expiries):
            return "valid"
        return "expired" if expiries else "removed"

    def remove_online_key(self, name: str) -> None:
        """Delete the key of that name of an account of Odoo Online; raise LookupError if there is none."""
        website = self.world.odoo.odoo.portal.database
        found = website.store.all("SELECT id FROM res_users_apikeys WHERE name = ?", [name])
        if not found:
            raise LookupError(f"There is no API key {name!r} on the website of Odoo Online.")
        revoke(website, int(found[0][0]))

    def _with_keys(self) -> list[Database]:
        """Return the databases that keep keys: the company's, and the one of Odoo Online's website."""
        odoo = self.world.odoo
        website = [odoo.odoo.portal.database] if odoo.odoo.has_accounts else []
        return [odoo.database(self.pair.database), *website]

    def know_key(self, name: str) -> None:
        """See to it that the value of a key is known: one that somebody else made is replaced by another of its name.

        A key is shown once, to whoever makes it.
        """
        if name in self.keys or self.key_state(name) != "valid":
            return
        mine = {key["name"] for key in self.odoo_user.api_keys()}
        if name in mine:
            self.odoo_user.remove_api_key(name)
            self.keys[name] = self.odoo_user.create_api_key(name)

    def connection_id(self) -> int:
        """Return the id of the newest connection with the company's database, 0 if there is none."""
        known = connections.all_of(self.file.books)
        return max((one.id for one in known if one.database == self.pair.database), default=0)

    def last_run(self) -> Run | None:
        """Return the last synchronisation of the client file, None if there was none yet."""
        return next(iter(runs.of_file(self.file.books, self.file.id, 1)), None)

    def last_message(self) -> str:
        """Return what Silverfin shows of the last synchronisation of the client file, nothing unless it failed."""
        last = self.last_run()
        return last.failure.message if last and last.failure else ""

    def capture(self) -> StageState:
        """Return what it remembers; transactions under way cannot be."""
        return StageState(dict(self.keys), dict(self.entries), set(self.obstacles), self._turned_to)

    def recall(self, state: StageState) -> None:
        """Remember what it did when `state` was captured, in a world that was turned back as well."""
        self.keys, self.entries = dict(state.keys), dict(state.entries)
        self.obstacles, self._turned_to = set(state.obstacles), state.turned_to
        self.odoo_was_made_anew()
