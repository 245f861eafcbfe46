"""A program: the connector that somebody brought along, run from the console, one run at a time."""

from __future__ import annotations

import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from twinledger.drivers.outcome import NotStartedError

if TYPE_CHECKING:
    from twinledger.drivers.outcome import Outcome
    from twinledger.drivers.trial import Trial

State = Literal["running", "done", "failed"]


@dataclass(frozen=True)
class LastRun:
    """A run: its number from 1, how it stands, what the connector said of itself and printed, without secrets."""

    number: int
    state: State
    message: str = ""
    printed: str = ""
    seconds: float = 0.0


class Program:
    """A connector by its `name`, in a trial of its own: what it keeps between runs is gone when that is closed."""

    def __init__(self, name: str, trial: Trial) -> None:
        self.name = name
        self.last_run: LastRun | None = None
        self._trial = trial
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        trial.forget()

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self.last_run is not None and self.last_run.state == "running"

    def start(self) -> bool:
        """Begin a run in the background; tell whether that was possible: two at once are not."""
        with self._lock:
            if self.is_running:
                return False
            number = self.last_run.number + 1 if self.last_run else 1
            self.last_run = LastRun(number, "running")
        self._thread = threading.Thread(target=self._run, args=(number,), name="the connector", daemon=True)
        self._thread.start()
        return True

    def settle(self, timeout: float | None = None) -> None:
        """Wait until no run is under way; raise TimeoutError after so many seconds. Each run ends by its own limit."""
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                raise TimeoutError(f"the connector is still running after {timeout} s")

    def keep(self) -> Path:
        """Return a copy of what the connector keeps between runs."""
        return self._trial.keep_state()

    def recall(self, kept: Path) -> None:
        """Let it keep what it kept then."""
        self._trial.restore_state(kept)

    def _run(self, number: int) -> None:
        try:
            self.last_run = self._told(number, self._trial.run())
        except NotStartedError as error:
            self.last_run = LastRun(number, "failed", str(error))
        except Exception as error:  # else nobody could run it a second time
            told = f"The harness itself failed: {type(error).__name__}: {error}"
            self.last_run = LastRun(number, "failed", told, traceback.format_exc())

    def _told(self, number: int, outcome: Outcome) -> LastRun:
        state: State = "done" if outcome.synchronised else "failed"
        message = self._trial.redacted(outcome.summary)
        return LastRun(number, state, message, self._trial.printed(outcome), outcome.seconds)
