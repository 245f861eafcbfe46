"""The core: one Silverfin platform without HTTP, made of stores that can be captured and restored together."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.folders import Contents, Folder
from mock_kit.store import IN_MEMORY, Snapshot, Store
from mock_silverfin.directory import Directory
from mock_silverfin.errors import WrongFirmError
from mock_silverfin.ledger.books import Books
from mock_silverfin.oauth import OAuth, new_secret
from mock_silverfin.sessions import Sessions
from mock_silverfin.switches import Switches
from mock_silverfin.sync.turns import Turns, WhenBusy
from mock_silverfin.wire.served import Kept

FORMAT = 3
"""The tables of every store together, and where they are; a change of any of them is another format."""
CONTENTS = Contents("platform", "SELECT 'firm-' || id FROM firm")


@dataclass(frozen=True)
class CoreState:
    """What a platform held when it was captured."""

    platform: Snapshot
    firms: Mapping[int, Snapshot]
    when_busy: WhenBusy
    switches: Switches
    kept: Kept


class Core:
    """A platform: its directory, its tokens, the books of each firm, and whose turn it is.

    Webhooks may go to `webhook_hosts` beside loopback. Everything is in memory unless a `folder` is given: then it is
    kept there, in a file for the platform and one for each firm, and is there again when the folder is opened anew;
    FolderError is raised if it cannot be.
    """

    def __init__(
        self, clock: Clock, dice: Dice, webhook_hosts: frozenset[str] = frozenset(), folder: Path | None = None
    ) -> None:
        thing = "platform of a fake Silverfin"
        self._folder = None if folder is None else Folder(folder, thing, FORMAT, CONTENTS.refuse_damaged)
        self.webhook_hosts = webhook_hosts
        self.clock = clock
        self._platform = Store(IN_MEMORY if self._folder is None else str(self._folder.file("platform")))
        self.dice = dice if self._folder is None else dice.once_more(self._folder.times)
        with self._platform.transaction():
            self.directory = Directory(self._platform, self.dice)
            self.oauth = OAuth(self._platform, self.directory, clock, self.dice)
            self.sessions = Sessions(self._platform, clock, self.dice)
        self.turns = Turns()
        self.switches = Switches()
        self.kept: Kept = {}
        self.something_waits: Callable[[], object] = lambda: None  # who sends webhooks wants to know
        self._books = {firm_id: self._opened_books(firm_id) for firm_id, _ in self.directory.firms()}

    def add_firm(self, name: str) -> int:
        """Add a firm with empty books and return its id."""
        with self._platform.transaction():
            firm_id = self.directory.add_firm(name)
            self._forget(firm_id)  # what one that was never whole left
            self._books[firm_id] = self._opened_books(firm_id)
        return firm_id

    def new_signing_token(self, application_id: int, number: int) -> str:
        """Sign the webhooks of an application with a new token, its first or its second, and return it."""
        token = new_secret(self.dice, "silverfin webhook signing token")
        self.directory.keep_signing_token(application_id, number, token)
        return token

    def books(self, firm_id: int) -> Books:
        """Return the books of a firm; raise WrongFirmError if there is no such firm."""
        try:
            return self._books[firm_id]
        except KeyError:
            raise WrongFirmError from None

    def all_books(self) -> list[Books]:
        """Return the books of every firm."""
        return list(self._books.values())

    def _opened_books(self, firm_id: int) -> Books:
        return Books.opened(self.directory.ids, self.clock, self._ring, self._path(f"firm-{firm_id}"))

    def _forget(self, firm_id: int) -> None:
        if self._folder is not None:
            self._folder.remove(f"firm-{firm_id}")

    def _path(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder.file(name)

    def _ring(self) -> None:
        self.something_waits()

    def capture(self) -> CoreState:
        """Return everything that is stored; raise RuntimeError inside a transaction."""
        firms = {firm_id: books.store.snapshot() for firm_id, books in self._books.items()}
        return CoreState(
            self._platform.snapshot(), firms, self.turns.when_busy, self.switches, copy.deepcopy(self.kept)
        )

    def restore(self, state: CoreState) -> None:
        """Bring everything back to when `state` was captured; firms that were added since are gone."""
        for firm_id, snapshot in state.firms.items():
            if firm_id not in self._books:
                self._books[firm_id] = self._opened_books(firm_id)
            self._books[firm_id].store.restore(snapshot)
        self._platform.restore(state.platform)
        for firm_id in [firm_id for firm_id in self._books if firm_id not in state.firms]:
            self._books.pop(firm_id).store.close()
            self._forget(firm_id)
        self.turns.when_busy, self.switches = state.when_busy, state.switches
        self.kept = copy.deepcopy(state.kept)

    def close(self) -> None:
        """Close every store."""
        for books in self._books.values():
            books.store.close()
        self._platform.close()
        if self._folder is not None:
            self._folder.close()
