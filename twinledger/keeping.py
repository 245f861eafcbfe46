"""The keeper of a world: it notes in a folder what the world's two systems do not keep, and puts it back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_kit.clock import Clock, ClockApart, ClockState
from mock_kit.dice import Dice
from mock_kit.folders import FolderError, telling
from mock_odoo.hosting import HOSTINGS
from mock_silverfin.face import Grant, User
from twinledger.books import names
from twinledger.kept import KeptWorld, Vault
from twinledger.kept_journal import KeptJournal
from twinledger.pairs import Pair
from twinledger.shelf import Making

if TYPE_CHECKING:
    from pathlib import Path

    from mock_kit.journal import Exchange, Journal
    from twinledger.world import World

PAUSE = 1.0  # seconds of real time between two notes of what time it is


class Keeper:
    """Who keeps one world in a folder. Raises FolderError if it cannot be opened, or for books that are told on.

    What tells an awkward book or a history is a program under way, and no folder can hold that.
    """

    def __init__(self, folder: Path, asked: Making) -> None:
        if names.is_awkward(asked.books) or names.is_history(asked.books):
            raise FolderError(f"{asked.books} is told moment by moment, and cannot be kept in a folder")
        self._kept = KeptWorld(folder)
        self.is_new = self._kept.is_new
        self.made = asked if self.is_new else Making(**self._kept.get("made"))
        self.odoo = {"folder": self._kept.odoo}
        self.silverfin = {"folder": self._kept.silverfin, "vault": Vault(self._kept)}
        self._noted_at = 0.0

    def telling(self) -> AbstractContextManager[None]:
        """Say as a FolderError why something cannot be kept, as where no room is left."""
        return telling(self._kept.path)

    def dice(self) -> Dice:
        """Return the dice for this time."""
        return Dice(self.made.seed).once_more(1 if self.is_new else self._kept.times)

    def port(self, system: str) -> int:
        """Return where a system listened, 0 if it never did."""
        return int(self._kept.get("ports", {}).get(system, 0))

    def complete(self, odoo: dict[str, Any], silverfin: dict[str, Any]) -> None:
        """Complete both systems' options by how the world was made and where they listened."""
        if odoo["hosting"].name != self.made.hosting:
            odoo["hosting"] = HOSTINGS[self.made.hosting]
        for system, options, keeps in (("odoo", odoo, self.odoo), ("silverfin", silverfin, self.silverfin)):
            options.update(keeps, port=options["port"] or self.port(system))

    # Time -------------------------------------------------------------------------------------------------------------

    def set_clocks(self, clock: Clock, odoo_clock: ClockApart) -> None:
        """Put the clocks to where they stood, and note from now on how they stand."""
        stood = self._kept.get("time")
        if stood is not None:
            start = None if stood["frozen"] is None else datetime.fromisoformat(stood["frozen"])
            clock.restore(ClockState(timedelta(seconds=stood["moved"]), start))
            clock.advance(max(datetime.fromisoformat(stood["now"]) - clock.now(), timedelta(0)))
            odoo_clock.by = timedelta(seconds=stood["odoo_ahead"])
        self._clock, self._odoo_clock = clock, odoo_clock
        clock.watch(self.note_time)

    def note_time(self) -> None:
        """Note how the clocks stand."""
        state = self._clock.capture()
        self._noted_at = time.monotonic()
        self._kept.put(
            time={
                "moved": state.moved.total_seconds(),
                "frozen": None if state.start is None else state.start.isoformat(),
                "now": self._clock.now().isoformat(),
                "odoo_ahead": self._odoo_clock.by.total_seconds(),
            }
        )

    def keep_journal(self, journal: Journal) -> None:
        """Fill the journal of the world, and keep from now on what happens and, about, when."""
        self._journal = KeptJournal(self._kept, journal)
        journal.watch(self._note_a_request)

    def _note_a_request(self, _: Exchange) -> None:
        """Note how the clocks stand, unless that was done within the last second."""
        if time.monotonic() - self._noted_at > PAUSE:
            self.note_time()

    # The world --------------------------------------------------------------------------------------------------------

    def note(self, world: World) -> None:
        """Note everything: from here on the world is there again."""
        self.note_time()
        self._kept.put(
            whole=True,
            made=asdict(self.made),
            ports={"odoo": urlsplit(world.odoo.url).port, "silverfin": urlsplit(world.silverfin.url).port},
            firm=world.firm.id,
            accountant=asdict(world.accountant),
            application=world.application.known,
            grant=asdict(world.grant),
        )
        self.note_pairs(world)

    @contextmanager
    def returning(self, world: World) -> Iterator[None]:
        """Let everything be put back to an earlier time; if the process ends meanwhile, nothing of it is."""
        with self._kept.changed_as_a_whole():
            yield
            self.note_pairs(world)
            self._journal.keep_all()

    def note_pairs(self, world: World) -> None:
        """Note which companies are paired."""
        pairs = [[pair.database, pair.company_id, pair.api_key, pair.file.id] for pair in world.pairs]
        self._kept.put(pairs=pairs)

    def put_back(self, world: World) -> None:
        """Put people, application and pairs back into the world whose systems were opened."""
        silverfin, kept = world.silverfin, self._kept
        world.firm = silverfin.firm(kept.get("firm"))
        world.accountant = User(**kept.get("accountant"))
        world.application = silverfin.known_application(**kept.get("application"))
        world.grant = Grant(**kept.get("grant"))
        known: list[tuple[str, int, str, int]] = kept.get("pairs")
        world.pairs = tuple(Pair(name, company, key, silverfin.file(file)) for name, company, key, file in known)

    def get(self, name: str) -> Any:
        """Return what somebody else noted by a name, None if nobody did."""
        return self._kept.get(name)

    def put(self, **known: Any) -> None:
        """Note for somebody else what JSON can say."""
        self._kept.put(**known)

    def close(self) -> None:
        """Leave the folder to others."""
        self._clock.unwatch(self.note_time)
        self._kept.close()
