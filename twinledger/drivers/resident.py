"""The driver for programs that stay: a line of JSON on standard input for each thing to do, a line as its answer."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import IO, Any

from twinledger.drivers.family import Program
from twinledger.drivers.outcome import NotStartedError, Outcome, answer_in, from_answer
from twinledger.drivers.program import ProgramDriver, fresh_home
from twinledger.drivers.watch import Watch

LONGEST_GREETING = 30.0
LONGEST_GOODBYE = 2.0
GLANCE = 0.2  # seconds between two looks whether it is still there
LONGEST_LINE = 1024 * 1024  # bytes that are taken for one line
MOST_KEPT = 32 * 1024 * 1024  # bytes of what it says that are kept


class ResidentDriver(ProgramDriver):
    """Starts a command once and has it synchronise again and again: `hello`, `sync` with its inputs, `stop`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._conversation: _Conversation | None = None

    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Have the program synchronise; if it does not answer in time, it is ended and started again the next time.

        Raises NotStartedError for a program that does not say hello. A watched run has a process of its own.
        """
        if watch is None:
            return self._run(self._conversation or self._greeted(self.start), inputs, timeout)
        self.forget()
        with self.enclosed(watch, inputs) as start:
            try:
                return self._run(self._greeted(start), inputs, timeout)
            finally:
                self.forget()

    def forget(self) -> None:
        """Ask the program to stop; the next run starts it anew."""
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = self._process = None

    def close(self) -> None:
        """Stop the program and give back what the runs shared."""
        self.forget()
        super().close()

    def _greeted(self, start: Any) -> _Conversation:
        conversation = _Conversation(self, start)
        answer = conversation.asked({"do": "hello"}, LONGEST_GREETING)
        if answer is None or answer.get("ok") is not True:
            said = conversation.output().strip()[-500:]
            conversation.close()
            raise NotStartedError(f"the command {self._command[0]!r} does not answer hello with ok; it printed: {said}")
        self._conversation = conversation
        return conversation

    def _run(self, conversation: _Conversation, inputs: Mapping[str, str], timeout: float) -> Outcome:
        start, before = time.monotonic(), conversation.printed()
        with self.within_limits(conversation.program, lambda: conversation.printed() - before) as excess:
            answer = conversation.asked({"do": "sync", "config": self.led(inputs)}, timeout)
        known: dict[str, Any] = {"output": conversation.output(), "logs": conversation.logs()}
        if answer is not None and not excess:
            return from_answer(answer, seconds=time.monotonic() - start, **known)
        status = conversation.program.poll()
        self.forget()
        if excess:
            return Outcome(False, excess=excess[0], **known)
        return Outcome(False, exit_status=status, seconds=timeout, timed_out=status is None, **known)


class _Conversation:
    """One process of the program. What it prints beside its answers is kept."""

    def __init__(self, driver: ProgramDriver, start: Any) -> None:
        self._driver = driver
        self._since = time.time()
        self._stack = ExitStack()
        self._home = self._stack.enter_context(fresh_home())
        self._errors: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed in `close`
        self._said: list[str] = []
        self._said_bytes = 0
        self._answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        self.program: Program = start(driver.environment({}, self._home), **streams)
        self._reader = threading.Thread(target=self._read, name="twinledger resident", daemon=True)
        self._reader.start()

    def asked(self, what: Mapping[str, Any], timeout: float) -> dict[str, Any] | None:
        """Return the answer to one request, or None if none came in time or the program has ended."""
        assert self.program.stdin is not None
        while not self._answers.empty():  # what nobody asked for answers nothing
            self._answers.get()
        with suppress(OSError):  # it has ended; that is seen below
            self.program.stdin.write(json.dumps(what).encode() + b"\n")
            self.program.stdin.flush()
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            is_over = self.program.poll() is not None
            with suppress(queue.Empty):
                return self._answers.get(timeout=min(left, GLANCE))
            if is_over:
                return None
        return None

    def output(self) -> str:
        """Return what it has printed so far."""
        return "".join(self._said) + self._driver.printed_in(self._errors)

    def printed(self) -> int:
        """Return how many bytes it has printed so far."""
        return self._said_bytes + os.fstat(self._errors.fileno()).st_size

    def logs(self) -> tuple[tuple[str, bytes], ...]:
        """Return what it has written into files that look like logs."""
        return self._driver.logs(self._home, self._since)

    def close(self) -> None:
        """Ask it to stop, and end it if it does not."""
        assert self.program.stdin is not None
        with suppress(OSError, subprocess.TimeoutExpired):
            self.program.stdin.write(b'{"do": "stop"}\n')
            self.program.stdin.close()
            self.program.wait(LONGEST_GOODBYE)
        self.program.end()
        self._reader.join(LONGEST_GOODBYE)
        self._stack.close()

    def _read(self) -> None:
        assert self.program.stdout is not None
        with self.program.stdout as lines:
            while line := lines.readline(LONGEST_LINE):
                answer = answer_in(line)
                self._said_bytes += len(line)
                if self._said_bytes <= MOST_KEPT:
                    self._said.append(line.decode("utf-8", "replace"))
                if answer is not None:
                    self._answers.put(answer)
