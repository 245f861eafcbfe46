"""The workers of the server: as many threads as are wanted, and more when all of them wait for slow clients."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from typing import Any

from cheroot.workers.threadpool import ThreadPool

MOST = 256  # threads; whoever comes then waits


class Workers(ThreadPool):
    """Threads that answer requests. Nobody waits for one to begin."""

    _queue: Queue[Any]
    _threads: list[Any]
    _spawn_worker: Callable[[], Any]
    _clear_dead_threads: Callable[[], None]

    def __init__(self, server: Any, number: int) -> None:
        super().__init__(server, min=number, max=max(MOST, number))

    def put(self, connection: Any) -> None:
        """Hand over a connection on which a request arrives; with one more worker if all others are busy."""
        super().put(connection)
        if self._queue.qsize() > self.idle:
            self.grow(1)

    def grow(self, amount: int) -> None:
        """Begin so many threads more, up to the most there may be."""
        self._clear_dead_threads()
        for _ in range(min(amount, int(self.max) - len(self._threads))):
            self._threads.append(self._spawn_worker())
