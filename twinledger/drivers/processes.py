"""Processes: what a program has started, how much memory that takes, and how it was called (Linux)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
CAN_BE_SEEN = sys.platform.startswith("linux") and PROC.is_dir()


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


def relatives(pid: int, mark: str) -> list[int]:
    """Return the ids of a process's descendants, and of all others that have `mark` in their environment."""
    found = dict.fromkeys(descendants(pid))
    found.update(dict.fromkeys(_marked(mark)))
    found.pop(pid, None)
    return list(found)


def command_line(pid: int) -> bytes:
    """Return how a process was called, which everybody on the machine can read; nothing if it has ended."""
    return _read(pid, "cmdline").replace(b"\0", b" ")


def memory(pids: list[int]) -> int:
    """Return how many bytes of memory processes have in use together."""
    return sum(_resident(pid) for pid in pids)


def _marked(mark: str) -> Iterator[int]:
    wanted = mark.encode()
    for pid in _all():
        if wanted in _read(pid, "environ"):
            yield pid


def _parents() -> Iterator[tuple[int, int]]:
    for pid in _all():
        _, _, rest = _read(pid, "stat").rpartition(b")")
        if rest:
            yield pid, int(rest.split()[1])


def _resident(pid: int) -> int:
    statm = _read(pid, "statm").split()
    return int(statm[1]) * os.sysconf("SC_PAGE_SIZE") if len(statm) > 1 else 0


def _all() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    """Return a file that the kernel keeps about a process; nothing if it has ended, or is somebody else's."""
    try:
        return (PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""
