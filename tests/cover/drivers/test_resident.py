"""The resident driver: one process that synchronises again and again, a line for each request and answer."""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path

import pytest

from twinledger.drivers.outcome import NotStartedError
from twinledger.drivers.resident import ResidentDriver

from .support import IN_TIME

LOOP = """
import json, os, sys, time
runs = 0
for line in sys.stdin:
    asked = json.loads(line)
    if asked["do"] == "stop":
        open("stopped", "w").close()
        break
    answer = {"ok": True, "name": "a resident"}
    if asked["do"] == "sync":
        runs += 1
        config = asked["config"]
        %s
    print(json.dumps(answer), flush=True)
"""


def _resident(folder: Path, sync: str, **options: object) -> ResidentDriver:
    (folder / "resident.py").write_text(LOOP % textwrap.indent(textwrap.dedent(sync), " " * 8).strip())
    return ResidentDriver([sys.executable, "resident.py"], folder, **options)


def test_one_process_takes_several_runs(tmp_path: Path) -> None:
    """What it is asked arrives, and it is the same process that answers."""
    driver = _resident(
        tmp_path, 'answer = {"ok": False, "reason": "source", "message": f"{runs} {config[\'ODOO_URL\']}"}'
    )
    outcomes = [driver.run({"ODOO_URL": "u"}, IN_TIME) for _ in range(2)]
    assert [outcome.message for outcome in outcomes] == ["1 u", "2 u"]
    assert [outcome.reason for outcome in outcomes] == ["source"] * 2


def test_who_forgets_starts_anew(tmp_path: Path) -> None:
    """The process is asked to stop, and the next run meets another one."""
    driver = _resident(tmp_path, 'answer = {"ok": True, "message": str(runs)}')
    driver.run({}, IN_TIME)
    driver.forget()
    assert (tmp_path / "stopped").exists()
    assert driver.run({}, IN_TIME).message == "1"


def test_its_environment_holds_no_inputs_and_its_output_is_kept(tmp_path: Path) -> None:
    """Inputs come with each request alone; what else it prints is not taken for an answer."""
    sync = """
        print("[not an answer]", flush=True)
        print("to standard error", file=sys.stderr, flush=True)
        answer = {"ok": "ODOO_URL" not in os.environ and "HOME" in os.environ}
    """
    outcome = _resident(tmp_path, sync).run({"ODOO_URL": "u"}, IN_TIME)
    assert outcome.synchronised
    assert "[not an answer]" in outcome.output
    assert "to standard error" in outcome.output


def test_who_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    """The run is late, and the next one has a process of its own."""
    driver = _resident(tmp_path, 'time.sleep(60 if config["slow"] else 0)\nanswer = {"ok": True, "message": str(runs)}')
    late = driver.run({"slow": "yes"}, 0.3)
    assert (late.synchronised, late.timed_out) == (False, True)
    assert driver.run({"slow": ""}, IN_TIME).message == "1"


def test_who_dies_did_not_synchronise(tmp_path: Path) -> None:
    """Its exit status is told, and the next run starts it again."""
    driver = _resident(tmp_path, "sys.exit(3)")
    outcomes = [driver.run({}, IN_TIME) for _ in range(2)]
    assert [(outcome.synchronised, outcome.exit_status) for outcome in outcomes] == [(False, 3)] * 2


@pytest.mark.parametrize("code", ["", "import sys\nsys.exit('no')", "input(); print('{\"ok\": false}')"])
def test_who_does_not_say_hello_is_not_started(tmp_path: Path, code: str) -> None:
    """It cannot be judged, and what it printed is told."""
    (tmp_path / "mute.py").write_text(code)
    with pytest.raises(NotStartedError, match="does not answer hello with ok"):
        ResidentDriver([sys.executable, "mute.py"], tmp_path).run({}, IN_TIME)


def test_who_stays_is_started_anew_in_another_time_zone(tmp_path: Path) -> None:
    """A process cannot be moved: one begins there, and another one when that is over."""
    driver = _resident(tmp_path, 'answer["message"] = f"{runs} {time.localtime(0).tm_hour}"; answer["ok"] = False')
    here = f"1 {time.localtime(0).tm_hour}"
    before = driver.run({}, IN_TIME).message
    with driver.in_zone("America/New_York"):
        moved = driver.run({}, IN_TIME).message
    assert (before, moved, driver.run({}, IN_TIME).message) == (here, "1 19", here)
