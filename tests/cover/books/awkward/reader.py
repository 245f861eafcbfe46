"""A client that reads journal items over JSON-RPC, carefully or with one bad habit at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.test import Client

from twinledger.projection import Row
from twinledger.world import World

LINES = "account.move.line"
PAGE = 1000
COUNTS = ["&", ("parent_state", "=", "posted"), ("account_id", "!=", False)]
FIELDS = ["account_id", "date", "balance", "write_date", "move_id"]
Record = dict[str, Any]


@dataclass
class Reader:
    """Somebody who reads the first pair of a world, and what they remember from one time to the next.

    `meanwhile` happens before the second page is read, once.
    """

    world: World
    meanwhile: Callable[[], None] | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    uid: int = 2
    key: str = ""  # the pair's, if it is empty
    _pages: int = 0

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Call a method and return its result."""
        pair, context = self.world.pair, arguments.pop("context", None) or {}
        named = {**arguments, "context": {**context}}
        args = [pair.database, self.uid, self.key or pair.api_key, model, method, [], named]
        body = {"jsonrpc": "2.0", "params": {"service": "object", "method": "execute_kw", "args": args}}
        client = Client(self.world.odoo.wsgi, use_cookies=False)
        reply = json.loads(client.post("/jsonrpc", json=body).get_data())
        assert "error" not in reply, reply["error"]
        return reply["result"]

    def page(self, domain: list[Any], *, model: str = LINES, fields: list[str] | None = None, **more: Any) -> Any:
        """Return a page of records, of journal items if nothing else is said."""
        self._pages += model == LINES
        if self._pages == 2 and self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        asked = FIELDS if fields is None else fields
        return self.call(model, "search_read", domain=domain, fields=asked, **more)

    def by_id(self, domain: list[Any], **more: Any) -> list[Record]:
        """Return the journal items that fulfil a domain, page by page after the last id."""
        found: list[Record] = []
        while True:
            last = found[-1]["id"] if found else 0
            page = self.page(["&", ("id", ">", last), *domain], limit=PAGE, order="id", **more)
            found += page
            if len(page) < PAGE:
                return found

    @property
    def context(self) -> Mapping[str, Any]:
        """The context of who means one company and everything in it."""
        return {"allowed_company_ids": [self.world.pair.company_id], "active_test": False}

    def codes(self, context: Mapping[str, Any] | None = None) -> dict[int, str]:
        """Return the accounts' codes by id."""
        accounts = self.page([], model="account.account", fields=["code"], context=context or self.context)
        return {account["id"]: account["code"] for account in accounts}

    def rows(self, lines: list[Record], codes: Mapping[int, str] | None = None) -> Counter[Row]:
        """Return journal items as rows of a ledger."""
        known = self.codes() if codes is None else codes
        database = self.world.odoo.database(self.world.pair.database)
        minor = 10 ** database.digits(database.company_currency(self.world.pair.company_id))
        return Counter(
            Row(
                str(known.get(line["account_id"][0])),
                date.fromisoformat(line["date"]),
                int(Decimal(str(line["balance"])) * minor),
            )
            for line in lines
            if line["balance"]
        )

    def ledger(self) -> Counter[Row]:
        """Return the ledger as it is, read again until nothing changes meanwhile."""
        lines = self.by_id(self.of_company(), context=self.context)
        while (again := self.by_id(self.of_company(), context=self.context)) != lines:
            lines = again
        return self.rows(lines)

    def of_company(self) -> list[Any]:
        """Return the domain of what counts in the company."""
        return ["&", ("company_id", "=", self.world.pair.company_id), *COUNTS]
