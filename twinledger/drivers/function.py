"""The driver for Python functions: `def sync(config: Mapping[str, str]) -> Mapping[str, object] | None`."""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from twinledger.drivers import processes
from twinledger.drivers.guard import guarded
from twinledger.drivers.outcome import Driver, Outcome, from_answer, printable
from twinledger.drivers.surviving import Printed, interrupt, surviving
from twinledger.drivers.watch import Watch

Function = Callable[[Mapping[str, str]], Any]


class FunctionDriver(Driver):
    """Calls a function in this process; an exception means not synchronised. What it prints is kept, not shown."""

    in_process = True
    remembers_in_its_folder = True
    can_be_moved = hasattr(time, "tzset")

    def __init__(self, function: Function) -> None:
        self._function = function

    @classmethod
    def named(cls, name: str, folder: Path) -> FunctionDriver:
        """Return the driver of `package.module:function`, looked for in `folder` first.

        Raises ValueError, ImportError or AttributeError for a name that leads nowhere.
        """
        module, _, attribute = name.partition(":")
        if not (module and attribute):
            raise ValueError(f"{name!r} names no function; write package.module:function")
        sys.path.insert(0, str(folder))
        try:
            function = getattr(_imported(module), attribute)
        finally:
            sys.path.remove(str(folder))
        if str(folder) not in sys.path:
            sys.path.append(str(folder))  # for what it imports later; last, so that it hides nothing of ours
        if not callable(function):
            raise ValueError(f"{name!r} is not a function")
        return cls(function)

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Call the function in a thread of its own, which is interrupted if it does not end in time.

        One that waits outside of Python, as for a socket, ends when that wait does.
        """
        results: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        start, printed = time.monotonic(), Printed()
        guard = nullcontext() if watch is None else guarded(watch)
        with guard, _process_in(self.zone), redirect_stdout(printed), redirect_stderr(printed):
            thread = threading.Thread(target=self._call, args=(dict(inputs), results), daemon=True)
            thread.start()
            try:
                outcome = results.get(timeout=timeout)
            except queue.Empty:
                interrupt(thread)
                return Outcome(False, output=printable(printed.text), seconds=timeout, timed_out=True)
        seconds, output = time.monotonic() - start, printable(printed.text) + outcome.output
        if printed.excess:
            return Outcome(False, output=output, seconds=seconds, excess=printed.excess)
        return replace(outcome, output=output, seconds=seconds)

    def processes(self) -> list[int] | None:
        """Return the ids of what it has started; the process itself is ours."""
        return processes.descendants(os.getpid()) if processes.CAN_BE_SEEN else None

    def _call(self, inputs: Mapping[str, str], results: queue.SimpleQueue[Outcome]) -> None:
        try:
            with surviving():
                outcome = from_answer(self._function(inputs))
        except BaseException as error:
            told = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
            outcome = Outcome(False, message=printable(told), output=printable(traceback.format_exc()))
        results.put(outcome)


@contextmanager
def _process_in(zone: str) -> Iterator[None]:
    """Let this process be in a time zone, if one is named."""
    if not zone:
        yield
        return
    before = os.environ.get("TZ")
    try:
        _move(zone)
        yield
    finally:
        _move(before)


def _move(zone: str | None) -> None:
    if zone is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = zone
    time.tzset()


def _imported(module: str) -> ModuleType:
    """Import a module; whatever its own code does wrong meanwhile is an ImportError."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise
    except (Exception, SystemExit) as error:
        raise ImportError(f"the import of {module!r} ends in {type(error).__name__}: {error}") from error
