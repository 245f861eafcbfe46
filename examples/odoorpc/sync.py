"""Copy a company's posted ledger from Odoo to Silverfin, open items included, and send only what differs."""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

from books import read_books
from ledger import Ledger, project
from memory import Memory
from refusal import RefusalError
from silverfin import Silverfin


def synchronise(given: dict[str, str]) -> None:
    """Make the client file hold what the books hold."""
    silverfin = Silverfin(given)
    books = read_books(given)
    info = silverfin.info()
    currency = silverfin.currency()
    if currency not in (None, books.currency):
        raise RefusalError("configuration", f"the books are kept in {books.currency}, the client file in {currency}")
    ledger = project(books, info["sync_start_at"], given["SYNC_LANGUAGE"][:2])
    name = f"file-{given['SILVERFIN_FIRM_ID']}-{given['SILVERFIN_COMPANY_ID']}.sqlite"
    with Memory(Path(given["CONNECTOR_STATE_DIR"]) / name) as memory:
        if info["sync_point"] is None or info["sync_point"] != memory.sync_point:
            memory.forget()  # a file that does not stand where it was left is not the file that is known
            if info["sync_point"] is not None:
                silverfin.reset(info["sync_point"])
        if memory.new("settings", {"": ledger.settings}):
            silverfin.send_settings(ledger.settings)
            memory.keep(memory.sync_point, {"settings": {"": ledger.settings}})
        send(silverfin, memory, ledger)


def send(silverfin: Silverfin, memory: Memory, ledger: Ledger) -> None:
    """Send what differs from what was sent, and remember each submit that was carried out."""
    accounts = memory.new("account", ledger.accounts)
    lines: dict[str, Any] = dict.fromkeys(memory.gone("line", ledger.lines)) | memory.new("line", ledger.lines)
    most = silverfin.most_actions() if accounts or lines else 1
    while accounts or lines:
        part = {id_: lines.pop(id_) for id_ in list(lines)[:most]}
        actions = [{"upsert": line} if line else {"delete": {"id": id_}} for id_, line in part.items()]
        point = str(uuid.uuid4())
        silverfin.submit(point, memory.sync_point, list(accounts.values()), actions)
        memory.keep(point, {"account": accounts, "line": part})
        accounts = {}


if __name__ == "__main__":
    os.umask(0o077)  # what is kept is nobody else's business
    try:
        synchronise({name: value.strip() for name, value in os.environ.items()})
    except RefusalError as refusal:
        print(json.dumps({"ok": False, "reason": refusal.reason, "message": str(refusal)}))
        sys.exit(1)
    print(json.dumps({"ok": True}))
