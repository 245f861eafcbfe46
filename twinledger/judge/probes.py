"""The opening probes: whether a connector can be judged at all, and how long a plain run of it takes."""

from __future__ import annotations

import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from twinledger.drivers.outcome import NotStartedError
from twinledger.drivers.sides import ODOO
from twinledger.judge import small
from twinledger.judge.case import Bench, Case
from twinledger.judge.clauses import Clause
from twinledger.judge.verdicts import Finding, Level

WRONG_KEY = "0" * 40
CLOSED = "http://127.0.0.1:9"
TOLD = "a plain run, one with a wrong key, one with nobody listening"
_PROBE = Clause("probe", Level.INFORMATION, "can be judged", (), "", "", "")


class ProbeFailed(Exception):  # noqa: N818 - what happened
    """The connector cannot be judged; the text says why."""


def probe(bench: Bench) -> float:
    """Return the seconds that a plain run takes; raise ProbeFailed if the connector cannot be judged."""
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


def _probe(case: Case) -> float:
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
    return _seconds(case)


def _seconds(case: Case) -> float:
    """Return how long a plain run takes once whatever is loaded only once has been loaded."""
    case.begin(small.LEDGER)
    start = time.monotonic()
    case.run()
    return time.monotonic() - start


def _keys(case: Case) -> tuple[str, ...]:
    """Return the inputs that open the end at which a connector begins."""
    return ("ODOO_API_KEY",) if case.reaches(ODOO) else ("SILVERFIN_ACCESS_TOKEN", "SILVERFIN_REFRESH_TOKEN")
