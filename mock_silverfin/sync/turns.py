"""Turns: one call at a time for each company.

Provenance: documented (developer.silverfin.com/reference/submitsynctransactions: one request at a time per company);
429 is stated at second hand (api-evangelist's conventions). Whether it is not 409, and whether `Retry-After` comes with
it, is unknown: hence the switch.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal

from mock_silverfin.errors import BusyError


@dataclass(frozen=True)
class WhenBusy:
    """How a second call is refused: with which status, and with how many seconds of `Retry-After`, if any."""

    status: Literal[429, 409] = 429
    retry_after: int | None = None


class Turns:
    """Which companies are being served at this moment."""

    def __init__(self) -> None:
        self.when_busy = WhenBusy()
        self._served: set[int] = set()
        self._lock = threading.Lock()

    def take(self, company_id: int) -> bool:
        """Take the turn of a company; return False if somebody has it."""
        with self._lock:
            if company_id in self._served:
                return False
            self._served.add(company_id)
            return True

    def give_back(self, company_id: int) -> None:
        """Let the next one have the turn of a company."""
        with self._lock:
            self._served.discard(company_id)

    def refusal(self) -> BusyError:
        """Return how a second call is refused."""
        return BusyError(self.when_busy.status, self.when_busy.retry_after)
