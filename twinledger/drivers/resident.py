"""The driver for programs that stay: a line of JSON on standard input for each thing to do, a line as its answer."""

from __future__ import annotations

import json
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

from twinledger.drivers.outcome import NotStartedError, Outcome, answer_in, from_answer
from twinledger.drivers.program import ProgramDriver, end, printed_in
from twinledger.drivers.watch import Watch

LONGEST_GREETING = 30.0
LONGEST_GOODBYE = 2.0


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
        start = time.monotonic()
        with self.within_memory(conversation.process) as too_much:
            answer = conversation.asked({"do": "sync", "config": dict(inputs)}, timeout)
        known: dict[str, Any] = {"output": conversation.output(), "logs": conversation.logs()}
        if answer is not None:
            return from_answer(answer, seconds=time.monotonic() - start, **known)
        status = conversation.process.poll()
        self.forget()
        if too_much:
            return Outcome(False, used_mb=too_much[0], **known)
        return Outcome(False, exit_status=status, seconds=timeout, timed_out=status is None, **known)


class _Conversation:
    """One process of the program. What it prints beside its answers is kept."""

    def __init__(self, driver: ProgramDriver, start: Any) -> None:
        self._driver = driver
        self._since = time.time()
        self._home = tempfile.TemporaryDirectory(prefix="twinledger-home-")
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        self._said: list[str] = []
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        self.process: subprocess.Popen[bytes] = start(driver.environment({}, self._home.name), **streams)
        self._reader = threading.Thread(target=self._read, name="twinledger resident", daemon=True)
        self._reader.start()

    def asked(self, what: Mapping[str, Any], timeout: float) -> dict[str, Any] | None:
        """Return the answer to one request, or None if none came in time or the program has ended."""
        assert self.process.stdin is not None
        with suppress(OSError):  # it has ended; the reader will say so
            self.process.stdin.write(json.dumps(what).encode() + b"\n")
            self.process.stdin.flush()
        try:
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            return None
        if answer is None:
            self.process.wait()
        return answer

    def output(self) -> str:
        """Return what it has printed so far."""
        return "".join(self._said) + printed_in(self._errors)

    def logs(self) -> tuple[tuple[str, bytes], ...]:
        """Return what it has written into files that look like logs."""
        return self._driver.logs(self._home.name, self._since)

    def close(self) -> None:
        """Ask it to stop, and end it if it does not."""
        assert self.process.stdin is not None
        with suppress(OSError, subprocess.TimeoutExpired):
            self.process.stdin.write(b'{"do": "stop"}\n')
            self.process.stdin.close()
            self.process.wait(LONGEST_GOODBYE)
        end(self.process)
        self._reader.join(LONGEST_GOODBYE)
        self._errors.close()
        self._home.cleanup()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                answer = answer_in(line)
                self._said.append(line.decode("utf-8", "replace"))
                if answer is not None:
                    self._answers.put(answer)
        self._answers.put(None)
