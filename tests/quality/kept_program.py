"""Whoever drives `twinledger up --data`: starts it, writes on both sides at once, kills it, asks what is there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

PROGRAM = "from twinledger.cli import main; main(prog_name='twinledger')"
PER_BATCH = 10
LINES = 2
FIRST, PER_PAGE = 400_000, 200


@dataclass
class KeptProgram:
    """Both fakes in a process of their own, and what each of the writers was told to be done."""

    folder: Path
    acknowledged: Counter[str] = field(default_factory=Counter)  # the last number by writer
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        """Start it and wait until it serves."""
        ports = ["--odoo-port", "0", "--silverfin-port", "0", "--console-port", "0"]  # those it had, from then on
        options = ["up", "--json", *ports, "--data", str(self.folder)]
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM, *options], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.told = json.loads(self.process.stdout.readline())

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def write_until_it_is_killed(self) -> None:
        """Let every writer write one after the other until nobody answers."""
        threads = [threading.Thread(target=self._write, args=one) for one in self._writers().items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _writers(self) -> dict[str, Callable[[int], None]]:
        return {"partners": self._partners, "entries": self._entry, "submits": self._submit}

    def _write(self, name: str, write: Callable[[int], None]) -> None:
        try:
            while True:
                write(self.acknowledged[name] + 1)
                self.acknowledged[name] += 1
        except requests.RequestException:
            return

    # What they write --------------------------------------------------------------------------------------------------

    def _partners(self, number: int) -> None:
        self._odoo("res.partner", "create", vals_list=[{"name": f"Batch {number}"}] * PER_BATCH)

    def _entry(self, number: int) -> None:
        sides = [{"debit": number, "credit": 0}, {"debit": 0, "credit": number}]
        accounts = self._odoo("account.account", "search", domain=[["account_type", "=", "expense"]], limit=1)
        lines = [[0, 0, {**side, "account_id": accounts[0]}] for side in sides]
        self._odoo("account.move", "create", vals_list=[{"ref": f"Entry {number}", "line_ids": lines}])

    def _submit(self, number: int) -> None:
        actions = [{"delete": {"id": f"{number}-{line}"}} for line in range(PER_BATCH)]
        account = {"number": str(FIRST + number), "names": {"en": str(number)}, "type": "asset"}
        body = {"sync_point": str(number), "actions": actions, "accounts": [account]}
        self._silverfin("POST", f"/syncs/companies/{self._company}/transactions", body)

    # What is there ----------------------------------------------------------------------------------------------------

    def kept(self) -> dict[str, int]:
        """Return the last number of each writer that is there; raise AssertionError if a part of one is."""
        return {"partners": self._kept_partners(), "entries": self._kept_entries(), "submits": self._kept_submits()}

    def _kept_partners(self) -> int:
        domain = [["name", "like", "Batch %"]]
        found = self._odoo("res.partner", "search_read", domain=domain, fields=["name"])
        return _last(Counter(int(one["name"].split()[1]) for one in found), PER_BATCH)

    def _kept_entries(self) -> int:
        domain = [["move_id.ref", "like", "Entry %"]]
        found = self._odoo("account.move.line", "search_read", domain=domain, fields=["ref", "balance"])
        assert sum(one["balance"] for one in found) == 0
        return _last(Counter(int(one["ref"].split()[1]) for one in found), LINES)

    def _kept_submits(self) -> int:
        point = self._silverfin("GET", f"/syncs/companies/{self._company}/info")["sync_point"]
        last, known = int(point or 0), list[int]()
        for page in range(1, last // PER_PAGE + 2):
            path = f"/companies/{self._company}/accounts?per_page={PER_PAGE}&page={page}"
            known += [int(one["number"]) for one in self._silverfin("GET", path)]
        assert sorted(known) == list(range(FIRST + 1, FIRST + last + 1))
        return last

    @property
    def _company(self) -> int:
        return int(self.told["silverfin"]["company_id"])

    def _odoo(self, model: str, method: str, **arguments: Any) -> Any:
        odoo = self.told["odoo"]
        headers = {"Authorization": f"Bearer {odoo['api_key']}", "X-Odoo-Database": odoo["database"]}
        return _answered("POST", f"{odoo['url']}/json/2/{model}/{method}", arguments, headers)

    def _silverfin(self, method: str, path: str, body: Any = None) -> Any:
        silverfin = self.told["silverfin"]
        headers = {"Authorization": f"Bearer {silverfin['access_token']}"}
        return _answered(method, f"{silverfin['url']}/api/v4/f/{silverfin['firm_id']}{path}", body, headers)


def _last(counted: Counter[int], each: int) -> int:
    """Return the last of the numbers from 1 on that all count so often; raise AssertionError for a gap or a part."""
    assert set(counted.values()) <= {each}, "a part of a request is there"
    assert sorted(counted) == list(range(1, len(counted) + 1)), "an earlier request is gone"
    return len(counted)


def _answered(method: str, url: str, body: Any, headers: dict[str, str]) -> Any:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(method, url, json=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()
