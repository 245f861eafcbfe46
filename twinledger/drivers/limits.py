"""Limits: how much a program may take, looked at many times a second, and what becomes of one that takes more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from twinledger.drivers import processes
from twinledger.drivers.family import Program

EVERY = 0.1  # seconds between two looks
MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a program and all that it starts may take together; without `memory_mb` the memory is not watched."""

    memory_mb: int | None = None
    output_mb: int = 32
    processes: int = 250


def excess(limits: Limits, family: list[int], printed: int) -> str:
    """Return what a family takes too much of, or nothing."""
    if printed > limits.output_mb * MB:
        return f"it printed more than {limits.output_mb} MB"
    if len(family) > limits.processes:
        return f"it had started {len(family)} processes, and {limits.processes} are allowed"
    if limits.memory_mb is None or not processes.CAN_BE_SEEN:
        return ""
    used = processes.memory(family) // MB
    return f"it used {used} MB of memory, and {limits.memory_mb} are allowed" if used > limits.memory_mb else ""


@contextmanager
def kept(program: Program, limits: Limits, printed: Callable[[], int]) -> Iterator[list[str]]:
    """End the program as soon as it takes too much; yield a list that then says of what.

    `printed` tells how many bytes it has printed so far.
    """
    found: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            told = excess(limits, program.family(), printed())
            if told:
                found.append(told)
                program.end()
                return

    watcher = threading.Thread(target=watch, name="twinledger limits", daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()
        told = excess(limits, [], printed())  # what was printed between the last look and the end counts, too
        if told and not found:
            found.append(told)
