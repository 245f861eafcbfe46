"""An upgrade of Odoo in a story: another version at the same address, where the same books are entered anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from twinledger.books.amounts import read
from twinledger.books.bare import bare_company
from twinledger.books.book import Entry, Line
from twinledger.books.founding import found
from twinledger.books.loading import load

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper
    from twinledger.world import Pair, World


def upgrade(world: World, pair: Pair, version: str) -> dict[int, int]:
    """Let Odoo become another version with the posted entries of a pair's books; return their new ids by the old.

    Nothing else is carried over: keys, users' settings and drafts are gone.
    """
    entries = _posted(world.bookkeeper(pair))
    world.odoo.become(version)
    book = bare_company()
    company = found(book.company, world.odoo, pair.database)
    load(book, world.odoo.database(pair.database), company=company)
    keeper = world.bookkeeper(pair)
    return {id_: keeper.enter(entry) for id_, entry in entries.items()}


def _posted(keeper: Bookkeeper) -> dict[int, Entry]:
    """Return the posted entries by their ids, the oldest first."""
    ids = sorted(keeper.find("account.move", ("state", "=", "posted"), ("company_id", "=", keeper.company)))
    journals, accounts = _codes(keeper, "account.journal"), _codes(keeper, "account.account")
    found: dict[int, Entry] = {}
    for move in keeper.call("account.move", ids, "read", ["journal_id", "date", "line_ids"]):
        items = keeper.call("account.move.line", move["line_ids"], "read", ["account_id", "balance", "name"])
        lines = tuple(
            Line(accounts[item["account_id"][0]], read(f"{Decimal(str(item['balance'])):f}"), item["name"] or "")
            for item in items
        )
        found[move["id"]] = Entry(journals[move["journal_id"][0]], date.fromisoformat(str(move["date"])), lines)
    return found


def _codes(keeper: Bookkeeper, model: str) -> dict[int, str]:
    return {one["id"]: str(one["code"]) for one in keeper.call(model, keeper.find(model), "read", ["code"])}
