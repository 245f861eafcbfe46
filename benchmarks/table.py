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
import importlib.util
import json
import logging
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import books
import requests
import silverfin
from speed import LINES, Page, Request, Server, client_of, fake, json2, timed, xml_rpc

from twinledger.drivers.manifest import Connector, Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.world import World

ROUNDS = 40
CLIENTS, SECONDS = 16, 2.0
RECORDS = 10_000
BARE = Path(__file__).with_name("bare.py")
SMALL = Page("res.users", "context_get", {}, 30)
STARTED = 10
SIZES, GROWS = (100_000, 300_000, 1_000_000), 1.25
PROFILES = ("quick", "default")


@dataclass(frozen=True)
class Row:
    """A figure, in `unit`; `against` is the peer's in the same run, and the goal is for the figure or for the ratio."""

    what: str
    measured: float | str
    unit: str
    peer: str = ""
    against: float | None = None
    goal: str = ""
    kept: bool | None = None


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


def page(found: dict[str, Any]) -> str:
    """Return the manual's page of what was measured."""
    before, after = found["load"]
    lines = [
        "# What it costs",
        "",
        "Made by `python benchmarks/table.py`: each figure beside its peer in the same run, and with its goal if it",
        "has one. On a machine that does other things, times are longer; the ratios to peers still mean something.",
        "",
        f"{found['date']}, Python {found['python']}, {found['machine']}; load {before} before and {after} after.",
        "",
        "| what | measured | peer | of the peer | goal | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in (Row(**row) for row in found["rows"]):
        ratio = "" if row.against is None else f"{float(row.measured) / row.against:.2f}"
        peer = "" if row.against is None else f"{row.peer}: {_shown(row.against)} {row.unit}"
        kept = {True: "yes", False: "**no**", None: ""}[row.kept]
        lines.append(f"| {row.what} | {_shown(row.measured)} {row.unit} | {peer} | {ratio} | {row.goal} | {kept} |")
    return "\n".join([*lines, *_clause_lines(found["clauses"])]) + "\n"


def _clause_lines(clauses: dict[str, dict[str, float]]) -> Iterator[str]:
    yield from (
        "",
        "## A clause",
        "",
        "Seconds to judge the reference connector by it, run as a function in one process.",
        "",
    )
    yield f"| clause | {' | '.join(PROFILES)} |"
    yield "| --- |" + " ---: |" * len(PROFILES)
    for clause, seconds in sorted(clauses.items()):
        yield f"| {clause} | " + " | ".join(_shown(seconds[profile]) for profile in PROFILES) + " |"
    sums = (sum(seconds[profile] for seconds in clauses.values()) for profile in PROFILES)
    yield "| all | " + " | ".join(map(_shown, sums)) + " |"


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


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
    yield _limit("both fakes in a process that runs: `World()` until both answer", _median(_in_process, STARTED), 200)
    program = _median(_program, STARTED)
    if (moto := _moto_command()) is None:
        yield Row("`twinledger up --empty`: started until it answers", round(program * 1000, 1), "ms")
        return
    against = _median(lambda: _until_it_answers(moto, 5005), 3)
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


def _moto_command() -> list[str] | None:
    if importlib.util.find_spec("moto") is None:
        return None
    return [sys.executable, "-c", "import sys; from moto.server import main; main(sys.argv[1:])", "-p", "5005"]


def _until_it_answers(command: list[str], port: int) -> None:
    with _running(command, port):
        pass


@contextmanager
def _running(command: list[str], port: int) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 30
        while not _answers(url) and time.monotonic() < end:
            time.sleep(0.005)
        try:
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/moto-api/", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


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
            yield _limit(f"{what} at {RECORDS:,} lines, nothing changed", _median(act), 2)
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
    with _bare(answer.content) as bare:
        plain = Request("/", b"{}", {"Content-Type": "application/json"}, request.least)
        peers = [
            client_of(Server(bare, "", ""), plain),
            client_of(server, request),
            client_of(server, xml_rpc(server, LINES)),
        ]
        times: list[list[float]] = [[] for _ in peers]
        for _ in range(ROUNDS):
            for peer, found in zip(peers, times, strict=True):
                found.append(timed(peer))
    limit, by_json2, by_xml = (statistics.median(found[2:]) * 1000 for found in times)
    what, peer = "a page of 1,000 journal items of 14 fields", "Flask, orjson, SQLite"
    yield Row(f"{what}, JSON-2", by_json2, "ms", peer, limit, "at most 2 of the peer", by_json2 <= 2 * limit)
    yield Row(f"{what}, XML-RPC", by_xml, "ms", f"{peer} (JSON)", limit)


@contextmanager
def _bare(answer: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(answer)
        file.flush()
        command = [sys.executable, str(BARE), file.name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            yield process.stdout.readline().strip()
            process.stdin.close()


def _small_calls(server: Server) -> Iterator[Row]:
    mine = _median(client_of(server, json2(server, SMALL))) * 1000
    what = "the smallest call, JSON-2, on a connection of its own"
    peers = [*_moto(), *_httpserver()]
    for name, seconds in peers:
        yield Row(what, mine, "ms", name, seconds * 1000, "at most the peer", mine <= seconds * 1000)
    if not peers:
        yield Row(what, mine, "ms")


def _moto() -> Iterator[tuple[str, float]]:
    command = _moto_command()
    if command is not None:
        with _running(command, 5005) as url:
            body = b"Action=GetCallerIdentity&Version=2011-06-15"
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sts/aws4_request, Signature=x",
            }
            yield (
                "moto, sts.GetCallerIdentity",
                _median(client_of(Server(url, "", ""), Request("/", body, headers, 30))),
            )


def _httpserver() -> Iterator[tuple[str, float]]:
    if importlib.util.find_spec("pytest_httpserver") is not None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        from pytest_httpserver import HTTPServer  # noqa: PLC0415 - not everybody has it

        with HTTPServer(threaded=True) as http:
            http.expect_request("/", method="POST").respond_with_json(
                {"lang": "en_US", "tz": "Europe/Brussels", "uid": 2}
            )
            peer = Server(http.url_for("").rstrip("/"), "", "")
            yield "pytest-httpserver, one handler", _median(client_of(peer, Request("/", b"{}", {}, 30)))


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
            for what, spent in _spent_on_books(lines, Path(folder) / f"{lines}.sqlite"):
                cost = spent.processor / lines * 1e6
                against = smallest.setdefault(what, cost)
                row = Row(f"{what} of {lines:,} lines, each", cost, "µs")
                if lines > SIZES[0]:
                    kept = cost <= GROWS * against
                    row = replace(
                        row, peer=f"of {SIZES[0]:,}", against=against, goal=f"at most {GROWS} of it", kept=kept
                    )
                yield row


def _spent_on_books(lines: int, file: Path) -> Iterator[tuple[str, books.Spent]]:
    yield "making books", books.made(lines, file)
    with books.serving(file) as (process, odoo):
        yield "reading books page by page, JSON-2,", books.read(process, odoo, lines, "id")[0]


# Judging --------------------------------------------------------------------------------------------------------------


def _clauses() -> dict[str, dict[str, float]]:
    """Judge the reference connector, and return the seconds of each clause by profile."""
    connector = Connector(name="reference", python="mock_silverfin.integrations.odoo:sync", parallel=False)
    found: dict[str, dict[str, float]] = {}
    for profile in PROFILES:
        for verdict in verify(Manifest(connector=connector), Options(profile=profile)).verdicts:
            found.setdefault(verdict.clause, {})[profile] = verdict.seconds
    return found


def _median(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    return statistics.median(timed(act) for _ in range(rounds))


if __name__ == "__main__":
    main()
