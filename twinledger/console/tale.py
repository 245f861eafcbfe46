"""A tale: the story that a world was set up for, at one of its steps, for everybody who looks at the page."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from twinledger.stories.player import CannotTurnBackError

if TYPE_CHECKING:
    from twinledger.stories.player import Player, Scene
    from twinledger.stories.schema import Story

PAUSE = 0.5  # seconds between two looks


class Tale:
    """A player that may be asked by many at once."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._lock = threading.Lock()
        self._looked = 0.0
        self.changes = 0

    @property
    def story(self) -> Story:
        """What is told."""
        return self._player.story

    @property
    def now(self) -> Scene | None:
        """The current step, None when the story is over."""
        with self._lock:
            return self._player.now

    @property
    def scenes(self) -> list[Scene]:
        """Every step, in order."""
        with self._lock:
            return self._player.scenes

    @property
    def minutes(self) -> float:
        """How long a class needs for it, as far as the story says."""
        return sum(step.minutes or 0 for step in self.story.steps)

    def look(self) -> None:
        """See whether somebody has done the current step, and perhaps the next ones."""
        if time.monotonic() - self._looked < PAUSE or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            came = self._player.look()
            while came is not None:
                self.changes += 1
                came = self._player.look() if came.ok else None
        finally:
            self._lock.release()

    def solve(self) -> None:
        """Do the current step for whoever should do it."""
        with self._lock:
            if not self._player.is_over:
                self._player.solve()
                self.changes += 1

    def back(self, number: int) -> bool:
        """Begin again at an earlier step; tell whether there was a way back."""
        with self._lock:
            self.changes += 1
            try:
                self._player.back(number)
            except CannotTurnBackError:
                return False
        return True
