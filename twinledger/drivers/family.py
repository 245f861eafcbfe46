"""The family of a program: itself and whatever it has started, however far that went to get away (Linux)."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

from twinledger.drivers import processes

MARK = "TWINLEDGER_RUN"  # whoever has it in its environment was started in that run
ROUNDS = 50  # of ending what was started while the others were ended
PAUSE = 0.02


class Program(subprocess.Popen[bytes]):
    """A program in a session of its own, whose whole family can be seen and ended."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], **options: Any) -> None:
        self.mark = secrets.token_hex(8)
        super().__init__(command, env={**environment, MARK: self.mark}, start_new_session=True, **options)

    def family(self) -> list[int]:
        """Return the ids of the program and of all that it has started; of itself alone where that cannot be seen."""
        if not processes.CAN_BE_SEEN:
            return [self.pid]
        return [self.pid, *processes.relatives(self.pid, f"{MARK}={self.mark}")]

    def end(self) -> None:
        """End the whole family, and wait until it is gone."""
        for _ in range(ROUNDS):
            family = self.family()
            self._kill_session()
            for pid in family[1:]:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            self.wait()
            if not family[1:]:
                return
            time.sleep(PAUSE)

    def _kill_session(self) -> None:
        if not hasattr(os, "killpg"):  # on Windows
            self.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
