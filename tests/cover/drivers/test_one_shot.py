"""The one-shot driver: how a program ends, and what is left of it then."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import NotStartedError

from .support import IN_TIME, outcome_of, program

SHORT = 1.0
LOCKING = """
import fcntl, sys, time
held = open(sys.argv[1], "w")
fcntl.flock(held, fcntl.LOCK_EX)
print("locked", flush=True)
time.sleep(600)
"""
WITH_A_CHILD = f"""
import os, subprocess, sys, time
command = [sys.executable, "-c", {LOCKING!r}, os.environ["LOCK"]]
child = subprocess.Popen(command, stdout=subprocess.PIPE)
print(child.stdout.readline().decode().strip(), flush=True)
"""


@pytest.mark.parametrize(("status", "synchronised"), [(0, True), (1, False), (2, False), (255, False)])
def test_without_an_answer_the_exit_status_decides(tmp_path: Path, status: int, synchronised: bool) -> None:
    """A program that says nothing synchronised if it exits with 0."""
    outcome = outcome_of(tmp_path, f"raise SystemExit({status})")
    assert (outcome.synchronised, outcome.exit_status, outcome.reason) == (synchronised, status, None)
    assert not outcome.timed_out


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_program_that_dies_did_not_synchronise(tmp_path: Path, number: signal.Signals) -> None:
    """A signal ends it without success, whatever it has said before."""
    code = f"""
        import os
        print('{{"ok": true}}', flush=True)
        os.kill(os.getpid(), {int(number)})
    """
    outcome = outcome_of(tmp_path, code)
    assert (outcome.synchronised, outcome.exit_status) == (False, -number)
    assert f"ended by {number.name}" in outcome.summary


def test_a_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    """It is told as not ended in time, together with what it printed, even if it does not want to be ended."""
    command = ["sh", "-c", "trap '' TERM; echo reading page 7; sleep 600"]
    outcome = OneShotDriver(command, tmp_path).run({}, SHORT)
    assert (outcome.synchronised, outcome.timed_out) == (False, True)
    assert outcome.output == "reading page 7\n"
    assert outcome.summary == "did not end within 1 s"


def test_a_fraction_of_a_second_is_told_as_one(tmp_path: Path) -> None:
    """A short timeout is not rounded to none at all."""
    assert program(tmp_path, "import time; time.sleep(600)").run({}, 0.25).summary == "did not end within 0.25 s"


@pytest.mark.parametrize(
    ("ending", "timed_out"),
    [("time.sleep(600)", True), ("raise SystemExit(0)", False), ("os.kill(os.getpid(), 9)", False)],
)
def test_whatever_it_started_ends_with_it(tmp_path: Path, ending: str, timed_out: bool) -> None:
    """No child of a connector lives on to disturb the next run, however the connector itself ended."""
    lock = tmp_path / "lock"
    outcome = program(tmp_path, WITH_A_CHILD + ending).run({"LOCK": str(lock)}, 4.0 if timed_out else IN_TIME)
    assert (outcome.output, outcome.timed_out) == ("locked\n", timed_out)
    assert _nobody_holds(lock)


def _nobody_holds(lock: Path) -> bool:
    """Wait for the lock, which a program that was killed gives back, and tell whether it came."""
    waiting = OneShotDriver(
        [sys.executable, "-c", f"import fcntl; fcntl.flock(open({str(lock)!r}, 'w'), fcntl.LOCK_EX)"], lock.parent
    )
    return waiting.run({}, IN_TIME).synchronised


def test_a_child_that_holds_the_output_does_not_keep_us_waiting(tmp_path: Path) -> None:
    """A run ends with the program, not with the last of its children that could still print."""
    code = """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print('{"ok": true}')
    """
    outcome = program(tmp_path, code).run({}, IN_TIME)
    assert (outcome.synchronised, outcome.timed_out) == (True, False)


def test_both_streams_are_kept_in_their_order(tmp_path: Path) -> None:
    """What it prints and what it complains of are one text; bytes that are no text do no harm."""
    code = """
        import os
        os.write(1, b"one\\n")
        os.write(2, b"two \\xff\\xfe\\n")
        os.write(1, b"three \\xe2\\x82")
    """
    assert outcome_of(tmp_path, code).output == "one\ntwo \ufffd\ufffd\nthree \ufffd"


@pytest.mark.parametrize("content", [b"no interpreter is named here\n", b"#!/no/such/interpreter\n"])
def test_a_file_that_is_no_program_is_told(tmp_path: Path, content: bytes) -> None:
    """What may be executed and cannot be is the connector's fault, and is said with its name."""
    script = tmp_path / "sync"
    script.write_bytes(content)
    script.chmod(0o755)
    driver = OneShotDriver(["./sync"], tmp_path)
    driver.check()
    with pytest.raises(NotStartedError, match=r"'\./sync' cannot be started: .+"):
        driver.run({}, IN_TIME)


@pytest.mark.parametrize(("command", "env"), [(["sh", "a\0b"], {}), (["sh"], {"A=B": "x"}), (["sh"], {"A": "\0"})])
def test_what_no_system_takes_is_told(tmp_path: Path, command: list[str], env: dict[str, str]) -> None:
    """Characters that an environment or a command line cannot hold are not a failure of ours."""
    with pytest.raises(NotStartedError, match="cannot be started"):
        OneShotDriver(command, tmp_path, env=env).run({}, IN_TIME)


def test_a_run_takes_as_long_as_it_takes(tmp_path: Path) -> None:
    """The time is measured, and is that of the run alone."""
    outcome = outcome_of(tmp_path, "import time; time.sleep(0.2)")
    assert 0.2 <= outcome.seconds < IN_TIME


def test_the_command_is_found_on_the_path_that_the_manifest_gives(tmp_path: Path) -> None:
    """A PATH in `env` is the one that counts, before the start and at it."""
    tool = tmp_path / "tools" / "acme-sync-tool"
    tool.parent.mkdir()
    tool.write_text(f"#!{sys.executable}\nprint('found')\n", encoding="utf-8")
    tool.chmod(0o755)
    with pytest.raises(FileNotFoundError, match="is it installed"):
        OneShotDriver([tool.name], tmp_path).check()
    driver = OneShotDriver([tool.name], tmp_path, env={"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"})
    driver.check()
    assert driver.run({}, IN_TIME).output == "found\n"


ZONE = "import json, time; print(json.dumps({'ok': False, 'message': str(time.localtime(0).tm_hour)}))"


def test_its_machine_can_be_in_another_time_zone(tmp_path: Path) -> None:
    """It finds itself there as long as that lasts, unless its manifest says where it is."""
    driver = program(tmp_path, ZONE)
    with driver.in_zone("America/New_York"):
        moved = driver.run({}, IN_TIME)
    here = driver.run({}, IN_TIME)
    assert (moved.message, here.message) == ("19", str(time.localtime(0).tm_hour))
    settled = program(tmp_path, ZONE, env={"TZ": "Asia/Tokyo"})
    with settled.in_zone("America/New_York"):
        assert settled.run({}, IN_TIME).message == "9"
