"""The fake Silverfin at work: `python benchmarks/silverfin.py` says how fast it takes lines in and how it keeps order.

Everything goes through HTTP on loopback, from one client that keeps its connection. A submit is the median of the
submits of 500 lines that make the ledger; the ledger is all of them together, what the client spends included; the
trial balance is the median of thirty in process. Before each submit the same bytes go to the bare cost: Flask, orjson
and SQLite with the same table, no question asked; it says how fast the machine is. Then a fault delays a first submit
until it is released; others for the same company are sent 10,000 times meanwhile, and one after its release. Exit
status 1 if a limit is not kept.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, request
from rich.console import Console
from rich.table import Table

from mock_kit.faults import Act, Fault, Phase, Trigger
from mock_kit.server import Server
from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.face import ClientFile
from mock_silverfin.ledger.books import TABLES

LINES, PER_SUBMIT = 100_000, 500
ROUNDS = 30
REFUSALS = 10_000
SUBMIT, RATE, BALANCE = 15.0, 20_000, 50.0  # ms, lines a second, ms
BARE = 3  # times the bare cost
YEARS = range(2023, 2027)
KINDS = ("asset", "liability", "income", "expense")


@dataclass(frozen=True)
class Figure:
    """What was measured, in words, and whether it is as wanted."""

    what: str
    measured: str
    wanted: str
    kept: bool


class Client:
    """A client with one connection and a token."""

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=120)
        self._base = parts.path
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, what: str, body: bytes) -> int:
        """Send a body and return the status of the answer."""
        self._connection.request("POST", self._base + what, body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status


def main() -> int:
    """Measure, print, and return the exit status."""
    table = Table(title=f"A ledger of {LINES:,} lines through HTTP")
    for heading in ("What", "Measured", "Wanted", "Kept"):
        table.add_column(heading, justify="left" if heading == "What" else "right")
    found = list(figures())
    for figure in found:
        table.add_row(figure.what, figure.measured, figure.wanted, "yes" if figure.kept else "NO")
    Console().print(table)
    return 0 if all(figure.kept for figure in found) else 1


def figures() -> Iterator[Figure]:
    """Yield what was measured."""
    with MockSilverfin() as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
        application = silverfin.add_application("Acme Sync", "https://connector.example.com/", ALL_SCOPES)
        file = firm.add_company("Acme")
        file.link(application, "acme:1")
        token = application.authorize(admin, firm).access_token
        base = f"{silverfin.url}/api/v4/f/{firm.id}/syncs/companies/{file.id}/"
        yield from _ledger(Client(base, token), file)
        yield _held(silverfin, base, token)


def _bare() -> Server:
    """Return a server that keeps the lines of a submit and does nothing else: what the same bytes cost at least."""
    app = Flask("bare")
    store = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for table in TABLES:
        store.execute(table)

    @app.post("/transactions")
    def submit() -> Response:
        body = orjson.loads(request.get_data())
        store.execute("BEGIN")
        store.executemany(f"INSERT INTO line VALUES ({', '.join('?' * 15)})", map(_bare_row, body["actions"]))
        store.execute("COMMIT")
        return Response(orjson.dumps({"processed": len(body["actions"])}), mimetype="application/json")

    return Server(app)


def _bare_row(action: dict[str, dict[str, str]]) -> tuple[object, ...]:
    line = action["upsert"]
    day, value = line["date"], int(line["value"].replace(".", ""))
    texts = (line["description"], line["document_number"], line["journal"], line["partner"])
    return (1, line["id"], line["account_number"], day, value, *texts, None, None, "{}", "[]", day, 1)


def _ledger(client: Client, file: ClientFile) -> Iterator[Figure]:
    flags = {"compute_opening_balances": True, "compute_retained_earnings": True}
    years = [{"start_date": f"{year}-01-01", "end_date": f"{year}-12-31", **flags} for year in YEARS]
    retained = {"number": "140000", "name": "Retained earnings"}
    assert client.post("settings", _json(years=years, retained_earnings_account=retained)) == 200
    assert client.post("transactions", _json(sync_point="0", actions=[], accounts=_accounts())) == 200
    bodies = [_json(sync_point=str(first), actions=_actions(first)) for first in range(0, LINES, PER_SUBMIT)]
    server = _bare()
    server.start()
    bare = Client(f"{server.url}/")
    pairs = [(_timed(bare, body), _timed(client, body)) for body in bodies]
    server.stop()
    times = [ours for _, ours in pairs]
    took, rate = statistics.median(times) * 1000, LINES / sum(times)
    fastest, ratio = min(times) * 1000, statistics.median(ours / bare for bare, ours in pairs)
    measured = f"{took:.1f} ms (fastest {fastest:.1f})"
    yield Figure(f"{PER_SUBMIT} actions accepted", measured, f"under {SUBMIT:.0f} ms", took < SUBMIT)
    yield Figure("beside the bare cost", f"{ratio:.1f} times", f"under {BARE} times", ratio < BARE)
    yield Figure("lines taken in", f"{rate:,.0f}/s", f"at least {RATE:,}/s", rate >= RATE)
    balance = _median(file) * 1000
    yield Figure("trial balance", f"{balance:.1f} ms", f"under {BALANCE:.0f} ms", balance < BALANCE)


def _timed(client: Client, body: bytes) -> float:
    start = time.perf_counter()
    assert client.post("transactions", body) == 200
    return time.perf_counter() - start


def _held(silverfin: MockSilverfin, base: str, token: str) -> Figure:
    arrived, released = threading.Event(), threading.Event()

    def delay() -> None:
        arrived.set()
        released.wait()

    silverfin.faults.arm(Fault(Act(delay), Trigger(call={"operation": "submit"}), Phase.BEFORE))
    body = _json(sync_point="held", actions=_actions(0)[:1])
    statuses: list[int] = []
    first = threading.Thread(target=lambda: statuses.append(Client(base, token).post("transactions", body)))
    first.start()
    arrived.wait()
    other = Client(base, token)
    refused = sum(other.post("transactions", body) == 429 for _ in range(REFUSALS))
    released.set()
    first.join()
    after = Client(base, token).post("transactions", body)
    kept = refused == REFUSALS and statuses == [200] and after == 200
    measured = f"{refused:,} refused, then {statuses[0]} and {after}"
    return Figure("second submits while one is held", measured, f"{REFUSALS:,} refused, then 200 and 200", kept)


def _accounts() -> list[dict[str, object]]:
    numbers = range(400_000, 400_400)
    return [{"number": str(one), "names": {"en": f"Account {one}"}, "type": KINDS[one % 4]} for one in numbers]


def _actions(first: int) -> list[dict[str, object]]:
    """Return the actions of one submit: a month of entries of four lines, as a connector pages through a ledger."""
    number = first // PER_SUBMIT
    year, month = YEARS[number * len(YEARS) // (LINES // PER_SUBMIT)], number % 12 + 1
    return [{"upsert": _line(first + place, f"{year}-{month:02}-{place % 28 + 1:02}")} for place in range(PER_SUBMIT)]


def _line(number: int, day: str) -> dict[str, object]:
    line: dict[str, object] = {
        "id": str(number),
        "account_number": str(400_000 + number * 7 % 60),
        "date": day,
        "value": f"{(number % 2000 - 1000) * 1.25:.2f}",
        "description": f"Invoice {number // 4}",
        "document_number": f"INV/2026/{number // 4:06}",
        "journal": "INV",
        "partner": "Peeters NV",
    }
    if number % 8 == 0:
        line["open_transaction"] = {"value": "12.00", "category": "receivable"}
    return line


def _median(file: ClientFile) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        file.trial_balance()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _json(**members: object) -> bytes:
    return json.dumps(members).encode()


if __name__ == "__main__":
    sys.exit(main())
