"""Limits: a connector that takes too much, or wants to get away, is an outcome, and nothing of it is left."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.limits import Limits
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.processes import CAN_BE_SEEN
from twinledger.drivers.resident import ResidentDriver

from .support import IN_TIME, program

on_linux = pytest.mark.skipif(not CAN_BE_SEEN, reason="other processes cannot be seen here")
TIGHT = Limits(memory_mb=80, output_mb=1, processes=20)
ROOMY = Limits(output_mb=64)
PRINTS = "import sys\nwhile True: sys.stdout.write('x' * 1000 + '\\n')"
AWAY = """
import os, subprocess, sys
code = "import os, time; open(os.environ['PLACE'], 'w').write(str(os.getpid())); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.DEVNULL)
while not (os.path.exists(os.environ["PLACE"]) and os.path.getsize(os.environ["PLACE"])): pass
"""


@on_linux
def test_who_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    """What all its processes take together counts, and is told with what is allowed."""
    hog = "import time; kept = b'x' * 90_000_000; time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hog!r}])"
    outcome = program(tmp_path, code, limits=TIGHT).run({}, IN_TIME)
    assert not outcome.synchronised
    assert outcome.summary.startswith("was ended because it used ")
    assert outcome.summary.endswith(" MB of memory, and 80 are allowed")
    assert not program(tmp_path, "pass", limits=TIGHT).run({}, IN_TIME).excess


@pytest.mark.parametrize("code", [PRINTS, "import sys; sys.stdout.write('x' * 3_000_000)"], ids=["endless", "burst"])
def test_who_prints_without_end_is_ended(tmp_path: Path, code: str) -> None:
    """However fast it comes, of what it printed no more is kept than is allowed."""
    outcome = program(tmp_path, code, limits=TIGHT).run({}, IN_TIME)
    assert (outcome.synchronised, outcome.excess) == (False, "it printed more than 1 MB")
    assert len(outcome.output) == 1024 * 1024


def test_what_is_printed_within_the_limits_is_kept_whole(tmp_path: Path) -> None:
    """No part of it goes unread: a secret may stand anywhere."""
    code = """
        print("first")
        for _ in range(3): print("x" * 1_000_000)
        print('{"ok": false, "reason": "target", "message": "full"}')
    """
    outcome = program(tmp_path, code, limits=ROOMY).run({}, IN_TIME)
    assert outcome.output.startswith("first\n")
    assert (len(outcome.output) > 3_000_000, outcome.reason, outcome.message) == (True, "target", "full")


@on_linux
def test_who_forks_without_end_is_ended_with_all_of_them(tmp_path: Path) -> None:
    """A fork bomb is told as what it is, and no process of it is left."""
    code = """
        import os, time
        for _ in range(8):
            os.fork()
        time.sleep(600)
    """
    driver = program(tmp_path, code, limits=TIGHT)
    outcome = driver.run({}, IN_TIME)
    assert outcome.excess.endswith("processes, and 20 are allowed")
    assert driver.processes() is None


@on_linux
def test_who_leaves_a_process_behind_in_a_session_of_its_own_leaves_nothing(tmp_path: Path) -> None:
    """A daemon of the connector's does not live on to write behind the back of the next run."""
    place = tmp_path / "pid"
    assert program(tmp_path, AWAY).run({"PLACE": str(place)}, IN_TIME).synchronised
    assert not _lives(int(place.read_text()))


def _lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_temporary_files_are_seen_and_gone_afterwards(tmp_path: Path) -> None:
    """What it leaves in TMPDIR is looked at like a log, and its home is deleted."""
    code = """
        import os, tempfile
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write("left behind")
        os.makedirs(os.path.expanduser("~/locked/deep"))
        os.chmod(os.path.expanduser("~/locked"), 0)
        print(os.path.expanduser("~"))
    """
    outcome = program(tmp_path, code).run({}, IN_TIME)
    assert [content for _, content in outcome.logs] == [b"left behind"]


RESIDENT = """
import json, os, sys
for line in sys.stdin:
    do = json.loads(line)["do"]
    if do == "stop":
        break
    if do == "sync":
        {act}
    print(json.dumps({{"ok": True}}), flush=True)
"""


