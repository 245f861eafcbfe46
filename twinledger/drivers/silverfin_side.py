"""Connectors that begin elsewhere: they are handed the ledger in a file, and write it to Silverfin."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_odoo.orm.values import MONEY_SCALE
from twinledger.books.amounts import plain
from twinledger.drivers.sides import SILVERFIN, Side, pair_of

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from twinledger.world import Pair, World

LEDGER_FILE = "LEDGER_FILE"
OF_ODOO = ("ODOO_", "ODO_", "SYNC_COMPANY")
LINE = ("account_id", "date", "name", "move_name", "journal_id", "partner_id")


class SilverfinSide(Side):
    """Writes to Silverfin what it is handed: with every run, all that is posted, in the file `LEDGER_FILE`."""

    profile = "silverfin-side"
    ends = (SILVERFIN,)
    out_of_reach = ("account-wide-keys", "analytic", "multi-company", "multi-database", "open-items")

    note = f"Profile silverfin-side: what is posted in Odoo is handed to the connector in {LEDGER_FILE}."

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="twinledger-ledger-")

    def given(self, world: World, inputs: Mapping[str, str]) -> Mapping[str, str]:
        """Write the ledger as it is now, and return the inputs without those of Odoo."""
        path = Path(self._folder.name) / "ledger.json"
        ledger = _ledger(world, pair_of(world, inputs), inputs["SYNC_LANGUAGE"])
        path.write_text(json.dumps(ledger, ensure_ascii=False), "utf-8")
        left = {name: value for name, value in inputs.items() if not name.startswith(OF_ODOO)}
        return {**left, LEDGER_FILE: str(path)}

    def close(self) -> None:
        """Delete the file."""
        self._folder.cleanup()


def _ledger(world: World, pair: Pair, language: str) -> dict[str, Any]:
    """Return a company, its accounts, and its posted lines; amounts are decimal strings, debit positive."""
    database = world.odoo.database(pair.database)
    context = {"allowed_company_ids": [pair.company_id], "active_test": False, "lang": language}
    env = database.environment(context=context)

    def read(model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = env.model(model, tuple(env.model(model).search(domain))).read(list(fields))
        return found

    with database.store.transaction():
        company = _company(database, pair)
        accounts = {row["id"]: row for row in read("account.account", [], "code", "name", "account_type")}
        posted = [("company_id", "=", pair.company_id), ("parent_state", "=", "posted"), ("account_id", "!=", False)]
        rows = read("account.move.line", posted, *LINE)
        amounts = _amounts(database, pair, company["decimals"])
    return {
        "company": company,
        "accounts": [
            {"code": row["code"], "name": row["name"], "type": row["account_type"]}
            for row in accounts.values()
            if row["code"]
        ],
        "lines": [_line(row, accounts[row["account_id"][0]]["code"], amounts[row["id"]]) for row in rows],
    }


def _company(database: Database, pair: Pair) -> dict[str, Any]:
    [(name, currency, month, day)] = database.store.all(
        "SELECT c.name, r.name, c.fiscalyear_last_month, c.fiscalyear_last_day FROM res_company c"
        " JOIN res_currency r ON r.id = c.currency_id WHERE c.id = ?",
        (pair.company_id,),
    )
    decimals = database.digits(database.company_currency(pair.company_id))
    return {"name": name, "currency": currency, "decimals": decimals, "year_ends": {"month": int(month), "day": day}}


def _amounts(database: Database, pair: Pair, decimals: int) -> dict[int, str]:
    """Return the amount of each line in company currency."""
    scale = MONEY_SCALE // 10**decimals
    rows = database.store.all("SELECT id, balance FROM account_move_line WHERE company_id = ?", (pair.company_id,))
    return {id_: plain(balance // scale, decimals) for id_, balance in rows}


def _line(row: Mapping[str, Any], account: str, amount: str) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "account": account,
        "date": str(row["date"]),
        "amount": amount,
        "label": row["name"] or "",
        "entry": row["move_name"] or "",
        "journal": row["journal_id"][1] if row["journal_id"] else "",
        "partner": row["partner_id"][1] if row["partner_id"] else "",
    }
