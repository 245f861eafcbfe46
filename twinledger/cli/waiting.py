"""Waiting until somebody ends the program, with Ctrl-C or by ending the process."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def until_interrupted() -> None:
    """Return when the process is asked to end (SIGINT or SIGTERM)."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {kind: signal.signal(kind, end) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not ended.wait(1):  # a wait without an end cannot be interrupted everywhere
            pass
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
