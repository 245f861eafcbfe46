"""Whoever drives a fake Silverfin in a process of its own: starts it, submits to it, kills it, asks what is there."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

PROGRAM = Path(__file__).with_name("served_silverfin.py")
PER_REQUEST = 100
YEAR = {
    "start_date": "2026-01-01",
    "end_date": "2026-12-31",
    "compute_opening_balances": True,
    "compute_retained_earnings": False,
}


@dataclass
class SilverfinProgram:
    """A fake Silverfin with its files in a folder, and a session with it."""

    folder: Path
    process: subprocess.Popen[str] = field(init=False)
    http: requests.Session = field(init=False)

    def start(self) -> None:
        """Start it and wait until it serves."""
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self.folder)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self._known = json.loads(self.process.stdout.readline())
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Authorization"] = f"Bearer {self._known['token']}"

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.http.close()

    def prepare(self) -> None:
        """Send a year and an account."""
        assert self._call("POST", "settings", {"years": [YEAR]}).status_code == 200
        account = {"number": "400000", "names": {"en": "Customers"}, "type": "asset"}
        body = {"sync_point": "0", "actions": [], "accounts": [account]}
        assert self._call("POST", "transactions", body).status_code == 200

    def submit(self, number: int) -> None:
        """Submit a request of lines that all carry its number; its sync point is the number, too."""
        actions = [
            {"upsert": {"id": f"{number}-{line}", "account_number": "400000", "date": "2026-02-03", "value": number}}
            for line in range(PER_REQUEST)
        ]
        answer = self._call("POST", "transactions", {"sync_point": str(number), "actions": actions})
        assert answer.status_code == 200, answer.text

    def last(self) -> int:
        """Return the number of the last request that is there, as the sync point says."""
        return int(self._call("GET", "info").json()["sync_point"])

    def total(self) -> int:
        """Return what the account stands at, in whole units."""
        base = f"{self._known['url']}/api/v4/f/{self._known['firm']}/companies/{self._known['company']}"
        period = self.http.get(f"{base}/periods").json()[0]["id"]
        shown = self.http.get(f"{base}/periods/{period}/accounts").json()
        return int(float(shown[0]["value"])) if shown else 0

    def _call(self, method: str, what: str, body: Any = None) -> requests.Response:
        path = f"/api/v4/f/{self._known['firm']}/syncs/companies/{self._known['company']}/{what}"
        return self.http.request(method, f"{self._known['url']}{path}", json=body, timeout=60)
