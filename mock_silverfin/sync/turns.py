"""Turns: one call at a time for each company.

Provenance: documented (developer.silverfin.com/reference/submitsynctransactions: one request at a time per company);
429 is stated at second hand (api-evangelist's conventions). Whether it is not 409, and whether `Retry-After` comes with
it, is unknown: hence the switch.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
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

    @contextmanager
    def take(self, company_id: int) -> Iterator[None]:
        """Serve a company; raise BusyError if it is being served already."""
        with self._lock:
            if company_id in self._served:
                raise BusyError(self.when_busy.status, self.when_busy.retry_after)
            self._served.add(company_id)
        try:
            yield
        finally:
            with self._lock:
                self._served.discard(company_id)
