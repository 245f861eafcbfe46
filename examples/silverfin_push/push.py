"""Push a ledger that somebody exported to Silverfin: what has changed, and everything dated after it.

The file keeps its months as long as they are what was sent. From the first month on that is not, the file is reset and
the months are sent again, oldest first.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

from ledger import Ledger, read_ledger
from silverfin import RefusedError, Silverfin


def push(given: dict[str, str]) -> None:
    """Bring the client file to what the ledger file says."""
    state = Path(given["CONNECTOR_STATE_DIR"])
    silverfin = Silverfin(given, state)
    info = silverfin.info()
    ledger = read_ledger(Path(given["LEDGER_FILE"]), info["sync_start_at"], given["SYNC_LANGUAGE"])
    currency = silverfin.currency()
    if currency not in (None, ledger.currency):
        raise RefusedError("configuration", f"the ledger is kept in {ledger.currency}, the client file in {currency}")
    memory = Memory(state / f"file-{given['SILVERFIN_FIRM_ID']}-{given['SILVERFIN_COMPANY_ID']}.json")
    if info["sync_point"] is None or info["sync_point"] != memory.point:  # not where we left it, so not what we know
        memory.forget()
        if info["sync_point"] is not None:
            silverfin.reset(info["sync_point"])
    bring_up_to_date(silverfin, memory, ledger)


def bring_up_to_date(silverfin: Silverfin, memory: Memory, ledger: Ledger) -> None:
    """Send years, accounts and months that are not what was sent."""
    if memory.differs("settings", ledger.settings):
        silverfin.send_settings(ledger.settings)
        memory.note("settings", ledger.settings)
    months = ledger.months()
    wrong = {name for name in memory.months | months.keys() if memory.differs(name, months.get(name))}
    last = max(memory.months, default="")
    if memory.unsure_from or any(name <= last for name in wrong):
        memory.drop(min(wrong | ({memory.unsure_from} if memory.unsure_from else set())))
        silverfin.reset(memory.point, f"{memory.unsure_from}-01")
        memory.be_sure()
    if memory.differs("accounts", ledger.accounts):
        submit(silverfin, memory, [], ledger.accounts)
        memory.note("accounts", ledger.accounts)
    most = silverfin.most_actions() if wrong else 0
    for name in sorted(months.keys() - memory.months):
        memory.drop(name)
        for first in range(0, len(months[name]), most):
            submit(silverfin, memory, [{"upsert": line} for line in months[name][first : first + most]])
        memory.note(name, months[name])
        memory.be_sure()


def submit(silverfin: Silverfin, memory: Memory, actions: list[Any], accounts: list[Any] | None = None) -> None:
    """Submit, and remember where the file stands now."""
    point = str(uuid.uuid4())
    silverfin.submit(point, memory.point, actions, accounts or [])
    memory.point = point
    memory.save()


class Memory:
    """The sync point that was left, and a digest of each part that was sent whole: settings, accounts, and months.

    `unsure_from` is the month from which on nobody knows what the file holds, because a request may have failed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        kept = json.loads(path.read_text()) if path.exists() else {}
        self.point: str | None = kept.get("point")
        self.parts: dict[str, str] = kept.get("parts", {})
        self.unsure_from: str | None = kept.get("unsure_from")

    @property
    def months(self) -> set[str]:
        """The months that were sent whole."""
        return {name for name in self.parts if name[0].isdigit()}

    def differs(self, name: str, content: Any) -> bool:
        """Tell whether a part is not what was sent; None stands for one that is gone."""
        return self.parts.get(name) != (None if content is None else digest(content))

    def note(self, name: str, content: Any) -> None:
        """Remember that a part was sent."""
        self.parts[name] = digest(content)
        self.save()

    def drop(self, month: str) -> None:
        """Forget a month and all later ones, before anything about them is asked for."""
        self.unsure_from = month
        self.parts = {name: kept for name, kept in self.parts.items() if not name[0].isdigit() or name < month}
        self.save()

    def be_sure(self) -> None:
        """Note that what was asked for was done."""
        self.unsure_from = None
        self.save()

    def forget(self) -> None:
        """Forget everything."""
        self.point, self.parts, self.unsure_from = None, {}, None
        self.save()

    def save(self) -> None:
        """Write it down: whoever is ended meanwhile leaves the old file, not half of a new one."""
        unfinished = self._path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({"point": self.point, "parts": self.parts, "unsure_from": self.unsure_from}))
        unfinished.replace(self._path)


def digest(content: Any) -> str:
    """Return what tells a content from every other one."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


if __name__ == "__main__":
    os.umask(0o077)  # what is kept is nobody else's business
    try:
        push({name: value.strip() for name, value in os.environ.items()})
    except RefusedError as refused:
        print(json.dumps({"ok": False, "reason": refused.reason, "message": str(refused)}))
        sys.exit(1)
    print(json.dumps({"ok": True}))
