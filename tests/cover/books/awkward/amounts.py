"""Bad habits with amounts and lines, and the careful ways where the ledger alone does not show the difference."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from twinledger.projection import Row

from .reader import COUNTS, Reader, Record

Rows = Counter[Row]


def complete_entries(reader: Reader) -> int:
    """Count the entries, without those in which a line has no amount."""
    lines = reader.by_id(COUNTS)
    entries = {line["move_id"][0] for line in lines}
    return len(entries - {line["move_id"][0] for line in lines if not line["balance"]})


def all_entries(reader: Reader) -> int:
    """Count the entries."""
    return len({line["move_id"][0] for line in reader.by_id(COUNTS)})


def in_cents(reader: Reader) -> Rows:
    """Take a hundredth for the smallest part of every currency."""
    return _with(reader, lambda line: round(line["balance"] * 100))


def in_two_decimals(reader: Reader) -> Rows:
    """Round to two decimals, whatever the currency has."""
    minor = 10 ** _digits(reader)
    return _with(reader, lambda line: round(round(line["balance"], 2) * minor))


def in_32_bits(reader: Reader) -> Rows:
    """Keep cents in 32 bits."""
    return _with(reader, lambda line: ctypes.c_int32(round(line["balance"] * 100)).value)


def in_currency(reader: Reader) -> Rows:
    """Take the amount in the line's own currency."""
    return _with(reader, lambda line: round(line["amount_currency"] * 100))


def float_sums(reader: Reader) -> dict[str, int]:
    """Add amounts up as they come, and cut off what is behind the cents."""
    codes = reader.codes()
    totals: dict[str, float] = {}
    for line in reader.by_id(COUNTS):
        code = codes[line["account_id"][0]]
        totals[code] = totals.get(code, 0.0) + line["balance"]
    return {code: math.trunc(total * 100) for code, total in totals.items()}


def exact_sums(reader: Reader) -> dict[str, int]:
    """Add up whole cents."""
    sums: Counter[str] = Counter()
    for row, count in reader.ledger().items():
        sums[row.account] += row.amount * count
    return dict(sums)


def without_reversed(reader: Reader) -> Rows:
    """Leave out entries that were reversed, and keep their reversals."""
    reversals = reader.page([("reversed_entry_id", "!=", False)], model="account.move", fields=["reversed_entry_id"])
    gone = [entry["reversed_entry_id"][0] for entry in reversals]
    return reader.rows(reader.by_id(["&", ("move_id", "not in", gone), *COUNTS]))


def on_two_sides(reader: Reader) -> Rows:
    """Take debit and credit for what they are without their signs."""
    lines = reader.by_id(COUNTS, fields=["account_id", "date", "debit", "credit"])
    return reader.rows([{**line, "balance": abs(line["debit"]) - abs(line["credit"])} for line in lines])


def every_item(reader: Reader) -> int:
    """Count all journal items of posted entries."""
    return len(reader.by_id([("parent_state", "=", "posted")]))


def every_line(reader: Reader) -> int:
    """Count the journal items that have an account."""
    return len(reader.by_id(COUNTS))


def by_document_date(reader: Reader) -> Rows:
    """Date lines by their documents."""
    lines = reader.by_id(COUNTS, fields=["account_id", "date", "invoice_date", "balance"])
    return reader.rows([{**line, "date": line["invoice_date"] or line["date"]} for line in lines])


def shares(reader: Reader) -> list[Any]:
    """Read what lines are spread over, every key taken apart."""
    lines = reader.by_id(COUNTS, fields=["analytic_distribution"])
    return [
        sorted((tuple(map(int, key.split(","))), share) for key, share in (line["analytic_distribution"] or {}).items())
        for line in lines
    ]


def single_shares(reader: Reader) -> list[Any]:
    """Read what lines are spread over, a number for a key."""
    lines = reader.by_id(COUNTS, fields=["analytic_distribution"])
    return [
        sorted(((int(key.split(",")[0]),), share) for key, share in (line["analytic_distribution"] or {}).items())
        for line in lines
    ]


def shares_of_a_whole(reader: Reader) -> list[Any]:
    """Read what lines are spread over, the last share being what is left."""
    found = []
    for line in shares(reader):
        *first, (key, _) = line or [((0,), 0.0)]
        found.append([*first, (key, 100.0 - sum(share for _, share in first))])
    return found


def open_items(reader: Reader) -> Counter[tuple[str, int]]:
    """Read what is left of the lines on trade accounts."""
    trade = ["&", ("account_id.account_type", "in", ["asset_receivable", "liability_payable"]), *COUNTS]
    lines = reader.by_id(trade, fields=["account_id", "amount_residual"])
    codes = reader.codes()
    return Counter(
        (codes[line["account_id"][0]], round(line["amount_residual"] * 100))
        for line in lines
        if line["amount_residual"] and codes[line["account_id"][0]][:2] in ("40", "44")
    )


def whole_open_items(reader: Reader) -> Counter[tuple[str, int]]:
    """Take the whole amount of what is not fully matched."""
    trade = ["&", ("account_id.account_type", "in", ["asset_receivable", "liability_payable"]), *COUNTS]
    lines = reader.by_id(["&", ("reconciled", "=", False), *trade], fields=["account_id", "balance"])
    codes = reader.codes()
    return Counter((codes[line["account_id"][0]], round(line["balance"] * 100)) for line in lines)


def known_ids(reader: Reader) -> set[int]:
    """Remember every line that was ever seen, drafts among them."""
    seen: set[int] = reader.memory.setdefault("seen", set())
    seen |= {line["id"] for line in reader.by_id([("account_id", "!=", False)])}
    return set(seen)


def ids(reader: Reader) -> set[int]:
    """Read which lines there are."""
    return {line["id"] for line in reader.by_id([("account_id", "!=", False)])}


def distinct(reader: Reader) -> Rows:
    """Tell lines apart by what is in them."""
    return Counter(set(reader.ledger()))


def _digits(reader: Reader) -> int:
    database = reader.world.odoo.database(reader.world.pair.database)
    return database.digits(database.company_currency(reader.world.pair.company_id))


def _with(reader: Reader, amount: Callable[[Record], int]) -> Rows:
    """Return the ledger with amounts that somebody worked out."""
    fields = ["account_id", "date", "balance", "amount_currency"]
    lines = reader.by_id(reader.of_company(), fields=fields, context=reader.context)
    rows = Counter[Row]()
    for line in lines:
        [row] = reader.rows([{**line, "balance": 1.0}])
        if changed := amount(line):
            rows[replace(row, amount=changed)] += 1
    return rows
