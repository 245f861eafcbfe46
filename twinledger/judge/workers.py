"""Workers: processes beside this one, in which pytest-xdist lets clauses be checked, each with a world of its own.

This module is also the plugin that such a process loads (`-p twinledger.judge.workers`).
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from twinledger.drivers.manifest import Manifest
from twinledger.judge.benches import bench_for
from twinledger.judge.checking import Checker
from twinledger.judge.options import Options
from twinledger.judge.running import Runner, run_pytest

GIVEN = "twinledger"


def usual_workers(manifest: Manifest, options: Options) -> int:
    """Return how many processes share the clauses if nobody says so.

    As many as there are processors, if the manifest says that runs may go on at once; none for a few clauses by name.
    """
    processors = os.cpu_count() or 1
    return processors if manifest.connector.parallel and not options.wanted and processors > 1 else 0


@dataclass(frozen=True)
class Given:
    """What a worker is given: the options of the session, and which clauses the plan leaves out, and why."""

    options: Options
    dropped: dict[str, str]


GIVEN_TYPE: TypeAdapter[Given] = TypeAdapter(Given)


class _Dispatcher:
    """The plugin of the process that sends clauses to the workers."""

    def __init__(self, given: Given) -> None:
        self._given = GIVEN_TYPE.dump_json(given).decode()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[GIVEN] = self._given


def run_in_workers(options: Options, dropped: dict[str, str], hearer: object) -> str:
    """Let the clauses be checked in as many processes as the options say; return what pytest printed."""
    plugins = ["-p", "xdist.plugin", "-p", "twinledger.judge.workers"]
    distribution = ["-n", str(options.workers), "--dist", "worksteal"]
    return run_pytest([*plugins, *distribution], _Dispatcher(Given(options, dropped)), hearer)


def pytest_configure(config: pytest.Config) -> None:
    """In a worker: make a bench like that of the process that sends clauses here, and check them on it."""
    found = getattr(config, "workerinput", {}).get(GIVEN)
    if found is None:
        return
    given = GIVEN_TYPE.validate_json(found)
    manifest = Manifest.load(Path(given.options.manifest_path))
    stack = ExitStack()
    bench = stack.enter_context(bench_for(manifest, given.options))
    config.pluginmanager.register(Runner(Checker(bench, manifest, given.options, given.dropped)))
    config.add_cleanup(stack.close)
