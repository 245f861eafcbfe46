"""How long books take: making them, opening their file, reading them over JSON-2 page by page; prints JSON.

    python benchmarks/books.py
    python benchmarks/books.py --lines 100000 --file books.sqlite

Each is measured in seconds by the clock and in seconds of a processor, on which a busy machine has less influence, and
set against a plain thing done beside it: making against putting as many rows into SQLite, opening against copying the
bytes of the file, reading against writing as many lines as JSON. These ratios are of processor time. The processor time
of reading is the server's; the client that pages is in this process and parses nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from speed import LINE_FIELDS, TWINLEDGER

from twinledger.world import World

PAGE = 1_000
ENTRIES = 100
POSTED = [["parent_state", "=", "posted"]]
ORDERS = {"by id": "id", "in Odoo's own order": None, "by write_date": "write_date, id"}


class Spent(NamedTuple):
    """Seconds by the clock and of a processor."""

    seconds: float
    processor: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path, help="keep the books here; what is there already is not made again")
    given = parser.parse_args()
    found: dict[str, Any] = {"lines": given.lines, "processors": os.cpu_count(), "load": os.getloadavg()}
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "books.sqlite"
        if not file.exists():
            found["making"] = making(given.lines, file)
        found["opening"] = opening(file)
        with serving(file) as (process, odoo):
            found["booking"] = booked(process, odoo)._asdict() | {"entries": ENTRIES}
            found["reading"] = {name: reading(process, odoo, given.lines, order) for name, order in ORDERS.items()}
    found["load at the end"] = os.getloadavg()
    print(json.dumps(found, indent=2))


def making(lines: int, file: Path) -> dict[str, float]:
    """Make books with the command."""
    return _against(made(lines, file), _spent(lambda: _put_rows(lines)), "putting plain rows into SQLite")


def made(lines: int, file: Path) -> Spent:
    """Make books with the command, and return what that took."""
    before, start = _of_children(), time.perf_counter()
    subprocess.run(
        [*TWINLEDGER, "books", "--lines", str(lines), "--out", str(file), "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return Spent(time.perf_counter() - start, _of_children() - before)


def opening(file: Path) -> dict[str, float]:
    """Open books in a world, the quickest of three times."""
    runs = []
    for _ in range(3):
        with World() as world:
            runs.append(_spent(lambda world=world: world.open_pair("opened", file)))  # type: ignore[misc]
    return _against(min(runs), _spent(lambda: bytearray(file.read_bytes())), "copying the bytes of the file")


def reading(process: subprocess.Popen[str], odoo: dict[str, Any], lines: int, order: str | None) -> dict[str, float]:
    """Read all posted lines, and set that against writing as many as JSON."""
    spent, last = read(process, odoo, lines, order)
    plain = _spent(lambda: [orjson.dumps(last) for _ in range(lines // len(last))])
    rates = {"lines/s": round(lines / spent.seconds), "lines/s of its processor": round(lines / spent.processor)}
    return {**rates, **_against(spent, plain, "writing as many lines as JSON")}


def read(
    process: subprocess.Popen[str], odoo: dict[str, Any], lines: int, order: str | None
) -> tuple[Spent, list[dict[str, Any]]]:
    """Read all posted lines, page by page over one connection; return what that took, and the last page."""
    connection = http.client.HTTPConnection(urlsplit(odoo["url"]).netloc, timeout=60)
    before, start, first = _of_process(process.pid), time.perf_counter(), 0
    while len(answer := _page(connection, odoo, first, order)) > len("[]"):
        kept, first = answer, first + PAGE
    spent = Spent(time.perf_counter() - start, _of_process(process.pid) - before)
    if not lines <= first < lines + PAGE:
        raise SystemExit(f"{first} lines were read instead of {lines}")
    return spent, orjson.loads(kept)


@contextmanager
def serving(file: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Serve books with the command, and tell where."""
    command = [*TWINLEDGER, "up", "--json", "--odoo-port", "0", "--silverfin-port", "0", "--books", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["odoo"]
        finally:
            process.terminate()


def booked(process: subprocess.Popen[str], odoo: dict[str, Any]) -> Spent:
    """Make entries of two lines, post them, set them back and delete them, one by one; return what that took."""
    connection = http.client.HTTPConnection(urlsplit(odoo["url"]).netloc, timeout=60)

    def call(model: str, method: str, **said: Any) -> Any:
        return orjson.loads(_called(connection, odoo, f"{model}/{method}", said))

    [journal] = call("account.journal", "search", domain=[["type", "=", "general"]], limit=1)
    accounts = call("account.account", "search", domain=[["account_type", "=", "expense"]], limit=2)
    lines = [[0, 0, {"account_id": account, "balance": side}] for account, side in zip(accounts, (1, -1), strict=True)]
    entry = {"move_type": "entry", "journal_id": journal, "line_ids": lines}
    before, start = _of_process(process.pid), time.perf_counter()
    for _ in range(ENTRIES):
        ids = call("account.move", "create", vals_list=[entry])
        for method in ("action_post", "button_draft", "unlink"):
            call("account.move", method, ids=ids)
    return Spent(time.perf_counter() - start, _of_process(process.pid) - before)


def _page(connection: http.client.HTTPConnection, odoo: dict[str, Any], first: int, order: str | None) -> bytes:
    asked = {"domain": POSTED, "fields": LINE_FIELDS, "limit": PAGE, "offset": first, "order": order}
    return _called(connection, odoo, "account.move.line/search_read", asked)


def _called(connection: http.client.HTTPConnection, odoo: dict[str, Any], call: str, said: dict[str, Any]) -> bytes:
    headers = {
        "Authorization": f"Bearer {odoo['api_key']}",
        "X-Odoo-Database": odoo["database"],
        "Content-Type": "application/json",
    }
    connection.request("POST", f"/json/2/{call}", json.dumps(said), headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{odoo['url']} answers {answer.status}: {content[:300]!r}")
    return content


def _put_rows(lines: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE line (id INTEGER PRIMARY KEY, {', '.join(LINE_FIELDS)})")
    marks = ", ".join("?" * (len(LINE_FIELDS) + 1))
    rows = ((number, *LINE_FIELDS) for number in range(lines))
    connection.executemany(f"INSERT INTO line VALUES ({marks})", rows)
    connection.close()


def _against(spent: Spent, plain: Spent, what: str) -> dict[str, float]:
    return {
        "seconds": round(spent.seconds, 2),
        "seconds of a processor": round(spent.processor, 2),
        f"times as long as {what}": round(spent.processor / plain.processor, 1),
    }


def _spent(action: Callable[[], object]) -> Spent:
    start, processor = time.perf_counter(), time.process_time()
    action()
    return Spent(time.perf_counter() - start, time.process_time() - processor)


def _of_children() -> float:
    """Return the processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _of_process(pid: int) -> float:
    """Return the processor time of a running process, as Linux tells it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
