"""The desks of one console, and the browsers in front of them."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mock_kit.clock import Clock
from mock_kit.pages.forms import FormTokens

if TYPE_CHECKING:
    from twinledger.console.classroom import Classroom
    from twinledger.console.desk import Desk

COOKIE = "twinledger_console"


class Desks:
    """The desks by name, those of a class with them. Browsers are told apart by chance of the machine's own."""

    def __init__(self, all_: Sequence[Desk], classroom: Classroom | None = None) -> None:
        self._all = tuple(all_)
        self.classroom = classroom
        self.ended = threading.Event()
        self._clock = Clock.of_the_machine()
        self.forms = FormTokens(self._clock, secrets.token_bytes())
        self.cookie = COOKIE

    @property
    def all(self) -> list[Desk]:
        """Every desk that there is by now."""
        return [*self._all, *(seat.desk for seat in (self.classroom.seats if self.classroom else ()))]

    def find(self, name: str) -> Desk | None:
        """Return a desk by its name."""
        return next((desk for desk in self.all if desk.name == name), None)

    def today(self) -> date:
        """Return the day of the first world; the machine's where there is none yet."""
        return next((desk.world.clock.today() for desk in self.all), self._clock.today())

    @staticmethod
    def new_browser() -> str:
        """Return an id for a browser that was not here yet."""
        return secrets.token_urlsafe(24)
