"""The queue: jobs in threads, a few at a time, in the order in which they came.

Provenance: that a file can sit in a queue is documented (support article 101000503371), and that one company has one
job at a time (status.getsilverfin.com, incident 68). How many run side by side is assumed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

SIDE_BY_SIDE = 2

Counts = Callable[[], bool]  # whether what a job does still counts
Job = Callable[[Counts], object]  # raises nothing: nobody would hear of it


class BusyFileError(Exception):
    """The client file has a job already."""


@dataclass
class _Round:
    """What is taken on until everything is forgotten: how many more may be under way, what waits, whose job it is."""

    free: int
    waiting: deque[tuple[int, Job]] = field(default_factory=deque)
    busy: set[int] = field(default_factory=set)


class Queue:
    """Jobs by the client file that each is for; a file has one job, waiting or under way."""

    def __init__(self, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._side_by_side = side_by_side
        self._round = _Round(side_by_side)
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def has(self, company_id: int) -> bool:
        """Tell whether a client file has a job, waiting or under way."""
        return company_id in self._round.busy

    def take(self, company_id: int, job: Job) -> bool:
        """Take a job on and tell whether it begins at once; raise BusyFileError if the file has one already."""
        with self._lock:
            now = self._round
            if company_id in now.busy:
                raise BusyFileError
            now.busy.add(company_id)
            now.waiting.append((company_id, job))
            if not now.free:
                return False
            now.free -= 1
            thread = threading.Thread(target=self._work, args=(now,), name=f"sync {company_id}", daemon=True)
            self._threads.add(thread)
            thread.start()
            return True

    def settle(self, timeout: float) -> None:
        """Wait until nothing waits and nothing is under way; raise TimeoutError after so many seconds."""
        end = time.monotonic() + timeout
        while self._round.busy:
            if time.monotonic() > end:
                raise TimeoutError(f"client files are still being synchronised after {timeout} s")
            time.sleep(0.002)

    def forget(self) -> None:
        """Let nothing begin that waits, and what is under way count for nothing: each file may have another job."""
        with self._lock:
            self._round.waiting.clear()
            self._round = _Round(self._side_by_side)

    def close(self, patience: float) -> None:
        """Begin nothing any more and wait so many seconds for what is under way."""
        with self._lock:
            self._round.busy -= {company_id for company_id, _ in self._round.waiting}
            self._round.waiting.clear()
        for thread in list(self._threads):
            thread.join(patience)

    def _work(self, mine: _Round) -> None:
        while (found := self._next(mine)) is not None:
            company_id, job = found
            try:
                job(lambda: mine is self._round)
            finally:
                mine.busy.discard(company_id)

    def _next(self, mine: _Round) -> tuple[int, Job] | None:
        """Return the next job, or None and give the place of this thread back."""
        with self._lock:
            if mine.waiting:
                return mine.waiting.popleft()
            mine.free += 1
            self._threads.discard(threading.current_thread())
            return None
