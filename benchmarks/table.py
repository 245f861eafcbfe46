"""What the harness costs, in one run: prints JSON, from which `docs/benchmarks.md` is made.

    python benchmarks/table.py > benchmarks/table.json
    python benchmarks/table.py --page benchmarks/table.json > docs/benchmarks.md

Everything is measured beside a peer in the same run, so that a busy machine changes a ratio less than a time: pages of
lines beside Flask, orjson and SQLite alone for the same bytes (`bare.py`), small calls beside moto's server and
pytest-httpserver, if they are installed (dependency group `benchmarks`).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import books
import requests
import silverfin
from peers import ROUNDS, bare, httpserver, median, moto, moto_command, running
from speed import LINES, Page, Request, Server, client_of, fake, json2, timed, xml_rpc
from table_page import PROFILES, Row, page

from twinledger.drivers.manifest import Connector, Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.world import World

CLIENTS, SECONDS = 16, 2.0
RECORDS = 10_000
SMALL = Page("res.users", "context_get", {}, 30)
STARTED = 10
SIZES, GROWS = (100_000, 300_000, 1_000_000), 1.25


def main() -> None:
    """Measure and print, or print the page of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, help="what was measured; print the page that shows it")
    given = parser.parse_args()
    if given.page:
        print(page(json.loads(given.page.read_text(encoding="utf-8"))), end="")
        return
    before = os.getloadavg()
    rows, clauses = [asdict(row) for row in measured()], _clauses()
    found = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load": [round(load, 1) for load in (before[0], os.getloadavg()[0])],
        "rows": rows,
        "clauses": clauses,
    }
    print(json.dumps(found, indent=1))


def measured() -> Iterator[Row]:
    """Measure one thing after the other."""
    yield from _readiness()
    yield from _state()
    with fake("--lines", "1200") as server:
        yield from _pages(server)
        yield from _small_calls(server)
        yield from _many_clients(server)
    yield from _ingestion()
    yield from _growth()


def _limit(what: str, seconds: float, limit: float) -> Row:
    """Return a time in milliseconds with a goal for itself."""
    return Row(what, round(seconds * 1000, 3), "ms", goal=f"under {limit:g} ms", kept=seconds * 1000 < limit)


# Starting -------------------------------------------------------------------------------------------------------------


def _readiness() -> Iterator[Row]:
    yield _limit("both fakes in a process that runs: `World()` until both answer", median(_in_process, STARTED), 200)
    program = median(_program, STARTED)
    if (command := moto_command()) is None:
        yield Row("`twinledger up --empty`: started until it answers", round(program * 1000, 1), "ms")
        return
    against = median(lambda: _until_it_answers(command, 5005), 3)
    yield Row(
        "`twinledger up --empty`: started until it answers",
        round(program * 1000, 1),
        "ms",
        "moto_server",
        against * 1000,
    )


def _in_process() -> None:
    with World() as world:
        for url in (world.odoo.url, world.silverfin.url):
            assert requests.get(f"{url}/_twinledger/health", timeout=10).status_code == 200


def _program() -> None:
    with fake("--empty") as server:
        assert requests.get(f"{server.url}/_twinledger/health", timeout=10).status_code == 200


def _until_it_answers(command: list[str], port: int) -> None:
    with running(command, port):
        pass


# State ----------------------------------------------------------------------------------------------------------------


def _state() -> Iterator[Row]:
    with World() as empty:
        gc.collect()
        before = _resident()
        del empty
    with World(lines=RECORDS) as world:
        gc.collect()
        added = _resident() - before
        goal, kept = "under 60 MB", added < 60
        yield Row(
            f"resident memory that a world of {RECORDS:,} lines adds", round(added, 1), "MB", goal=goal, kept=kept
        )
        state = world.snapshot()
        for what, act in (
            ("reset", world.reset),
            ("snapshot", world.snapshot),
            ("restore", lambda: world.restore(state)),
        ):
            yield _limit(f"{what} at {RECORDS:,} lines, nothing changed", median(act), 2)
        partners = world.odoo.database().environment(2)["res.partner"]
        yield _limit(f"restore at {RECORDS:,} lines, a partner was added", _median_after(partners, world, state), 2)


