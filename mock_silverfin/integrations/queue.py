"""The queue: jobs in threads, a few at a time, in the order in which they came.

Provenance: that a file can sit in a queue is documented (support article 101000503371), and that one company has one
job at a time (status.getsilverfin.com, incident 68). How many run side by side is assumed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

SIDE_BY_SIDE = 2

Job = Callable[[], object]  # raises nothing: nobody would hear of it


class BusyFileError(Exception):
    """The client file has a job already."""


class Queue:
    """Jobs by the client file that each is for; a file has one job, waiting or under way."""

    def __init__(self, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._free = side_by_side
        self._waiting: deque[tuple[int, Job]] = deque()
        self._busy: set[int] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def has(self, company_id: int) -> bool:
        """Tell whether a client file has a job, waiting or under way."""
        return company_id in self._busy

    def take(self, company_id: int, job: Job) -> bool:
        """Take a job on and tell whether it begins at once; raise BusyFileError if the file has one already."""
        with self._lock:
            if company_id in self._busy:
                raise BusyFileError
            self._busy.add(company_id)
            self._waiting.append((company_id, job))
            if not self._free:
                return False
            self._free -= 1
            thread = threading.Thread(target=self._work, name=f"sync {company_id}", daemon=True)
            self._threads.add(thread)
            thread.start()
            return True

    def settle(self, timeout: float) -> None:
        """Wait until nothing waits and nothing is under way; raise TimeoutError after so many seconds."""
        end = time.monotonic() + timeout
        while self._busy:
            if time.monotonic() > end:
                raise TimeoutError(f"client files are still being synchronised after {timeout} s")
            time.sleep(0.002)

    def forget(self) -> None:
        """Let nothing begin that still waits."""
        with self._lock:
            self._busy -= {company_id for company_id, _ in self._waiting}
            self._waiting.clear()

    def close(self, patience: float) -> None:
        """Begin nothing any more and wait so many seconds for what is under way."""
        self.forget()
        for thread in list(self._threads):
            thread.join(patience)

    def _work(self) -> None:
        while (found := self._next()) is not None:
            company_id, job = found
            try:
                job()
            finally:
                self._busy.discard(company_id)

    def _next(self) -> tuple[int, Job] | None:
        """Return the next job, or None and give the place of this thread back."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._free += 1
            self._threads.discard(threading.current_thread())
            return None
