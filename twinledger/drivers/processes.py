"""Processes: what a program has started, how much memory that takes, and how it was called (Linux)."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
CAN_BE_SEEN = sys.platform.startswith("linux") and PROC.is_dir()
EVERY = 0.1  # seconds between two looks at the memory
MB = 1024 * 1024


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes that a process has started, and that these have started."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, left = [], [pid]
    while left:
        started = children.get(left.pop(), [])
        found += started
        left += started
    return found


def command_line(pid: int) -> bytes:
    """Return how a process was called, which everybody on the machine can read; nothing if it has ended."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return b""


def memory(pids: list[int]) -> int:
    """Return how many bytes of memory processes have in use together."""
    return sum(_resident(pid) for pid in pids)


@contextmanager
def limited(pids: Callable[[], list[int]], most_mb: int, end: Callable[[], None]) -> Iterator[list[int]]:
    """Call `end` as soon as the processes take more than `most_mb` megabytes.

    Yields a list that then holds the number of megabytes that were found.
    """
    found: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            used = memory(pids()) // MB
            if used > most_mb:
                found.append(used)
                end()
                return

    watcher = threading.Thread(target=watch, name="twinledger memory", daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            yield int(entry.name), int(stat.rpartition(")")[2].split()[1])


def _resident(pid: int) -> int:
    try:
        pages = int((PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
