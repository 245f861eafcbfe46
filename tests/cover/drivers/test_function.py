"""The function driver: whatever a function does, the run has an outcome and we go on."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from twinledger.drivers.function import FunctionDriver

from .support import IN_TIME

Config = Mapping[str, str]


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a test a module search path that it may change."""
    path = list(sys.path)
    monkeypatch.setattr(sys, "path", path)
    return path


def _raising(error: BaseException) -> Callable[[Config], None]:
    def function(_config: Config) -> None:
        raise error

    return function


@pytest.mark.parametrize(
    ("answer", "synchronised"),
    [
        (None, True),
        ({"ok": True}, True),
        ({"ok": False}, False),
        ({"ok": False, "reason": "source"}, False),
        (True, False),
        (0, False),
        ("done", False),
        ({"okay": True}, False),
    ],
)
def test_what_it_returns_is_its_answer(answer: Any, synchronised: bool) -> None:
    """Nothing, or `ok`, means synchronised; anything else does not."""
    assert FunctionDriver(lambda _config: answer).run({}, IN_TIME).synchronised is synchronised


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("no such company"), "ValueError: no such company"),
        (KeyError("ODOO_URL"), "KeyError: 'ODOO_URL'"),
        (SystemExit(0), "SystemExit: 0"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (ExceptionGroup("two tasks", [ValueError("a"), OSError("b")]), "ExceptionGroup: two tasks (2 sub-exceptions)"),
        (ValueError("half a character: \ud800"), "ValueError: half a character: ?"),
        (RecursionError(), "RecursionError"),
    ],
)
def test_an_exception_means_that_it_did_not_synchronise(error: BaseException, message: str) -> None:
    """Leaving is one, too; the traceback is what it printed, and its last line is the message."""
    outcome = FunctionDriver(_raising(error)).run({}, IN_TIME)
    assert (outcome.synchronised, outcome.timed_out, outcome.exit_status) == (False, False, None)
    assert outcome.message == message
    assert "Traceback" in outcome.output
    assert outcome.output.encode()


def test_one_that_does_not_end_is_interrupted() -> None:
    """We go on after its time; what waits for something outside ends as soon as that comes, and does no more."""
    released, ended, went_on = threading.Event(), threading.Event(), threading.Event()

    def slow(_config: Config) -> None:
        try:
            released.wait(IN_TIME)
            went_on.set()
        finally:
            ended.set()

    driver = FunctionDriver(slow)
    outcome = driver.run({}, 0.05)
    assert (outcome.synchronised, outcome.timed_out, outcome.summary) == (False, True, "did not end within 0.05 s")
    released.set()
    assert ended.wait(IN_TIME)
    assert not went_on.is_set()
    assert driver.run({}, IN_TIME).synchronised


def test_it_gets_its_inputs_and_cannot_change_ours() -> None:
    """Every run has a mapping of its own."""
    inputs, seen = {"ODOO_URL": "http://127.0.0.1:1"}, []

    def greedy(config: dict[str, str]) -> None:
        seen.append(dict(config))
        config.clear()

    driver = FunctionDriver(greedy)  # type: ignore[arg-type]
    for _ in range(2):
        driver.run(inputs, IN_TIME)
    assert seen == [inputs] * 2
    assert inputs == {"ODOO_URL": "http://127.0.0.1:1"}


def test_it_is_in_this_process() -> None:
    """So the world's clock may stand still while it runs."""
    assert FunctionDriver(lambda _config: None).in_process


@pytest.mark.parametrize("name", ["package_of_one.connector:sync", "package_of_one:Connector"])
def test_anything_that_can_be_called_is_found(tmp_path: Path, path: list[str], name: str) -> None:
    """A function of a module in a package, or a class whose objects nobody asked for."""
    package = tmp_path / "package_of_one"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("class Connector(dict):\n    pass\n")
    (package / "connector.py").write_text("def sync(config):\n    return None\n")
    driver = FunctionDriver.named(name, tmp_path)
    assert driver.run({"ok": "no"}, IN_TIME).timed_out is False
    assert path[-1] == str(tmp_path)


def test_the_folder_comes_first_for_the_function_and_last_afterwards(tmp_path: Path, path: list[str]) -> None:
    """A module of ours is never hidden by one of the connector's, once the connector is loaded."""
    (tmp_path / "first_of_all.py").write_text("import sys\nplace = sys.path[0]\ndef sync(config): ...\n")
    before = list(path)
    FunctionDriver.named("first_of_all:sync", tmp_path)
    assert sys.modules["first_of_all"].place == str(tmp_path)
    assert path == [*before, str(tmp_path)]


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [
        ("json", ValueError, "write package.module:function"),
        (":sync", ValueError, "write package.module:function"),
        ("json:", ValueError, "write package.module:function"),
        ("json:nothing", AttributeError, "nothing"),
        ("json:__doc__", ValueError, "is not a function"),
        ("no.such.module:sync", ImportError, "No module named 'no'"),
        ("half_a_connector:sync", ImportError, "No module named 'a_library_it_needs'"),
        ("crashing_connector:sync", ImportError, "ends in RuntimeError: no configuration"),
    ],
)
def test_a_name_that_leads_nowhere_says_why(
    tmp_path: Path, path: list[str], name: str, error: type[Exception], told: str
) -> None:
    """The error is one of the three that are promised, and the search path is as it was."""
    (tmp_path / "half_a_connector.py").write_text("import a_library_it_needs\n")
    (tmp_path / "crashing_connector.py").write_text('raise RuntimeError("no configuration")\n')
    before = list(path)
    with pytest.raises(error, match=told):
        FunctionDriver.named(name, tmp_path)
    assert [place for place in path if place != str(tmp_path)] == before


@pytest.mark.parametrize("before", [None, "Asia/Tokyo"])
def test_its_machine_can_be_in_another_time_zone(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    """This process is there while it runs, even if it fails, and is back afterwards."""
    monkeypatch.delenv("TZ", raising=False)
    if before is not None:
        monkeypatch.setenv("TZ", before)
    time.tzset()
    here = time.localtime(0).tm_hour

    def telling(_config: Config) -> None:
        raise RuntimeError(str(time.localtime(0).tm_hour))

    driver = FunctionDriver(telling)
    with driver.in_zone("America/New_York"):
        moved = driver.run({}, IN_TIME)
    there, back = moved.message, driver.run({}, IN_TIME).message
    after = os.environ.get("TZ"), time.localtime(0).tm_hour
    monkeypatch.undo()
    time.tzset()
    assert (there, back, after) == ("RuntimeError: 19", f"RuntimeError: {here}", (before, here))
