"""The night watch: calls somebody when night falls by a clock, whether that goes on by itself or is moved."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mock_kit.clock import Clock
from mock_silverfin.webhooks.nights import next_night


class NightWatch:
    """Calls `night_falls` whenever the clock is moved and, once it is `awake`, at the next night of a running clock."""

    def __init__(self, clock: Clock, night_falls: Callable[[], object]) -> None:
        self._clock = clock
        self._night_falls = night_falls
        self._timer: threading.Timer | None = None
        self._awake = False
        clock.watch(self._look)

    def wake(self) -> None:
        """Watch the nights of a running clock from now on."""
        if not self._awake:
            self._awake = True
            self._wait()

    def close(self) -> None:
        """Call nobody any more."""
        self._awake = False
        self._clock.unwatch(self._look)
        self._stop()

    def _look(self) -> None:
        self._night_falls()
        self._wait()

    def _wait(self) -> None:
        self._stop()
        if self._awake and self._clock.running:
            now = self._clock.now()
            self._timer = threading.Timer((next_night(now) - now).total_seconds(), self._look)
            self._timer.daemon = True
            self._timer.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
