"""Waiting until somebody ends the program, with Ctrl-C or by ending the process."""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def ended_by_signal() -> Iterator[Callable[[], None]]:
    """Take SIGINT and SIGTERM from now on, and give a function that returns when one of them has come."""
    asked: queue.SimpleQueue[int] = queue.SimpleQueue()  # the one queue that a signal handler may put into
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, lambda number, _frame: asked.put(number)) for kind in kinds}

    def wait() -> None:
        while True:
            with suppress(queue.Empty):
                asked.get(timeout=1)  # a wait without an end cannot be interrupted everywhere
                return

    try:
        yield wait
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
