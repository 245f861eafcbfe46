"""64 clients mixed over all doors of both fakes for a long time: no error or wrong answer, no leak.

    python benchmarks/soak.py                                # ten minutes
    python benchmarks/soak.py --seconds 20 --clients 16

Each client owns its records and knows what every answer must be. The fakes run in a process of their own, whose
resident memory and open descriptors are sampled. What the worlds hold grows with what clients do, since nothing that
was changed in a client file is forgotten and no token either; it is taken off, and the rest of the memory must be flat
after a fifth of the time, once caches are full.
Prints JSON. Exit status 1 if something was not as it must be.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import soak_clients

from mock_kit import events, journal
from mock_kit.store import Store
from mock_silverfin import ALL_SCOPES
from twinledger.world import World

SAMPLES = 200
REMEMBERED = 2_000  # requests and events in the journal, so that it is full after warming up
WARM = 0.2  # of the time
GROWTH = 0.05  # of the memory beyond what the worlds hold, from the first third after that to the last
MORE_DESCRIPTORS = 8


class Sample(NamedTuple):
    """What the fakes' process takes at a moment; memory in megabytes."""

    memory: float
    held: float
    descriptors: int


@dataclass
class Tally:
    """What clients came to."""

    turns: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> int:
    """Run the clients, judge, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        return serve(given.clients)
    with served(given.clients) as (process, known):
        tally, samples = soaked(process, known, given.clients, given.seconds)
    report = {
        "seconds": given.seconds,
        "clients": given.clients,
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "turns": dict(tally.turns),
        "failures": tally.failures[:20],
        "failures_of_the_fakes": known["errors"],
        "memory_mb": _thirds([sample.memory for sample in samples]),
        "held_by_the_worlds_mb": _thirds([sample.held for sample in samples]),
        "beyond_that_mb": _thirds([sample.memory - sample.held for sample in samples]),
        "descriptors": _thirds([sample.descriptors for sample in samples]),
    }
    report["kept"] = _kept(report)
    print(json.dumps(report, indent=2))
    return 0 if report["kept"] else 1


def _thirds(values: list[float]) -> list[float]:
    """Return the medians of three equal parts of the time after warming up."""
    rest = values[int(len(values) * WARM) :]
    size = max(len(rest) // 3, 1)
    return [round(statistics.median(rest[start : start + size]), 1) for start in range(0, size * 3, size)]


def _kept(report: dict[str, Any]) -> bool:
    memory, descriptors = report["beyond_that_mb"], report["descriptors"]
    flat = memory[-1] <= memory[0] * (1 + GROWTH) and descriptors[-1] <= descriptors[0] + MORE_DESCRIPTORS
    every_door = len(report["turns"]) == len(soak_clients.DOORS)
    return flat and every_door and not report["failures"] and not report["failures_of_the_fakes"]


def soaked(
    process: subprocess.Popen[str], known: dict[str, Any], clients: int, seconds: float
) -> tuple[Tally, list[Sample]]:
    """Let all clients take turns until the time is over, and sample the server meanwhile."""
    tally, end = Tally(), time.monotonic() + seconds
    samples = []
    with ThreadPoolExecutor(clients) as pool:
        for number in range(clients):
            pool.submit(_goes_on, soak_clients.DOORS, number, known, tally, end)
        while time.monotonic() < end:
            samples.append(_sample(process))
            time.sleep(seconds / SAMPLES)
    return tally, samples


def _goes_on(
    doors: dict[str, Callable[..., soak_clients.Client]], number: int, known: dict[str, Any], tally: Tally, end: float
) -> None:
    name = sorted(doors)[number % len(doors)]
    client, turn = doors[name](number, known), 0
    while time.monotonic() < end:
        turn += 1
        try:
            client.turn(turn)
        except Exception as error:  # whatever it is, it is told
            with tally.lock:
                tally.failures.append(f"{name} {number}, turn {turn}: {error!r}"[:500])
            return
        with tally.lock:
            tally.turns[name] += 1


def _sample(process: subprocess.Popen[str]) -> Sample:
    assert process.stdin is not None
    assert process.stdout is not None
    print(file=process.stdin, flush=True)
    held = int(process.stdout.readline()) / 1e6
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    descriptors = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    return Sample(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, held, descriptors)


@contextmanager
def served(clients: int) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run the fakes in a process of their own; what is known of them has their failures once they ended."""
    command = [sys.executable, __file__, "--serve", "--clients", str(clients)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        known = json.loads(process.stdout.readline())
        yield process, known
        process.stdin.close()
        known.update(json.loads(process.stdout.readline()))


def serve(clients: int) -> int:
    """Serve a world with an application and a client file for each client, and another world, until stdin ends.

    For every line that comes, the bytes that the worlds hold are told.
    """
    journal.KEPT_EXCHANGES = events.KEPT_EVENTS = REMEMBERED
    with World(lines=100) as world, World(seed=1) as other:
        admin = world.firm.add_user("soak@fiduciary.test", "training", admin=True)
        members = []
        for number in range(clients):
            application = world.silverfin.add_application(f"Soak {number}", "https://soak.test/", ALL_SCOPES)
            file = world.firm.add_company(f"Soak {number}")
            file.link(application, f"soak:{number}")
            grant = application.authorize(admin, world.firm)
            members.append(
                {
                    "file": file.id,
                    "client_id": application.client_id,
                    "client_secret": application.client_secret,
                    "access_token": grant.access_token,
                    "refresh_token": grant.refresh_token,
                }
            )
        pair = world.pair
        known = {
            "odoo": world.odoo.url,
            "silverfin": world.silverfin.url,
            "other_odoo": other.odoo.url,
            "other_silverfin": other.silverfin.url,
            "other_firm": other.firm.id,
            "other_key": other.pair.api_key,
            "database": pair.database,
            "key": pair.api_key,
            "firm": world.firm.id,
            "members": members,
        }
        print(json.dumps(known), flush=True)
        for _ in sys.stdin:
            print(sum(found.size for found in gc.get_objects() if isinstance(found, Store)), flush=True)
        print(json.dumps({"errors": len(world.journal.errors) + len(other.journal.errors)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