def _median_after(partners: Any, world: World, state: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        partners.create([{"name": "x"}])
        times.append(timed(lambda: world.restore(state)))
    return statistics.median(times)


def _resident() -> float:
    """Return the resident memory of this process in megabytes, as it is now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# Calls ----------------------------------------------------------------------------------------------------------------


def _pages(server: Server) -> Iterator[Row]:
    """Measure pages of 1,000 lines, in turn with the same bytes out of SQLite by Flask and orjson alone."""
    request = json2(server, LINES)
    answer = requests.post(f"{server.url}{request.path}", data=request.body, headers=request.headers, timeout=60)
    with bare(answer.content) as url:
        plain = Request("/", b"{}", {"Content-Type": "application/json"}, request.least)
        peers = [
            client_of(Server(url, "", ""), plain),
            client_of(server, request),
            client_of(server, xml_rpc(server, LINES)),
        ]
        times: list[list[float]] = [[] for _ in peers]
        for _ in range(ROUNDS):
            for ask, found in zip(peers, times, strict=True):
                found.append(timed(ask))
    limit, by_json2, by_xml = (statistics.median(found[2:]) * 1000 for found in times)
    what, peer = "a page of 1,000 journal items of 14 fields", "Flask, orjson, SQLite"
    yield Row(f"{what}, JSON-2", by_json2, "ms", peer, limit, "at most 2 of the peer", by_json2 <= 2 * limit)
    yield Row(f"{what}, XML-RPC", by_xml, "ms", f"{peer} (JSON)", limit)


def _small_calls(server: Server) -> Iterator[Row]:
    mine = median(client_of(server, json2(server, SMALL))) * 1000
    what = "the smallest call, JSON-2, on a connection of its own"
    peers = [*moto(), *httpserver()]
    for name, seconds in peers:
        yield Row(what, mine, "ms", name, seconds * 1000, "at most the peer", mine <= seconds * 1000)
    if not peers:
        yield Row(what, mine, "ms")


def _many_clients(server: Server) -> Iterator[Row]:
    calls = {
        "JSON-2": json2(server, SMALL),
        "XML-RPC": xml_rpc(server, SMALL),
        "JSON-RPC": _json_rpc(server),
    }
    for protocol, request in calls.items():
        alone = _rate(server, request, 1)
        yield Row(
            f"the smallest call, {protocol}, {CLIENTS} clients", _rate(server, request, CLIENTS), "/s", "one", alone
        )


def _json_rpc(server: Server) -> Request:
    args = [server.database, server.uid, server.key, SMALL.model, SMALL.method, [], {}]
    body = {"id": 1, "params": {"service": "object", "method": "execute_kw", "args": args}}
    return Request("/jsonrpc", json.dumps(body).encode(), {"Content-Type": "application/json"}, 30)


def _rate(server: Server, request: Request, clients: int) -> float:
    """Return how many answers so many clients got per second, all of them together; each call is a connection."""
    send, end = client_of(server, request), time.perf_counter() + SECONDS

    def ask() -> int:
        count = 0
        while time.perf_counter() < end:
            send()
            count += 1
        return count

    with ThreadPoolExecutor(clients) as pool:
        return round(sum(pool.map(lambda _: ask(), range(clients))) / SECONDS, 1)


# Taking in ------------------------------------------------------------------------------------------------------------


def _ingestion() -> Iterator[Row]:
    """Submit lines to Silverfin's SyncAPI, as `silverfin.py` does by itself."""
    for figure in silverfin.figures():
        yield Row(f"Silverfin: {figure.what}", figure.measured, "", goal=figure.wanted, kept=figure.kept)


# Growing --------------------------------------------------------------------------------------------------------------


def _growth() -> Iterator[Row]:
    """Measure what a line of books costs, of a processor, in larger and larger books."""
    smallest: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lines in SIZES:
            for what, count, spent in _spent_on_books(lines, Path(folder) / f"{lines}.sqlite"):
                cost = spent.processor / count * 1e6
                against = smallest.setdefault(what, cost)
                row = Row(f"{what} of {lines:,} lines, each", cost, "µs")
                if lines > SIZES[0]:
                    kept = cost <= GROWS * against
                    row = replace(
                        row, peer=f"of {SIZES[0]:,}", against=against, goal=f"at most {GROWS} of it", kept=kept
                    )
                yield row


def _spent_on_books(lines: int, file: Path) -> Iterator[tuple[str, int, books.Spent]]:
    yield "making books", lines, books.made(lines, file)
    with books.serving(file) as (process, odoo):
        yield "reading books page by page, JSON-2,", lines, books.read(process, odoo, lines, "id")[0]
        yield "entries booked and deleted, JSON-2, in books", books.ENTRIES, books.booked(process, odoo)


# Judging --------------------------------------------------------------------------------------------------------------


def _clauses() -> dict[str, dict[str, float]]:
    """Judge the reference connector, and return the seconds of each clause by profile."""
    connector = Connector(name="reference", python="mock_silverfin.integrations.odoo:sync", parallel=False)
    found: dict[str, dict[str, float]] = {}
    for profile in PROFILES:
        for verdict in verify(Manifest(connector=connector), Options(profile=profile)).verdicts:
            found.setdefault(verdict.clause, {})[profile] = verdict.seconds
    return found


if __name__ == "__main__":
    main()
