"""Sequences: the names that entries get when they are posted."""

from __future__ import annotations

import re

from mock_odoo.orm.environment import Environment

YEARLY = ("sale", "bank", "cash", "credit")


def next_name(env: Environment, journal: int, date: str) -> str:
    """Return the next free name in a journal for an accounting date (`YYYY-MM-DD`).

    Sales and money journals count by year (`INV/2026/00001`), all others by month (`MISC/2026/03/0001`).
    """
    row = env.database.store.one("SELECT code, type FROM account_journal WHERE id = ?", (journal,))
    code, kind = row if row else ("", "")
    year, month, _ = date.split("-")
    prefix, width = (f"{code}/{year}/", 5) if kind in YEARLY else (f"{code}/{year}/{month}/", 4)
    last = env.database.store.one(
        "SELECT MAX(sequence_number) FROM account_move WHERE journal_id = ? AND sequence_prefix = ?", (journal, prefix)
    )
    return f"{prefix}{((last[0] if last else 0) or 0) + 1:0{width}d}"


def parts(name: str) -> tuple[str, int]:
    """Return the prefix and the number of a name; a name without a number counts as 0."""
    match = re.fullmatch(r"(.*?)(\d{0,9})", name, re.DOTALL)
    prefix, digits = match.groups() if match else (name, "")
    return prefix, int(digits or 0)
