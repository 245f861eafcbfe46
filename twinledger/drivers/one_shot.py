"""The driver for programs that run once and end: inputs in a clean environment, an answer on standard output."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import IO, Any

from twinledger.drivers.family import Program
from twinledger.drivers.outcome import Outcome, answer_in, from_answer
from twinledger.drivers.program import ProgramDriver, fresh_home
from twinledger.drivers.watch import Watch


class OneShotDriver(ProgramDriver):
    """Runs a command once per synchronisation; exit status 0 means synchronised."""

    remembers_in_its_folder = True

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Run the command; if it does not end in time, it and all it has started are ended.

        Raises NotStartedError for a command that the operating system does not take.
        """
        since, start = time.time(), time.monotonic()
        starting = nullcontext(self.start) if watch is None else self.enclosed(watch, inputs)
        with fresh_home() as home, tempfile.TemporaryFile() as printed, self._beside(printed) as errors:
            with starting as started:
                streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": printed, "stderr": errors}
                program = started(self.environment(self.led(inputs), home), **streams)
                late, excess = self._waited(program, timeout, lambda: sum(map(_size, {printed, errors})))
            known: dict[str, Any] = {"output": self.printed_in(printed), "logs": self.logs(home, since)}
            if errors is not printed:
                known |= {"printed": known["output"], "output": known["output"] + self.printed_in(errors)}
        if excess:
            return Outcome(False, excess=excess, **known)
        if late:
            return Outcome(False, seconds=timeout, timed_out=True, **known)
        return _outcome(program.returncode, {**known, "seconds": time.monotonic() - start})

    def _beside(self, printed: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
        """Return where standard error goes: beside standard output, unless that alone is what the run came to."""
        return tempfile.TemporaryFile() if self.side.reads_output else nullcontext(printed)

    def _waited(self, program: Program, timeout: float, printed: Callable[[], int]) -> tuple[bool, str]:
        """Wait for the end; return whether it came too late, and of what it took too much."""
        late = False
        with self.within_limits(program, printed) as found:
            try:
                program.wait(timeout)
            except subprocess.TimeoutExpired:
                late = True
            finally:
                program.end()
                self._process = None
        return late, found[0] if found else ""


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _outcome(status: int, known: Mapping[str, Any]) -> Outcome:
    """Exit status and answer must both say that it synchronised."""
    lines = re.split(r"[\r\n]+", known["output"])  # str.splitlines also divides where JSON allows a character
    answer = next(filter(None, map(answer_in, reversed(lines))), None)
    if answer is None:
        return Outcome(status == 0, exit_status=status, **known)
    told = from_answer(answer, exit_status=status, **known)
    return (
        told if status == 0 or not told.synchronised else replace(told, synchronised=False, reason=None, message=None)
    )