def _resident(folder: Path, act: str, timeout: float = IN_TIME) -> tuple[Outcome, Outcome]:
    """Return what comes of a run of a resident program that does something, and of the one after it."""
    (folder / "resident.py").write_text(RESIDENT.format(act=act), encoding="utf-8")
    driver = ResidentDriver([sys.executable, "resident.py"], folder, limits=TIGHT)
    first = driver.run({}, timeout)
    (folder / "resident.py").write_text(RESIDENT.format(act="pass"), encoding="utf-8")
    second = driver.run({}, IN_TIME)
    driver.close()
    return first, second


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("while True: sys.stdout.write('x' * 1000 + chr(10))", "was ended because it printed more than 1 MB"),
        ("while True: sys.stdout.write('x' * 1000)", "was ended because it printed more than 1 MB"),
        ("while True: sys.stderr.write('x' * 1000)", "was ended because it printed more than 1 MB"),
        ("os.kill(os.getpid(), 9)", "ended by SIGKILL"),
        ("sys.exit(3)", "exit status 3"),
        ("os.fork() or os.setsid() or __import__('time').sleep(600); os._exit(4)", "exit status 4"),
    ],
)
def test_a_resident_program_that_goes_wrong_is_started_anew(tmp_path: Path, act: str, told: str) -> None:
    """Whatever it does, the run has an outcome before its time is up, and the next one a fresh program."""
    start = time.monotonic()
    first, second = _resident(tmp_path, act)
    assert told in first.summary
    assert (first.synchronised, second.synchronised) == (False, True)
    assert time.monotonic() - start < IN_TIME


def test_a_resident_program_that_closes_its_output_and_stays_does_not_keep_us_waiting(tmp_path: Path) -> None:
    """Nobody answers any more, so its time runs out and no longer."""
    first, second = _resident(tmp_path, "os.close(1); import time; time.sleep(600)", 1.0)
    assert (first.timed_out, second.synchronised) == (True, True)


def test_answers_that_nobody_asked_for_answer_nothing(tmp_path: Path) -> None:
    """A second answer is not taken for that to the next request."""
    (tmp_path / "resident.py").write_text(
        RESIDENT.format(act="print(json.dumps({'ok': False}), flush=True); import time; time.sleep(0.2)")
    )
    driver = ResidentDriver([sys.executable, "resident.py"], tmp_path)
    outcomes = []
    for _ in range(2):
        outcomes.append(driver.run({}, IN_TIME).synchronised)
        time.sleep(0.5)  # the answer that is too many comes
    driver.close()
    assert outcomes == [False, False]


def _printing(_: object) -> None:
    while True:
        print("x" * 1_000_000)


def _looping(_: object) -> None:
    while True:
        pass


class _Rude:
    def __str__(self) -> str:
        raise RuntimeError("it does not say")


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (_printing, "was ended because it printed more than 32 MB"),
        (_looping, "did not end within"),
        (lambda _: os._exit(3), "(SystemExit: 3)"),
        (lambda _: os.abort(), "(SystemExit: 134)"),
        (lambda _: os.kill(os.getpid(), 9), "(SystemExit: -9)"),
        (lambda _: sys.exit("enough"), "(SystemExit: enough)"),
        (lambda _: _Rude(), "(RuntimeError: it does not say)"),
    ],
    ids=["prints", "loops", "exits", "aborts", "kills itself", "leaves", "answers with nothing that can be shown"],
)
def test_a_function_that_goes_wrong_does_not_take_us_with_it(function: Callable[[Any], Any], told: str) -> None:
    """This process stays, and the next run is one like any other."""
    exits = os._exit, os.abort, os.kill
    driver = FunctionDriver(function)
    outcome = driver.run({}, 1.0)
    assert not outcome.synchronised
    assert told in outcome.summary
    assert FunctionDriver(lambda _: None).run({}, IN_TIME).synchronised
    assert (os._exit, os.abort, os.kill) == exits


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_function_may_start_processes(tmp_path: Path) -> None:
    """What ends a process that it has started ends that one."""

    def forking(_: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads
            pid = os.fork()
        if pid == 0:
            os._exit(7)
        (tmp_path / "status").write_text(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))

    assert FunctionDriver(forking).run({}, IN_TIME).synchronised
    assert (tmp_path / "status").read_text() == "7"
