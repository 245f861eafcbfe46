"""How fast the fakes and the tool are, as a table: each figure with what it is measured against.

    python benchmarks/speed.py
    python benchmarks/speed.py --odoo http://127.0.0.1:8069 --database acme --key … --login admin

With a real Odoo (of 1,000 journal items or more) the same requests go to both servers in turn, twenty in a row as a
connector that pages sends them, each server in a process of its own; times are to the last byte of the answer, nothing
is parsed. Without one its column stays empty.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from twinledger.drivers.manifest import Connector, Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.world import World

TWINLEDGER = [sys.executable, "-c", "from twinledger.cli import main; main()"]
ROUNDS = 60
TURN = 20  # requests in a row to one server
CLIENTS, SECONDS, RATE = 4, 3.0, 1_500


@dataclass(frozen=True)
class Page:
    """A call with its arguments by name, and how many bytes an answer has at least that is none of an error."""

    model: str
    method: str
    arguments: dict[str, Any]
    least: int


class Request(NamedTuple):
    """A request as it is sent, and how many bytes its answer has at least."""

    path: str
    body: bytes
    headers: dict[str, str]
    least: int


ACCOUNTS = Page(
    "account.account",
    "search_read",
    {"domain": [], "fields": ["code", "name", "account_type", "currency_id", "reconcile"], "limit": 100},
    5_000,
)
LINE_FIELDS = [
    "date", "move_id", "move_name", "journal_id", "account_id", "partner_id", "name", "ref", "debit", "credit",
    "balance", "amount_currency", "currency_id", "parent_state",
]  # fmt: skip
LINES = Page(
    "account.move.line",
    "search_read",
    {"domain": [], "fields": LINE_FIELDS, "limit": 1_000, "order": "id"},
    250_000,
)


@dataclass(frozen=True)
class Server:
    """An Odoo, fake or real, and how to get in."""

    url: str
    database: str
    key: str
    uid: int = 2


@dataclass(frozen=True)
class Figure:
    """One row of the table; times are seconds, `limit` is what `measured` (or `ratio`) is held against."""

    what: str
    measured: str
    against: str
    limit: str
    kept: bool | None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--odoo", help="URL of a real Odoo 19 to compare with")
    parser.add_argument("--database", default="acme")
    parser.add_argument("--key", help="an API key for it")
    parser.add_argument("--uid", type=int, default=2)
    given = parser.parse_args()
    real = Server(given.odoo, given.database, given.key, given.uid) if given.odoo else None
    table = Table(title=f"Python {sys.version.split()[0]}, median of {ROUNDS} where nothing else is said")
    for heading in ("What", "Measured", "Against", "Wanted", "Kept"):
        table.add_column(heading, justify="left" if heading == "What" else "right")
    for figure in figures(real):
        kept = {True: "yes", False: "NO", None: ""}[figure.kept]
        table.add_row(figure.what, figure.measured, figure.against, figure.limit, kept)
    Console().print(table)


def figures(real: Server | None) -> Iterator[Figure]:
    """Measure one figure after the other."""
    with fake("--empty") as server:
        for protocol, wanted in (("JSON-2", 10), ("XML-RPC", 8)):
            yield _against_the_real("search_read of 100 accounts", protocol, ACCOUNTS, wanted, server, real)
    with fake("--lines", "1200") as server:
        for protocol, wanted in (("JSON-2", 12), ("XML-RPC", 6)):
            yield _against_the_real("search_read of 1,000 lines of 14 fields", protocol, LINES, wanted, server, real)
    with fake("--empty", "--odoo-hosting", "odoo.sh") as server:
        yield _kept_connections(server)
    yield _against_a_limit("twinledger up --json --empty, exec to line (median of 15)", _up(), 0.5)
    yield _against_a_limit("World.reset with 300 lines", _reset(), 0.005)
    yield _against_a_limit("twinledger demo (median of 3)", _demo(), 5.0)
    yield _against_a_limit("verify of the reference as a function (once)", _verify(), 60.0)


def _against_the_real(task: str, protocol: str, page: Page, wanted: int, server: Server, real: Server | None) -> Figure:
    request = json2 if protocol == "JSON-2" else xml_rpc
    clients = [client_of(each, request(each, page)) for each in (server, real) if each is not None]
    times: list[list[float]] = [[] for _ in clients]
    for _ in range(ROUNDS // TURN):
        for client, found in zip(clients, times, strict=True):
            client()
            found += [timed(client) for _ in range(TURN)]
    mine, *other = (statistics.median(found) for found in times)
    what = f"{task}, {protocol}"
    if not other:
        return Figure(what, f"{mine * 1000:.2f} ms", "", f"{wanted} times as fast", None)
    ratio = other[0] / mine
    against = f"real Odoo {other[0] * 1000:.1f} ms: {ratio:.1f} times"
    return Figure(what, f"{mine * 1000:.2f} ms", against, f"{wanted} times as fast", ratio >= wanted)


def _kept_connections(server: Server) -> Figure:
    """Have four processes ask the same thing as fast as they can, each over one connection that stays open."""
    request = json2(server, Page("res.users", "context_get", {}, 30))
    path, headers = request.path, request.headers
    with ProcessPoolExecutor(CLIENTS) as pool:
        rates = pool.map(asked_for_a_while, [server.url] * CLIENTS, [path] * CLIENTS, [headers] * CLIENTS)
        rate = sum(rates)
    what = f"context_get over JSON-2, {CLIENTS} kept connections"
    return Figure(what, f"{rate:,.0f}/s", "", f"{RATE:,}/s", rate >= RATE)


def asked_for_a_while(url: str, path: str, headers: dict[str, str]) -> float:
    """Return how many answers came per second over one connection; it parses nothing, so the server is measured."""
    place = urlsplit(url)
    head = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": "2"}.items())
    request = f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\n{head}\r\n{{}}".encode()
    answers = 0
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            connection.sendall(request)
            answer = connection.recv(65536)
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
            if not answer.startswith(b"HTTP/1.1 200 "):
                raise SystemExit(f"{url} answers {answer[:300]!r}")
            answers += 1
    return answers / SECONDS


def _against_a_limit(what: str, seconds: float, limit: float) -> Figure:
    shown = f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"
    wanted = f"under {limit * 1000:.0f} ms" if limit < 0.1 else f"under {limit:g} s"
    return Figure(what, shown, f"{seconds / limit:.2f} of the limit", wanted, seconds < limit)


@contextmanager
def fake(*options: str) -> Iterator[Server]:
    """Run both fakes in a process of their own."""
    command = [*TWINLEDGER, "up", "--json", "--odoo-port", "0", "--silverfin-port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        odoo = json.loads(process.stdout.readline())["odoo"]
        try:
            yield Server(odoo["url"], odoo["database"], odoo["api_key"])
        finally:
            process.terminate()


def json2(server: Server, page: Page) -> Request:
    """Return a call over JSON-2."""
    body = json.dumps(page.arguments).encode()
    headers = {
        "Authorization": f"Bearer {server.key}",
        "X-Odoo-Database": server.database,
        "Content-Type": "application/json",
    }
    return Request(f"/json/2/{page.model}/{page.method}", body, headers, page.least)


def xml_rpc(server: Server, page: Page) -> Request:
    """Return a call over XML-RPC."""
    call = (server.database, server.uid, server.key, page.model, page.method, [], page.arguments)
    body = xmlrpc.client.dumps(call, "execute_kw").encode()
    return Request("/xmlrpc/2/object", body, {"Content-Type": "text/xml"}, page.least)


def client_of(server: Server, request: Request) -> Callable[[], None]:
    """Return what sends the request once, on a connection of its own, and reads the answer to its last byte."""
    path, body, headers, least = request
    host = urlsplit(server.url).netloc

    def send() -> None:
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status != 200 or len(content) < least or b"faultCode" in content:
            raise SystemExit(f"{server.url} answers {answer.status}: {content[:300]!r}")

    return send


def timed(action: Callable[[], Any]) -> float:
    """Return how many seconds something takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _up() -> float:
    def once() -> None:
        with fake("--empty"):
            nonlocal ready
            ready = time.perf_counter()

    times = []
    for _ in range(15):
        ready, start = 0.0, time.perf_counter()
        once()
        times.append(ready - start)
    return statistics.median(times)


def _reset() -> float:
    with World(lines=300) as world:
        return statistics.median(timed(world.reset) for _ in range(ROUNDS))


def _demo() -> float:
    return statistics.median(timed(lambda: _run("demo")) for _ in range(3))


def _verify() -> float:
    manifest = Manifest(connector=Connector(name="reference", python="mock_silverfin.integrations.odoo:sync"))
    start = time.perf_counter()
    if verify(manifest, Options()).exit_status:
        raise SystemExit("the reference connector does not pass")
    return time.perf_counter() - start


def _run(*arguments: str) -> None:
    subprocess.run([*TWINLEDGER, *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
