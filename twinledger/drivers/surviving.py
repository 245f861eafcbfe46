"""Surviving a function in this process: one that prints without end, that wants to end the process, or never ends."""

from __future__ import annotations

import ctypes
import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from twinledger.drivers.limits import MB, Limits

MOST_PRINTED = Limits().output_mb * MB
GRACE = 2.0  # seconds that a function may take to end when it is interrupted
LEAVING = ("_exit", "abort", "kill")
_really: dict[str, Any] = {name: getattr(os, name) for name in LEAVING}
_lock = threading.Lock()
_inside: list[tuple[int, int]] = []  # process and thread of those that may not end the process


class Printed(io.TextIOBase):
    """What a function prints, as far as it is within the limit."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = MOST_PRINTED
        self.excess = ""

    @property
    def text(self) -> str:
        """What was printed."""
        return "".join(self._parts)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep a text; raise OSError once it is too much."""
        if len(text) > self._left:
            self.excess = f"it printed more than {MOST_PRINTED // MB} MB"
            raise OSError(self.excess)
        self._left -= len(text)
        self._parts.append(text)
        return len(text)


@contextmanager
def surviving() -> Iterator[None]:
    """Turn what would end this process at once into SystemExit, for the thread that is inside."""
    me = os.getpid(), threading.get_ident()
    with _lock:
        _inside.append(me)
        for name, stand_in in (("_exit", _exit), ("abort", _abort), ("kill", _kill)):
            setattr(os, name, stand_in)
    try:
        yield
    finally:
        with _lock:
            _inside.remove(me)
            if not _inside:
                for name, real in _really.items():
                    setattr(os, name, real)


def _exit(status: int) -> NoReturn:
    if _may_not_leave():
        raise SystemExit(status)
    _really["_exit"](status)
    raise AssertionError("nobody comes back from there")


def _abort() -> NoReturn:
    _exit(134)


def _kill(pid: int, number: int) -> None:
    if number and pid in (os.getpid(), 0) and _may_not_leave():
        raise SystemExit(-number)
    _really["kill"](pid, number)


def _may_not_leave() -> bool:
    """Tell whether this is the thread of a connector, and not a process that it has started."""
    return (os.getpid(), threading.get_ident()) in _inside


def interrupt(thread: threading.Thread) -> None:
    """Raise SystemExit inside a thread, and give it a moment to end."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))
    thread.join(GRACE)
