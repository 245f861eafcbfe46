"""The opening probes: whether a connector can be judged at all, and how long a plain run of it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import NamedTuple

from twinledger.books.teller import Teller
from twinledger.drivers.outcome import NotStartedError
from twinledger.drivers.sides import ODOO
from twinledger.judge import small
from twinledger.judge.case import Bench, Case
from twinledger.judge.clauses import Clause
from twinledger.judge.verdicts import Finding, Level

WRONG_KEY = "0" * 40
CLOSED = "http://127.0.0.1:9"
TIMES, TIMES_OF_A_PROGRAM = (
    3,
    1,
)  # how often it is measured; how fast the machine is must not change what a session asks
TOLD = "a plain run, one with a wrong key, one with nobody listening"
_PROBE = Clause("probe", Level.INFORMATION, "can be judged", (), "", "", "")


class Pace(NamedTuple):
    """The seconds that a plain run takes, and those it takes to enter a small ledger, which is work of the harness."""

    run: float
    entering: float


class ProbeFailed(Exception):  # noqa: N818 - what happened
    """The connector cannot be judged; the text says why."""


def probe(bench: Bench) -> Pace:
    """Return how fast everything is; raise ProbeFailed if the connector cannot be judged."""
    case = Case(bench, _PROBE)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            return _probe(case)
    except NotStartedError as error:
        raise ProbeFailed(f"The connector cannot be started: {error}") from None
    except Finding as finding:
        raise ProbeFailed(f"The connector cannot be judged: {finding.reason}") from None
    finally:
        case.close()
        bench.world.reset()


def _probe(case: Case) -> Pace:
    note = case.bench.driver.side.note
    case.begin(small.LEDGER)
    outcome = case.run()
    if not outcome.synchronised:
        raise ProbeFailed(f"A plain run should synchronise; the connector {outcome.summary}.\n{case.printed(outcome)}")
    if not case.pair.file.lines():
        raise ProbeFailed(f"A plain run should move at least one line; Silverfin holds none after it. {note}")
    case.begin(small.LEDGER)
    if case.run(**dict.fromkeys(_keys(case), WRONG_KEY)).synchronised:
        raise ProbeFailed("With a wrong key the connector says that it synchronised.")
    if case.run(ODOO_URL=CLOSED, SILVERFIN_URL=CLOSED).synchronised:
        raise ProbeFailed("With nobody listening on either side the connector says that it synchronised.")
    times = TIMES if case.bench.driver.in_process else TIMES_OF_A_PROGRAM
    run = _seconds(times, lambda: case.begin(small.LEDGER), case.run)
    return Pace(run, _seconds(TIMES, case.world.reset, lambda: _enter(case)))


def _enter(case: Case) -> None:
    Teller(case.keeper).tell(small.LEDGER)


def _seconds(times: int, prepare: Callable[[], object], work: Callable[[], object]) -> float:
    """Return how long something takes once whatever is loaded only once has been loaded: the mean of a few times."""
    taken = 0.0
    for _ in range(times):
        prepare()
        start = time.monotonic()
        work()
        taken += time.monotonic() - start
    return taken / times


def _keys(case: Case) -> tuple[str, ...]:
    """Return the inputs that open the end at which a connector begins."""
    return ("ODOO_API_KEY",) if case.reaches(ODOO) else ("SILVERFIN_ACCESS_TOKEN", "SILVERFIN_REFRESH_TOKEN")
