"""The desks of one console, and the browsers in front of them."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mock_kit.clock import Clock
from mock_kit.pages.forms import FormTokens

if TYPE_CHECKING:
    from twinledger.console.desk import Desk

COOKIE = "twinledger_console"


class Desks:
    """The desks by name. Browsers are told apart by chance of the machine's own: nothing here is a world's."""

    def __init__(self, all_: Sequence[Desk]) -> None:
        self.all = tuple(all_)
        self.ended = threading.Event()
        self.forms = FormTokens(Clock.of_the_machine(), secrets.token_bytes())
        self.cookie = COOKIE

    @property
    def first(self) -> Desk:
        """The desk that there is in any case."""
        return self.all[0]

    def find(self, name: str) -> Desk | None:
        """Return a desk by its name."""
        return next((desk for desk in self.all if desk.name == name), None)

    @staticmethod
    def new_browser() -> str:
        """Return an id for a browser that was not here yet."""
        return secrets.token_urlsafe(24)
