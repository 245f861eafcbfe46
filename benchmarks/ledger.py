"""A ledger of 100,000 lines: `python benchmarks/ledger.py` says how fast it is filtered and how much memory it takes.

Each filter is a search by account and dates in process, as JSON-2 asks for it, the median of thirty; the memory is what
the ledger adds to the resident size of a process whose fakes have none. Exit status 1 if a limit is not kept.
"""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mock_odoo.orm.model import BaseModel
from twinledger.world import World

LINES = 100_000
ROUNDS = 30
LONGEST, LARGEST = 0.020, 200  # seconds, megabytes


def main() -> int:
    """Make the ledger, measure, print, and return the exit status."""
    table = Table(title=f"A ledger of {LINES:,} lines, median of {ROUNDS}")
    for heading in ("What", "Measured", "Wanted", "Kept"):
        table.add_column(heading, justify="left" if heading == "What" else "right")
    kept = True
    for what, measured, unit, limit in figures():
        kept = kept and measured < limit
        table.add_row(what, f"{measured:.1f} {unit}", f"under {limit:.0f} {unit}", "yes" if measured < limit else "NO")
    Console().print(table)
    return 0 if kept else 1


def figures() -> Iterator[tuple[str, float, str, float]]:
    """Yield what was measured, its unit and its limit."""
    with World():  # what a process needs anyway is loaded
        before = _resident()
    with World(lines=LINES) as world:
        gc.collect()
        yield "resident memory that it adds", _resident() - before, "MB", LARGEST
        for what, search in _searches(world.odoo.database("acme").environment(2)["account.move.line"]):
            yield what, _median(search) * 1000, "ms", LONGEST * 1000


def _searches(lines: BaseModel) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield searches for the account with the most lines."""
    by_size = {"groupby": ["account_id"], "aggregates": ["date:max"], "order": "__count desc", "limit": 1}
    [busiest] = lines.formatted_read_group([], **by_size)
    account, year = busiest["account_id"][0], int(busiest["date:max"][:4]) - 1
    month = [("account_id", "=", account), ("date", ">=", f"{year}-01-01"), ("date", "<=", f"{year}-01-31")]
    quarter = [*month[:2], ("date", "<=", f"{year}-03-31"), ("parent_state", "=", "posted")]
    yield "search, an account's month", lambda: lines.search(month)
    yield "search, by id", lambda: lines.search(month, order="id")
    yield "search_count, a posted quarter", lambda: lines.search_count(quarter)
    yield "search, the first page of a posted quarter", lambda: lines.search(quarter, limit=1000, order="id")


def _median(action: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _resident() -> float:
    """Return the resident size of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main())
