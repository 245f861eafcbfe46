"""The driver for programs that run once and end: inputs in a clean environment, an answer on standard output."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from twinledger.drivers.outcome import NotStartedError, Outcome, from_answer

MOST_OUTPUT = 1_000_000
ALWAYS_PASSED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "PATHEXT", "COMSPEC")
LOOPBACK = "127.0.0.1,localhost,::1"
NO_PROXY_LISTENS = "http://127.0.0.1:9"  # the port that is kept for discarding: whoever goes elsewhere is refused


class OneShotDriver:
    """Runs a command once per synchronisation; exit status 0 means synchronised."""

    in_process = False

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        env: Mapping[str, str] | None = None,
        env_from: Sequence[str] = (),
        ca_file: Path | None = None,
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._env = dict(env or {})
        self._env_from = tuple(env_from)
        self._ca_file = ca_file

    def check(self) -> None:
        """Raise FileNotFoundError if the command cannot be found, PermissionError if it may not be executed."""
        program = self._command[0]
        path = self._folder / program
        if Path(program).name == program:
            if shutil.which(program, path=self._env.get("PATH")) is None:
                advice = f"write ./{program}" if path.is_file() else "is it installed and on the PATH?"
                raise FileNotFoundError(f"the command {program!r} cannot be found; {advice}")
        elif not path.is_file():
            raise FileNotFoundError(f"the command {program!r} cannot be found; there is no file {path}")
        elif not os.access(path, os.X_OK):
            raise PermissionError(f"the command {program!r} may not be executed; chmod +x {path}")

    def run(self, inputs: Mapping[str, str], timeout: float) -> Outcome:
        """Run the command; if it does not end in time, it and all it has started are ended.

        Raises NotStartedError for a command that the operating system does not take.
        """
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="twinledger-home-") as home, tempfile.TemporaryFile() as printed:
            process = self._started(self._environment(inputs, home), printed)
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                return Outcome(False, output=_read(printed), seconds=timeout, timed_out=True)
            finally:
                _end(process)
            output = _read(printed)
        return _outcome(process.returncode, output, time.monotonic() - start)

    def _started(self, environment: Mapping[str, str], printed: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise NotStartedError(f"the command {self._command[0]!r} cannot be started: {error}") from None

    def _environment(self, inputs: Mapping[str, str], home: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in (*ALWAYS_PASSED, *self._env_from) if name in os.environ}
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NO_PROXY_LISTENS)
        trusted = {}
        if self._ca_file is not None:
            names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
            trusted = dict.fromkeys(names, str(self._ca_file))
        no_proxy = {"no_proxy": LOOPBACK, "NO_PROXY": LOOPBACK}
        return {**kept, "HOME": home, **proxies, **no_proxy, **trusted, **self._env, **inputs}


def _outcome(status: int, output: str, seconds: float) -> Outcome:
    """Exit status and answer must both say that it synchronised."""
    known: dict[str, Any] = {"exit_status": status, "output": output, "seconds": seconds}
    answer = _answer_in(output)
    if answer is None:
        return Outcome(status == 0, **known)
    told = from_answer(answer, **known)
    return told if status == 0 or not told.synchronised else Outcome(False, **known)


def _answer_in(output: str) -> Any:
    """Return the last line that is a JSON object with `ok`, or None."""
    for line in reversed(re.split(r"[\r\n]+", output)):  # str.splitlines also divides where JSON allows a character
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and "ok" in found:
            return found
    return None


def _read(printed: Any) -> str:
    """Return what was printed, of very much only the end: there stands what went wrong, and the answer."""
    printed.seek(max(printed.seek(0, os.SEEK_END) - MOST_OUTPUT, 0))
    return bytes(printed.read(MOST_OUTPUT)).decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the command's process group."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
