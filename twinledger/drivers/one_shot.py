"""The driver for programs that run once and end: inputs in a clean environment, an answer on standard output."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from twinledger.drivers.outcome import Outcome, answer_in, from_answer
from twinledger.drivers.program import ProgramDriver, end, printed_in
from twinledger.drivers.watch import Watch


class OneShotDriver(ProgramDriver):
    """Runs a command once per synchronisation; exit status 0 means synchronised."""

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Run the command; if it does not end in time, it and all it has started are ended.

        Raises NotStartedError for a command that the operating system does not take.
        """
        since, start = time.time(), time.monotonic()
        starting = nullcontext(self.start) if watch is None else self.enclosed(watch, inputs)
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        with tempfile.TemporaryDirectory(prefix="twinledger-home-") as home, tempfile.TemporaryFile() as printed:
            with starting as started:
                process = started(self.environment(inputs, home), stdout=printed, **streams)
                late, too_much = self._waited(process, timeout)
            known: dict[str, Any] = {"output": printed_in(printed), "logs": self.logs(home, since)}
        if too_much:
            return Outcome(False, used_mb=too_much[0], **known)
        if late:
            return Outcome(False, seconds=timeout, timed_out=True, **known)
        return _outcome(process.returncode, {**known, "seconds": time.monotonic() - start})

    def _waited(self, process: subprocess.Popen[bytes], timeout: float) -> tuple[bool, list[int]]:
        """Wait for the end; return whether it came too late, and the megabytes in use if these were too many."""
        late = False
        with self.within_memory(process) as too_much:
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                late = True
            finally:
                end(process)
                self._process = None
        return late, too_much


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
